extension V1 {
    /// The methods of `muster.v1.Organizations`.
    public enum OrganizationsService {
        public static let name = "muster.v1.Organizations"

        public static let list = Method<ListOrganizationsRequest, ListOrganizationsResponse>(
            name,
            "List",
            .none,
            "The organizations that the caller may see."
        )
        public static let get = Method<GetOrganizationRequest, GetOrganizationResponse>(
            name,
            "Get",
            .none,
            "One organization. Unknown or not to be seen: NOT_FOUND."
        )
        public static let put = Method<PutOrganizationRequest, PutOrganizationResponse>(
            name,
            "Put",
            .none,
            "Makes or renames an organization. Administrators only."
        )
        public static let delete = Method<DeleteOrganizationRequest, DeleteOrganizationResponse>(
            name,
            "Delete",
            .none,
            "Deletes an organization. Administrators only."
        )

        public static let description = ServiceDescription(
            name: name,
            meaning: "The clients whose directories are documented.",
            methods: [list.description, get.description, put.description, delete.description]
        )
    }

    /// The methods about one kind of record: `muster.v1.Contacts`, `muster.v1.Configurations`.
    public enum RecordsService<Kind: Record> {
        public static var name: String { "muster.v1.\(Kind.pluralName)" }

        public static var `import`: Method<ImportRecordsRequest<Kind>, ImportRecordsResponse<Kind>>
        {
            Method(
                name,
                "Import",
                .client,
                "Replaces and adds \(Kind.plural). Administrators only."
            )
        }
        public static var list: Method<ListRecordsRequest<Kind>, ListRecordsResponse<Kind>> {
            Method(name, "List", .server, "The \(Kind.plural) of an organization.")
        }
        public static var get: Method<GetRecordRequest<Kind>, GetRecordResponse<Kind>> {
            Method(name, "Get", .none, "One \(Kind.noun). Unknown: NOT_FOUND.")
        }
        public static var delete: Method<DeleteRecordsRequest<Kind>, DeleteRecordsResponse<Kind>> {
            Method(name, "Delete", .none, "Deletes \(Kind.plural). Administrators only.")
        }

        public static var relatedItems:
            Method<RelatedItemsOfRecordRequest<Kind>, ListRelatedItemsResponse>
        {
            Method(
                name,
                "RelatedItems",
                .server,
                "What is related to one \(Kind.noun), as RelatedItems.List answers it."
            )
        }

        public static var description: ServiceDescription {
            ServiceDescription(
                name: name,
                meaning: Kind.serviceMeaning,
                methods: [
                    `import`.description, list.description, get.description, delete.description,
                    relatedItems.description,
                ]
            )
        }
    }
}
