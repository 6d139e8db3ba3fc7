extension V1 {
    /// Asks for rows of one organization and one kind.
    public struct ListGroupsRequest: Message {
        public static let protoName = "muster.v1.ListGroupsRequest"
        public static let meaning = "Rows of one organization and one kind."

        public var organizationID = ""
        public var kind = GroupKind.unspecified
        public var filter: GroupFilter?
        public var sort: GroupSort?
        public var pageSize: UInt32 = 0
        public var pageToken = ""
        public var onExpired = OnExpired.unspecified
        public var columns: [String] = []
        public var minRevision: UInt64 = 0
        public var at: ReadPoint?
        public var tenantFreshness = false

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "organization_id", &organizationID, "Required.")
            try f.field(2, "kind", &kind, "Required.")
            try f.field(3, "filter", &filter, "Absent: every group that is not archived.")
            try f.field(4, "sort", &sort, "Absent: by name, ascending.")
            try f.field(
                5,
                "page_size",
                &pageSize,
                "Rows a page, at most 1,000. 0: everything as one stream, or 50 with a page_token."
            )
            try f.field(
                6,
                "page_token",
                &pageToken,
                "From the reply before; organization, kind, filter and sort must be the same."
            )
            try f.field(7, "on_expired", &onExpired)
            try f.field(
                8,
                "columns",
                &columns,
                "Names of GroupRow fields to fill, `id` always with them. Empty: all."
            )
            try f.field(
                9,
                "min_revision",
                &minRevision,
                "Wait until this revision, else UNAVAILABLE."
            )
            try f.field(10, "at", &at, "With the default order and no filter but include_archived.")
            try f.field(11, "tenant_freshness", &tenantFreshness, "Fill Freshness.tenants.")
        }
    }

    /// Which rows to answer; every condition must hold.
    public struct GroupFilter: Message {
        public static let protoName = "muster.v1.GroupFilter"
        public static let meaning = "Which rows to answer: every condition that is set must hold."

        public var nameContains = ""
        public var statuses: [SyncStatus] = []
        public var membershipTypes: [MembershipType] = []
        public var domain = ""
        public var hasUnmatchedMembers: Bool?
        public var includeArchived = false

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "name_contains", &nameContains, "Part of the name, in any case.")
            try f.field(2, "statuses", &statuses, "One of these; empty: any.")
            try f.field(3, "membership_types", &membershipTypes, "One of these; empty: any.")
            try f.field(4, "domain", &domain, "The whole domain, in any case.")
            try f.field(5, "has_unmatched_members", &hasUnmatchedMembers)
            try f.field(6, "include_archived", &includeArchived, "Archived groups too.")
        }
    }

    /// The order of the rows.
    public struct GroupSort: Message {
        public static let protoName = "muster.v1.GroupSort"
        public static let meaning = "The order of the rows; equal ones go by name, then by id."

        public var column = GroupSortColumn.unspecified
        public var descending = false

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "column", &column)
            try f.field(2, "descending", &descending)
        }
    }

    /// One message of the answer.
    public struct ListGroupsResponse: Message {
        public static let protoName = "muster.v1.ListGroupsResponse"
        public static let meaning = """
            One message of the answer: rows in order, at most 256 KiB. Only the last message of the
            stream has the fields from next_page_token on.
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
            try f.field(4, "total_count", &totalCount, "Rows that pass the filter, on all pages.")
            try f.field(5, "freshness", &freshness)
            try f.field(
                6,
                "continued_on_present",
                &continuedOnPresent,
                "The page token had expired and CONTINUE was asked: rows may repeat or be missed."
            )
        }
    }

    /// The column that rows are ordered by.
    public enum GroupSortColumn: Int32, WireEnum {
        case unspecified = 0
        case name = 1
        case membersMatched = 2
        case membersNotMatched = 3
        case email = 4
        case domain = 5
        case membershipType = 6
        case syncStatus = 7
        case updated = 8
        case unrecognized = -1

        public static let protoName = "muster.v1.GroupSortColumn"
        public static let meaning = "The column that rows are ordered by."
        public static let values: [EnumValue<Self>] = [
            .init(.unspecified, "GROUP_SORT_COLUMN_UNSPECIFIED", "By name."),
            .init(.name, "GROUP_SORT_COLUMN_NAME"),
            .init(.membersMatched, "GROUP_SORT_COLUMN_MEMBERS_MATCHED"),
            .init(.membersNotMatched, "GROUP_SORT_COLUMN_MEMBERS_NOT_MATCHED"),
            .init(.email, "GROUP_SORT_COLUMN_EMAIL"),
            .init(.domain, "GROUP_SORT_COLUMN_DOMAIN"),
            .init(.membershipType, "GROUP_SORT_COLUMN_MEMBERSHIP_TYPE"),
            .init(.syncStatus, "GROUP_SORT_COLUMN_SYNC_STATUS"),
            .init(.updated, "GROUP_SORT_COLUMN_UPDATED"),
        ]
    }

    /// What to do with a page token whose revision is gone.
    public enum OnExpired: Int32, WireEnum {
        case unspecified = 0
        case fail = 1
        case continueOnPresent = 2
        case unrecognized = -1

        public static let protoName = "muster.v1.OnExpired"
        public static let meaning = "What to do with a page token whose revision is gone."
        public static let values: [EnumValue<Self>] = [
            .init(.unspecified, "ON_EXPIRED_UNSPECIFIED", "FAIL."),
            .init(.fail, "ON_EXPIRED_FAIL", "OUT_OF_RANGE PAGE_EXPIRED."),
            .init(
                .continueOnPresent,
                "ON_EXPIRED_CONTINUE",
                "Go on after the last row's place in the present, and say so in the reply."
            ),
        ]
    }
}
