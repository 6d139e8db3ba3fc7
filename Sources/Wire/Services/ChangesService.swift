extension V1 {
    /// The methods of `muster.v1.Changes`.
    public enum ChangesService {
        public static let name = "muster.v1.Changes"

        public static let subscribe = Method<SubscribeRequest, SubscribeResponse>(
            name,
            "Subscribe",
            .server,
            """
            What changes in the groups that the caller may see, revision by revision, in order, each once;
            with a snapshot first when that is asked for. The stream goes on until the caller, the server
            or `until_revision` ends it. A resume point of another history: FAILED_PRECONDITION
            STORE_CHANGED. One below the log's floor: OUT_OF_RANGE COMPACTED. One that is still to come:
            OUT_OF_RANGE FUTURE_REVISION. A token of another request or caller: INVALID_ARGUMENT
            RESUME_TOKEN_MISMATCH.
            """
        )

        public static let description = ServiceDescription(
            name: name,
            meaning: "Subscriptions to what changes.",
            methods: [subscribe.description]
        )
    }
}
