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

    /// The methods of `muster.v1.Contacts`.
    public enum ContactsService {
        public static let name = "muster.v1.Contacts"

        public static let `import` = Method<ImportContactsRequest, ImportContactsResponse>(
            name,
            "Import",
            .client,
            "Replaces and adds contacts. Administrators only."
        )
        public static let list = Method<ListContactsRequest, ListContactsResponse>(
            name,
            "List",
            .server,
            "The contacts of an organization."
        )
        public static let get = Method<GetContactRequest, GetContactResponse>(
            name,
            "Get",
            .none,
            "One contact. Unknown: NOT_FOUND."
        )
        public static let delete = Method<DeleteContactsRequest, DeleteContactsResponse>(
            name,
            "Delete",
            .none,
            "Deletes contacts. Administrators only."
        )

        public static let description = ServiceDescription(
            name: name,
            meaning: "The platform's own records of people, which users are matched to.",
            methods: [`import`.description, list.description, get.description, delete.description]
        )
    }

    /// The methods of `muster.v1.Configurations`.
    public enum ConfigurationsService {
        public static let name = "muster.v1.Configurations"

        public static let `import` = Method<
            ImportConfigurationsRequest, ImportConfigurationsResponse
        >(
            name,
            "Import",
            .client,
            "Replaces and adds configurations. Administrators only."
        )
        public static let list = Method<ListConfigurationsRequest, ListConfigurationsResponse>(
            name,
            "List",
            .server,
            "The configurations of an organization."
        )
        public static let get = Method<GetConfigurationRequest, GetConfigurationResponse>(
            name,
            "Get",
            .none,
            "One configuration. Unknown: NOT_FOUND."
        )
        public static let delete = Method<
            DeleteConfigurationsRequest, DeleteConfigurationsResponse
        >(
            name,
            "Delete",
            .none,
            "Deletes configurations. Administrators only."
        )

        public static let description = ServiceDescription(
            name: name,
            meaning: "The platform's own records of machines, which devices are matched to.",
            methods: [`import`.description, list.description, get.description, delete.description]
        )
    }
}
