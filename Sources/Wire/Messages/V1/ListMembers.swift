extension V1 {
    /// A row of one of the lists of a group's members.
    public protocol MemberListRow: Message {
        /// The list's name in the names of its messages: `Members`.
        static var listName: String { get }
        /// What the list's answer means.
        static var answerMeaning: String { get }
    }

    /// A row of a list that has sections.
    public protocol SectionedMemberRow: MemberListRow {
        /// What the list is of.
        static var listMeaning: String { get }
        /// Which sections there are.
        static var sectionsMeaning: String { get }
    }

    public typealias ListMembersRequest = MemberListRequest<MemberRow>
    public typealias ListMembersResponse = MemberListResponse<MemberRow>
    public typealias ListDevicesRequest = MemberListRequest<DeviceRow>
    public typealias ListDevicesResponse = MemberListResponse<DeviceRow>
    public typealias ListNestedGroupsResponse = MemberListResponse<NestedGroupRow>

    /// Asks for the members of a group that stand in sections.
    public struct MemberListRequest<Row: SectionedMemberRow>: Message {
        public static var protoName: String { "muster.v1.List\(Row.listName)Request" }
        public static var meaning: String { Row.listMeaning }

        public var id = ""
        public var sections: [MemberSection] = []
        public var nameContains = ""
        public var pageSize: UInt32 = 0
        public var pageToken = ""
        public var onExpired = OnExpired.unspecified
        public var minRevision: UInt64 = 0
        public var at: ReadPoint?
        public var tenantFreshness = false

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "id", &id, "Required: the group's asset id.")
            try f.field(2, "sections", &sections, Row.sectionsMeaning)
            try f.field(3, "name_contains", &nameContains, "Part of the name, in any case.")
            try f.field(4, "page_size", &pageSize, "As in ListGroupsRequest.")
            try f.field(5, "page_token", &pageToken)
            try f.field(6, "on_expired", &onExpired)
            try f.field(
                7,
                "min_revision",
                &minRevision,
                "Wait until this revision, else UNAVAILABLE."
            )
            try f.field(8, "at", &at)
            try f.field(9, "tenant_freshness", &tenantFreshness, "Fill Freshness.tenants.")
        }
    }

    /// Asks for the groups inside a group.
    public struct ListNestedGroupsRequest: Message {
        public static let protoName = "muster.v1.ListNestedGroupsRequest"
        public static let meaning = "The groups that are direct members of one security group."

        public var id = ""
        public var nameContains = ""
        public var pageSize: UInt32 = 0
        public var pageToken = ""
        public var onExpired = OnExpired.unspecified
        public var minRevision: UInt64 = 0
        public var at: ReadPoint?
        public var tenantFreshness = false

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "id", &id, "Required: the group's asset id.")
            try f.field(2, "name_contains", &nameContains, "Part of the name, in any case.")
            try f.field(3, "page_size", &pageSize, "As in ListGroupsRequest.")
            try f.field(4, "page_token", &pageToken)
            try f.field(5, "on_expired", &onExpired)
            try f.field(
                6,
                "min_revision",
                &minRevision,
                "Wait until this revision, else UNAVAILABLE."
            )
            try f.field(7, "at", &at)
            try f.field(8, "tenant_freshness", &tenantFreshness, "Fill Freshness.tenants.")
        }
    }

    /// One message of the answer.
    public struct MemberListResponse<Row: MemberListRow>: Message {
        public static var protoName: String { "muster.v1.List\(Row.listName)Response" }
        public static var meaning: String { Row.answerMeaning }

        public var rows: [Row] = []
        public var nextPageToken = ""
        public var totalCount: UInt64 = 0
        public var freshness: Freshness?
        public var continuedOnPresent = false
        public var membershipHidden = false
        public var importing = false

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "rows", &rows)
            try f.field(2, "next_page_token", &nextPageToken, "Empty: there are no more rows.")
            try f.field(3, "total_count", &totalCount, "Rows on all pages.")
            try f.field(4, "freshness", &freshness)
            try f.field(5, "continued_on_present", &continuedOnPresent)
            try f.field(
                6,
                "membership_hidden",
                &membershipHidden,
                "The members may not be read: no rows, which does not mean no members."
            )
            try f.field(7, "importing", &importing, "The first import has not reached the members.")
        }
    }

    /// A part of a group's members.
    public enum MemberSection: Int32, WireEnum {
        case unspecified = 0
        case matched = 1
        case notMatched = 2
        case other = 3
        case unrecognized = -1

        public static let protoName = "muster.v1.MemberSection"
        public static let meaning =
            "A part of a group's members, as the lists' columns divide them."
        public static let values: [EnumValue<Self>] = [
            .init(.unspecified, "MEMBER_SECTION_UNSPECIFIED"),
            .init(.matched, "MEMBER_SECTION_MATCHED", "Users that are contacts; known devices."),
            .init(.notMatched, "MEMBER_SECTION_NOT_MATCHED"),
            .init(.other, "MEMBER_SECTION_OTHER", "Service principals, organizational contacts."),
        ]
    }
}

extension V1.MemberRow: V1.SectionedMemberRow {
    public static let listName = "Members"
    public static let listMeaning = "The direct members of one group, devices and groups aside."
    public static let sectionsMeaning = "Empty: all, in the order of the sections."
    public static let answerMeaning = """
        Members in the order of section, name and id. Only the last message of the stream has the
        fields from next_page_token on.
        """
}

extension V1.DeviceRow: V1.SectionedMemberRow {
    public static let listName = "Devices"
    public static let listMeaning = "The devices that are direct members of one security group."
    public static let sectionsMeaning = "MATCHED, NOT_MATCHED; empty: both."
    public static let answerMeaning = "As ListMembersResponse, of devices."
}

extension V1.NestedGroupRow: V1.MemberListRow {
    public static let listName = "NestedGroups"
    public static let answerMeaning = "As ListMembersResponse, of groups that the caller may see."
}
