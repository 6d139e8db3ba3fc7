extension V1 {
    /// What is decided once for everybody.
    public struct AccountSettings: Message {
        public static let protoName = "muster.v1.AccountSettings"
        public static let meaning = "What is decided once for everybody."

        public var groupDocumentation: Bool?
        public var clientUsersSeeGroups: Bool?

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(
                1,
                "group_documentation",
                &groupDocumentation,
                """
                The feature switch. Off: every call about groups is refused, nothing is
                synced, and what is documented is kept.
                """
            )
            try f.field(
                2,
                "client_users_see_groups",
                &clientUsersSeeGroups,
                """
                Whether client users see the groups of their organization, where the
                organization does not say.
                """
            )
        }
    }

    /// Asks for the account.
    public struct GetAccountRequest: Message {
        public static let protoName = "muster.v1.GetAccountRequest"
        public static let meaning = "What is decided for everybody."

        public var minRevision: UInt64 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(
                1,
                "min_revision",
                &minRevision,
                "Wait until this revision, else UNAVAILABLE."
            )
        }
    }

    /// Changes the account.
    public struct UpdateAccountRequest: Message {
        public static let protoName = "muster.v1.UpdateAccountRequest"
        public static let meaning = "Changes the account."

        public var account: AccountSettings?

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(
                1,
                "account",
                &account,
                "Only the fields that are present are changed."
            )
        }
    }

    /// The account.
    public struct AccountResponse: Message {
        public static let protoName = "muster.v1.AccountResponse"
        public static let meaning = "The account."

        public var account: AccountSettings?
        public var revision: UInt64 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "account", &account)
            try f.field(2, "revision", &revision)
        }
    }
}
