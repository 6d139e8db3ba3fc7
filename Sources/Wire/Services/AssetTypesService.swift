extension V1 {
    /// The methods of `muster.v1.AssetTypes`.
    public enum AssetTypesService {
        public static let name = "muster.v1.AssetTypes"

        public static let get = Method<GetAssetTypeRequest, AssetTypeResponse>(
            name,
            "Get",
            .none,
            "One kind of group with its custom fields."
        )
        public static let update = Method<UpdateAssetTypeRequest, AssetTypeResponse>(
            name,
            "Update",
            .none,
            "Replaces the custom fields of a kind. Administrators and managers only."
        )

        public static let description = ServiceDescription(
            name: name,
            meaning: "The two kinds of groups, and what people have added to them.",
            methods: [get.description, update.description]
        )
    }
}
