extension V1 {
    /// A client whose directory is documented.
    public struct Organization: Message {
        public static let protoName = "muster.v1.Organization"
        public static let meaning = "A client whose directory is documented."

        public var id = ""
        public var name = ""
        public var tenants: [OrganizationTenant] = []
        public var clientVisibility = ClientVisibility.unspecified

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(
                1,
                "id",
                &id,
                "Chosen by the caller that made it, for instance `contoso`; the same for ever."
            )
            try f.field(2, "name", &name)
            try f.field(3, "tenants", &tenants, "In replies only.")
            try f.field(
                4,
                "client_visibility",
                &clientVisibility,
                "Whether its client users see it; unspecified in a request leaves it as it is."
            )
        }
    }

    /// Whether client users see an organization.
    public enum ClientVisibility: Int32, WireEnum {
        case unspecified = 0
        case accountDefault = 1
        case shown = 2
        case hidden = 3
        case unrecognized = -1

        public static let protoName = "muster.v1.ClientVisibility"
        public static let meaning = "Whether client users see the groups of their organization."
        public static let values: [EnumValue<Self>] = [
            .init(.unspecified, "CLIENT_VISIBILITY_UNSPECIFIED"),
            .init(.accountDefault, "CLIENT_VISIBILITY_ACCOUNT_DEFAULT", "As the account says."),
            .init(.shown, "CLIENT_VISIBILITY_SHOWN"),
            .init(.hidden, "CLIENT_VISIBILITY_HIDDEN", "For them there is no such organization."),
        ]
    }

    /// A tenant that documents an organization.
    public struct OrganizationTenant: Message {
        public static let protoName = "muster.v1.OrganizationTenant"
        public static let meaning = "A tenant that documents an organization."

        public var tenantID = ""
        public var name = ""
        public var integrationID = ""

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "tenant_id", &tenantID)
            try f.field(2, "name", &name, "Empty before the first contact.")
            try f.field(3, "integration_id", &integrationID)
        }
    }

    /// Asks for the organizations that the caller may see.
    public struct ListOrganizationsRequest: Message {
        public static let protoName = "muster.v1.ListOrganizationsRequest"
        public static let meaning = "The organizations that the caller may see, by id."

        public var nameContains = ""
        public var pageSize: UInt32 = 0
        public var pageToken = ""
        public var minRevision: UInt64 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "name_contains", &nameContains, "Part of the name, in any case.")
            try f.field(2, "page_size", &pageSize, "At most 1,000; 0: 1,000.")
            try f.field(3, "page_token", &pageToken)
            try f.field(
                4,
                "min_revision",
                &minRevision,
                "Wait until this revision, else UNAVAILABLE."
            )
        }
    }

    /// A page of organizations.
    public struct ListOrganizationsResponse: Message {
        public static let protoName = "muster.v1.ListOrganizationsResponse"
        public static let meaning = "A page of organizations."

        public var organizations: [Organization] = []
        public var nextPageToken = ""
        public var revision: UInt64 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "organizations", &organizations)
            try f.field(2, "next_page_token", &nextPageToken, "Empty: there are no more.")
            try f.field(3, "revision", &revision, "The revision the answer was read at.")
        }
    }

    /// Asks for one organization.
    public struct GetOrganizationRequest: Message {
        public static let protoName = "muster.v1.GetOrganizationRequest"
        public static let meaning = "One organization."

        public var id = ""
        public var minRevision: UInt64 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "id", &id, "Required.")
            try f.field(
                2,
                "min_revision",
                &minRevision,
                "Wait until this revision, else UNAVAILABLE."
            )
        }
    }

    /// One organization.
    public struct GetOrganizationResponse: Message {
        public static let protoName = "muster.v1.GetOrganizationResponse"
        public static let meaning = "One organization, and how fresh its documentation is."

        public var organization: Organization?
        public var freshness: Freshness?

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "organization", &organization)
            try f.field(2, "freshness", &freshness)
        }
    }

    /// Makes or renames an organization.
    public struct PutOrganizationRequest: Message {
        public static let protoName = "muster.v1.PutOrganizationRequest"
        public static let meaning = "Makes an organization, or renames the one with this id."

        public var organization: Organization?

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "organization", &organization, "Required, with `id` and `name`.")
        }
    }

    /// The organization as it is now.
    public struct PutOrganizationResponse: Message {
        public static let protoName = "muster.v1.PutOrganizationResponse"
        public static let meaning = "The organization as it is now."

        public var organization: Organization?
        public var created = false
        public var revision: UInt64 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "organization", &organization)
            try f.field(2, "created", &created, "It did not exist before.")
            try f.field(3, "revision", &revision, "The revision that holds it.")
        }
    }

    /// Deletes an organization.
    public struct DeleteOrganizationRequest: Message {
        public static let protoName = "muster.v1.DeleteOrganizationRequest"
        public static let meaning = """
            Deletes an organization with its groups, contacts and configurations. Refused
            (FAILED_PRECONDITION) while a tenant documents it.
            """

        public var id = ""
        public var confirm = false

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "id", &id, "Required.")
            try f.field(2, "confirm", &confirm, "Must be true.")
        }
    }

    /// What the deletion made.
    public struct DeleteOrganizationResponse: Message {
        public static let protoName = "muster.v1.DeleteOrganizationResponse"
        public static let meaning = "The organization is gone."

        public var revision: UInt64 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "revision", &revision, "The first revision without it.")
        }
    }
}
