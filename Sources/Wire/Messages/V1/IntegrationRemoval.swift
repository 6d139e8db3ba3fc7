extension V1 {
    /// Removes an integration.
    public struct RemoveIntegrationRequest: Message {
        public static let protoName = "muster.v1.RemoveIntegrationRequest"
        public static let meaning = """
            Removes an integration and its credential. Its groups stay, disabled; another integration
            that takes its tenants over takes up the same groups again.
            """

        public var id = ""
        public var confirm = false

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "id", &id, "Required.")
            try f.field(2, "confirm", &confirm, "Must be true.")
        }
    }

    /// Takes a tenant from an integration.
    public struct RemoveTenantRequest: Message {
        public static let protoName = "muster.v1.RemoveTenantRequest"
        public static let meaning = """
            Takes a tenant from its integration. Its groups stay, disabled, until PutTenant gives it to
            one again.
            """

        public var integrationID = ""
        public var tenantID = ""
        public var confirm = false

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "integration_id", &integrationID, "Required.")
            try f.field(2, "tenant_id", &tenantID, "Required: the tenant's id in Entra.")
            try f.field(3, "confirm", &confirm, "Must be true.")
        }
    }

    /// Asks for the links by which an administrator grants permissions.
    public struct ConsentLinksRequest: Message {
        public static let protoName = "muster.v1.ConsentLinksRequest"
        public static let meaning = """
            The links by which an administrator of each tenant grants the app registration what it needs.
            """

        public var integrationID = ""
        public var tenantID = ""
        public var redirectURI = ""
        public var minRevision: UInt64 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "integration_id", &integrationID, "Required.")
            try f.field(
                2,
                "tenant_id",
                &tenantID,
                "Any tenant, managed already or not; empty: those that it manages."
            )
            try f.field(
                3,
                "redirect_uri",
                &redirectURI,
                "One that the app registration names; empty: Microsoft shows that it is done."
            )
            try f.field(
                4,
                "min_revision",
                &minRevision,
                "Wait until this revision, else UNAVAILABLE."
            )
        }
    }

    /// The links, for each tenant the one to use first.
    public struct ConsentLinksResponse: Message {
        public static let protoName = "muster.v1.ConsentLinksResponse"
        public static let meaning = "For each tenant the link to use first, then the fallback."

        public var links: [ConsentLink] = []

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "links", &links)
        }
    }

    /// One link.
    public struct ConsentLink: Message {
        public static let protoName = "muster.v1.ConsentLink"
        public static let meaning = "A link that an administrator of the tenant opens."

        public var tenantID = ""
        public var url = ""
        public var fallback = false
        public var permissions: [String] = []
        public var warning = ""

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "tenant_id", &tenantID)
            try f.field(2, "url", &url)
            try f.field(3, "fallback", &fallback, "For unforeseen trouble only.")
            try f.field(
                4,
                "permissions",
                &permissions,
                "What is needed, or for the fallback what it asks for."
            )
            try f.field(5, "warning", &warning, "Why not to use it first; empty for the first.")
        }
    }
}
