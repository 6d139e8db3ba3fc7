extension V1 {
    /// The methods of `muster.v1.Integrations`.
    public enum IntegrationsService {
        public static let name = "muster.v1.Integrations"

        public static let create = Method<CreateIntegrationRequest, IntegrationResponse>(
            name,
            "Create",
            .none,
            "Makes an integration. Administrators only."
        )
        public static let list = Method<ListIntegrationsRequest, ListIntegrationsResponse>(
            name,
            "List",
            .none,
            "Every integration."
        )
        public static let get = Method<GetIntegrationRequest, IntegrationResponse>(
            name,
            "Get",
            .none,
            "One integration. Unknown: NOT_FOUND."
        )
        public static let update = Method<UpdateIntegrationRequest, IntegrationResponse>(
            name,
            "Update",
            .none,
            "Changes settings or the credential of an integration. Administrators only."
        )
        public static let putTenant = Method<PutTenantRequest, IntegrationResponse>(
            name,
            "PutTenant",
            .none,
            "Gives a tenant to an integration. Administrators only."
        )
        public static let syncNow = Method<SyncNowRequest, SyncProgress>(
            name,
            "SyncNow",
            .server,
            "Syncs now and tells how far it has come. Administrators only."
        )
        public static let runs = Method<ListRunsRequest, ListRunsResponse>(
            name,
            "Runs",
            .server,
            "What syncs did, newest first."
        )

        public static let holds = Method<ListHoldsRequest, ListHoldsResponse>(
            name,
            "Holds",
            .none,
            "What is held back, because a sync would take away too much at once."
        )
        public static let releaseHold = Method<ReleaseHoldRequest, HoldResponse>(
            name,
            "ReleaseHold",
            .none,
            "Lets what is held back become documentation. Administrators only."
        )
        public static let discardHold = Method<DiscardHoldRequest, HoldResponse>(
            name,
            "DiscardHold",
            .none,
            "Drops what is held back and reads everything again. Administrators only."
        )

        public static let remove = Method<RemoveIntegrationRequest, IntegrationResponse>(
            name,
            "Remove",
            .none,
            "Removes an integration; its groups stay, disabled. Administrators and managers only."
        )
        public static let removeTenant = Method<RemoveTenantRequest, IntegrationResponse>(
            name,
            "RemoveTenant",
            .none,
            "Takes a tenant from its integration. Administrators and managers only."
        )
        public static let consentLinks = Method<ConsentLinksRequest, ConsentLinksResponse>(
            name,
            "ConsentLinks",
            .none,
            "The links by which permissions are granted. Administrators and managers only."
        )

        public static let description = ServiceDescription(
            name: name,
            meaning: "The connections to Microsoft, their tenants and their runs.",
            methods: [
                create.description, list.description, get.description, update.description,
                putTenant.description, syncNow.description, runs.description, holds.description,
                releaseHold.description, discardHold.description, remove.description,
                removeTenant.description, consentLinks.description,
            ]
        )
    }

    /// The methods of `muster.v1.Principals`.
    public enum PrincipalsService {
        public static let name = "muster.v1.Principals"

        public static let createToken = Method<CreateTokenRequest, CreateTokenResponse>(
            name,
            "CreateToken",
            .none,
            "Makes a token. Administrators only."
        )
        public static let listTokens = Method<ListTokensRequest, ListTokensResponse>(
            name,
            "ListTokens",
            .none,
            "Tokens without their secrets. Administrators only."
        )
        public static let revokeToken = Method<RevokeTokenRequest, RevokeTokenResponse>(
            name,
            "RevokeToken",
            .none,
            "Ends a token. Administrators only."
        )
        public static let putUser = Method<PutUserRequest, PutUserResponse>(
            name,
            "PutUser",
            .none,
            "Makes or replaces a user. Administrators only."
        )
        public static let listUsers = Method<ListUsersRequest, ListUsersResponse>(
            name,
            "ListUsers",
            .none,
            "Every user. Administrators only."
        )
        public static let deleteUser = Method<DeleteUserRequest, DeleteUserResponse>(
            name,
            "DeleteUser",
            .none,
            "Deletes a user. The last administrator: FAILED_PRECONDITION. Administrators only."
        )
        public static let putUserGroup = Method<PutUserGroupRequest, PutUserGroupResponse>(
            name,
            "PutUserGroup",
            .none,
            "Makes or replaces a user group. Administrators only."
        )
        public static let listUserGroups = Method<ListUserGroupsRequest, ListUserGroupsResponse>(
            name,
            "ListUserGroups",
            .none,
            "Every user group. Administrators only."
        )
        public static let deleteUserGroup = Method<DeleteUserGroupRequest, DeleteUserGroupResponse>(
            name,
            "DeleteUserGroup",
            .none,
            "Deletes a user group. Administrators only."
        )
        public static let whoAmI = Method<WhoAmIRequest, WhoAmIResponse>(
            name,
            "WhoAmI",
            .none,
            "Who the server takes the caller for."
        )

        public static let description = ServiceDescription(
            name: name,
            meaning: "Who may call, and the tokens they call with.",
            methods: [
                putUser.description, listUsers.description, deleteUser.description,
                putUserGroup.description, listUserGroups.description, deleteUserGroup.description,
                createToken.description, listTokens.description, revokeToken.description,
                whoAmI.description,
            ]
        )
    }
}
