extension V1 {
    /// The methods of `muster.v1.Account`.
    public enum AccountService {
        public static let name = "muster.v1.Account"

        public static let get = Method<GetAccountRequest, AccountResponse>(
            name,
            "Get",
            .none,
            "What is decided for everybody."
        )
        public static let update = Method<UpdateAccountRequest, AccountResponse>(
            name,
            "Update",
            .none,
            "Changes what is decided for everybody. Managers and administrators."
        )

        public static let description = ServiceDescription(
            name: name,
            meaning: "The feature switch, and what goes for every organization.",
            methods: [get.description, update.description]
        )
    }

    /// The methods of `muster.v1.Views`.
    public enum ViewsService {
        public static let name = "muster.v1.Views"

        public static let get = Method<GetViewRequest, ViewResponse>(
            name,
            "Get",
            .none,
            "The caller's view of a list; the default one when nothing was stored."
        )
        public static let set = Method<SetViewRequest, ViewResponse>(
            name,
            "Set",
            .none,
            "Stores the caller's view of a list."
        )
        public static let restoreDefaults = Method<RestoreDefaultsRequest, ViewResponse>(
            name,
            "RestoreDefaults",
            .none,
            "Forgets the caller's view of a list: columns, order and widths."
        )

        public static let description = ServiceDescription(
            name: name,
            meaning: "How each caller has the two lists arranged.",
            methods: [get.description, set.description, restoreDefaults.description]
        )
    }
}
