extension V1 {
    /// Asks for groups by name in every organization that the caller may see.
    public struct SearchGroupsRequest: Message {
        public static let protoName = "muster.v1.SearchGroupsRequest"
        public static let meaning = "Groups by name, in every organization that the caller may see."

        public var nameContains = ""
        public var organizationIDs: [String] = []
        public var kind = GroupKind.unspecified
        public var includeArchived = false
        public var limit: UInt32 = 0
        public var minRevision: UInt64 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(
                1,
                "name_contains",
                &nameContains,
                "Required: part of the name, in any case."
            )
            try f.field(2, "organization_ids", &organizationIDs, "Only these; empty: all.")
            try f.field(3, "kind", &kind, "Unspecified: both.")
            try f.field(4, "include_archived", &includeArchived)
            try f.field(5, "limit", &limit, "Rows in all, at most 1,000; 0: 50.")
            try f.field(
                6,
                "min_revision",
                &minRevision,
                "Wait until this revision, else UNAVAILABLE."
            )
        }
    }

    /// Groups of one organization that were found.
    public struct SearchGroupsResponse: Message {
        public static let protoName = "muster.v1.SearchGroupsResponse"
        public static let meaning = """
            Groups of one organization, by name. Organizations come in the order of their ids; one
            may take several messages.
            """

        public var rows: [GroupRow] = []
        public var callerViews: [CallerView] = []
        public var organizationID = ""
        public var freshness: Freshness?
        public var limitReached = false

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "rows", &rows)
            try f.field(2, "caller_views", &callerViews, "One for each row, in the same order.")
            try f.field(3, "organization_id", &organizationID)
            try f.field(4, "freshness", &freshness, "Of this organization.")
            try f.field(5, "limit_reached", &limitReached, "Last message only: there are more.")
        }
    }

    /// Asks for the groups that someone or something is a direct member of.
    public struct GroupsOfPrincipalRequest: Message {
        public static let protoName = "muster.v1.GroupsOfPrincipalRequest"
        public static let meaning = "The groups that someone or something is a direct member of."

        public var organizationID = ""
        public var principal: Principal?
        public var includeArchived = false
        public var pageSize: UInt32 = 0
        public var pageToken = ""
        public var onExpired = OnExpired.unspecified
        public var minRevision: UInt64 = 0
        public var at: ReadPoint?
        public var tenantFreshness = false

        public init() {}

        /// Whose groups.
        public enum Principal: Equatable, Sendable {
            case contact(externalID: String)
            case configuration(externalID: String)
            case user(entraID: String)
            case device(entraID: String)
            case group(entraID: String)
        }

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "organization_id", &organizationID, "Required.")
            try f.field(
                2,
                "contact_external_id",
                &contact,
                "The users matched to this contact.",
                oneof: "principal"
            )
            try f.field(
                3,
                "configuration_external_id",
                &configuration,
                "The devices matched to this configuration.",
                oneof: "principal"
            )
            try f.field(4, "user_entra_id", &user, oneof: "principal")
            try f.field(5, "device_entra_id", &device, oneof: "principal")
            try f.field(6, "group_entra_id", &group, oneof: "principal")
            try f.field(7, "include_archived", &includeArchived)
            try f.field(8, "page_size", &pageSize, "As in ListGroupsRequest.")
            try f.field(9, "page_token", &pageToken)
            try f.field(10, "on_expired", &onExpired)
            try f.field(
                11,
                "min_revision",
                &minRevision,
                "Wait until this revision, else UNAVAILABLE."
            )
            try f.field(12, "at", &at)
            try f.field(13, "tenant_freshness", &tenantFreshness, "Fill Freshness.tenants.")
        }

        private var contact: String? {
            get { if case .contact(let id) = principal { id } else { nil } }
            set { if let newValue { principal = .contact(externalID: newValue) } }
        }

        private var configuration: String? {
            get { if case .configuration(let id) = principal { id } else { nil } }
            set { if let newValue { principal = .configuration(externalID: newValue) } }
        }

        private var user: String? {
            get { if case .user(let id) = principal { id } else { nil } }
            set { if let newValue { principal = .user(entraID: newValue) } }
        }

        private var device: String? {
            get { if case .device(let id) = principal { id } else { nil } }
            set { if let newValue { principal = .device(entraID: newValue) } }
        }

        private var group: String? {
            get { if case .group(let id) = principal { id } else { nil } }
            set { if let newValue { principal = .group(entraID: newValue) } }
        }
    }

    /// One message of the answer.
    public struct GroupsOfPrincipalResponse: Message {
        public static let protoName = "muster.v1.GroupsOfPrincipalResponse"
        public static let meaning = """
            Groups of both kinds by name. Only the last message of the stream has the fields from
            next_page_token on.
            """

        public var rows: [GroupRow] = []
        public var callerViews: [CallerView] = []
        public var nextPageToken = ""
        public var totalCount: UInt64 = 0
        public var freshness: Freshness?
        public var continuedOnPresent = false

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "rows", &rows)
            try f.field(2, "caller_views", &callerViews, "One for each row, in the same order.")
            try f.field(3, "next_page_token", &nextPageToken, "Empty: there are no more rows.")
            try f.field(4, "total_count", &totalCount, "Rows on all pages.")
            try f.field(5, "freshness", &freshness)
            try f.field(6, "continued_on_present", &continuedOnPresent)
        }
    }
}
