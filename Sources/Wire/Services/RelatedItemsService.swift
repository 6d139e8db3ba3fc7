extension V1 {
    /// The methods of `muster.v1.RelatedItems`.
    public enum RelatedItemsService {
        public static let name = "muster.v1.RelatedItems"

        public static let list = Method<ListRelatedItemsRequest, ListRelatedItemsResponse>(
            name,
            "List",
            .server,
            "What is related to a contact, a configuration or a group. Unknown: NOT_FOUND."
        )
        public static let add = Method<AddRelatedItemRequest, RelatedItemResponse>(
            name,
            "Add",
            .none,
            "Relates two things to each other. Related already: ALREADY_EXISTS."
        )
        public static let update = Method<UpdateRelatedItemRequest, RelatedItemResponse>(
            name,
            "Update",
            .none,
            "Changes a note. An automatic item: FAILED_PRECONDITION AUTOMATIC_ITEM."
        )
        public static let remove = Method<RemoveRelatedItemRequest, RelatedItemResponse>(
            name,
            "Remove",
            .none,
            "Removes an item that a person made. An automatic one: FAILED_PRECONDITION AUTOMATIC_ITEM."
        )

        public static let description = ServiceDescription(
            name: name,
            meaning: "What belongs together, by membership or because a person said so.",
            methods: [list.description, add.description, update.description, remove.description]
        )
    }
}
