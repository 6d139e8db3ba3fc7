extension V1 {
    /// Asks for one group.
    public struct GetGroupRequest: Message {
        public static let protoName = "muster.v1.GetGroupRequest"
        public static let meaning = "One group by its asset id."

        public var id = ""
        public var minRevision: UInt64 = 0
        public var at: ReadPoint?
        public var tenantFreshness = false

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "id", &id, "Required: the asset's id.")
            try f.field(
                2,
                "min_revision",
                &minRevision,
                "Wait until this revision, else UNAVAILABLE."
            )
            try f.field(3, "at", &at)
            try f.field(4, "tenant_freshness", &tenantFreshness, "Fill Freshness.tenants.")
        }
    }

    /// One group with everything that is documented of it.
    public struct GetGroupResponse: Message {
        public static let protoName = "muster.v1.GetGroupResponse"
        public static let meaning = "One group with everything that is documented of it."

        public var row: GroupRow?
        public var callerView: CallerView?
        public var detail: GroupDetail?
        public var freshness: Freshness?

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "row", &row)
            try f.field(2, "caller_view", &callerView)
            try f.field(3, "detail", &detail)
            try f.field(4, "freshness", &freshness)
        }
    }

    /// What the asset's page shows beyond the row.
    public struct GroupDetail: Message {
        public static let protoName = "muster.v1.GroupDetail"
        public static let meaning = "What the asset's page shows beyond the row."

        public var organizationID = ""
        public var createdAt: Google.Timestamp?
        public var mailNickname = ""
        public var mailEnabled = false
        public var securityEnabled = false
        public var groupTypes: [String] = []
        public var visibility = ""
        public var assignableToRole = false
        public var onPremisesSynced = false
        public var onPremisesDomain = ""
        public var manageURL = ""
        public var customFields: [GroupCustomField] = []

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "organization_id", &organizationID)
            try f.field(2, "created_at", &createdAt, "When the group was made in Entra.")
            try f.field(3, "mail_nickname", &mailNickname)
            try f.field(4, "mail_enabled", &mailEnabled)
            try f.field(5, "security_enabled", &securityEnabled)
            try f.field(6, "group_types", &groupTypes, "As Graph gives them: Unified, …")
            try f.field(7, "visibility", &visibility, "As Graph gives it: Public, Private, …")
            try f.field(8, "assignable_to_role", &assignableToRole, "It can hold a role in Entra.")
            try f.field(9, "on_premises_synced", &onPremisesSynced)
            try f.field(10, "on_premises_domain", &onPremisesDomain)
            try f.field(
                11,
                "manage_url",
                &manageURL,
                "The group's page in Entra; empty for manual groups and callers who may not manage."
            )
            try f.field(
                12,
                "custom_fields",
                &customFields,
                "Every field of its asset type in the order of the page, with what the group holds in it."
            )
        }
    }
}
