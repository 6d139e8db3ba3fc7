extension V1 {
    /// Asks for manual acts.
    public struct ListActivityRequest: Message {
        public static let protoName = "muster.v1.ListActivityRequest"
        public static let meaning = """
            Manual acts, newest first, to any depth: those that fit every field that is set.
            """

        public var organizationID = ""
        public var groupID = ""
        public var actor = ""
        public var actions: [String] = []
        public var text = ""
        public var from: Google.Timestamp?
        public var until: Google.Timestamp?
        public var pageSize: UInt32 = 0
        public var pageToken = ""
        public var minRevision: UInt64 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "organization_id", &organizationID, "Empty: all that the caller sees.")
            try f.field(2, "group_id", &groupID, "An asset id, a deleted group's too.")
            try f.field(3, "actor", &actor, "The principal that acted.")
            try f.field(4, "actions", &actions, "Any of these words; empty: all.")
            try f.field(
                5,
                "text",
                &text,
                "Part of the subject, the detail, a field, or what it was before or after, in any case."
            )
            try f.field(6, "from", &from, "From this moment on.")
            try f.field(7, "until", &until, "Before this moment.")
            try f.field(8, "page_size", &pageSize, "1 to 1,000; 0: everything.")
            try f.field(9, "page_token", &pageToken, "From the page before; it does not expire.")
            try f.field(
                10,
                "min_revision",
                &minRevision,
                "Wait until this revision, else UNAVAILABLE."
            )
        }
    }

    /// A part of the log.
    public struct ListActivityResponse: Message {
        public static let protoName = "muster.v1.ListActivityResponse"
        public static let meaning = "A part of the activity log."

        public var entries: [ActivityEntry] = []
        public var nextPageToken = ""

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "entries", &entries)
            try f.field(2, "next_page_token", &nextPageToken, "Empty: nothing older fits.")
        }
    }

    /// One manual act.
    public struct ActivityEntry: Message {
        public static let protoName = "muster.v1.ActivityEntry"
        public static let meaning = "One manual act. The log is only ever added to."

        public var id: UInt64 = 0
        public var time: Google.Timestamp?
        public var actor = ""
        public var action = ""
        public var organizationID = ""
        public var groupID = ""
        public var subject = ""
        public var detail = ""
        public var changes: [ActivityChange] = []
        public var address = ""
        public var revision: UInt64 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "id", &id, "Later acts have greater numbers.")
            try f.field(2, "time", &time)
            try f.field(3, "actor", &actor, "The principal that acted.")
            try f.field(
                4,
                "action",
                &action,
                "Of groups: created, updated, archived, unarchived, deleted, row deleted, restored, sync "
                    + "enabled, sync disabled, security changed, exported; of others in words alike."
            )
            try f.field(5, "organization_id", &organizationID)
            try f.field(6, "group_id", &groupID, "The group, if it was one.")
            try f.field(7, "subject", &subject, "The name of what was acted on, as it was then.")
            try f.field(8, "detail", &detail)
            try f.field(9, "changes", &changes, "What was so before and after.")
            try f.field(10, "address", &address, "Where the request came from.")
            try f.field(11, "revision", &revision, "The revision it made; 0: none.")
        }
    }

    /// One thing that an act changed.
    public struct ActivityChange: Message {
        public static let protoName = "muster.v1.ActivityChange"
        public static let meaning = "One thing that an act changed."

        public var field = ""
        public var before = ""
        public var after = ""

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "field", &field)
            try f.field(2, "before", &before)
            try f.field(3, "after", &after)
        }
    }

    /// Brings a deleted group back.
    public struct RestoreGroupRequest: Message {
        public static let protoName = "muster.v1.RestoreGroupRequest"
        public static let meaning = """
            Brings a deleted group back, with its sync disabled; a manual one as it was. A group that is
            not deleted: FAILED_PRECONDITION NOT_DELETED.
            """

        public var groupID = ""

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "group_id", &groupID, "Required: the id in the log's entry.")
        }
    }

    /// A group is back.
    public struct RestoreGroupResponse: Message {
        public static let protoName = "muster.v1.RestoreGroupResponse"
        public static let meaning = "The group is back."

        public var row: GroupRow?
        public var revision: UInt64 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "row", &row, "As the lists show it.")
            try f.field(2, "revision", &revision, "The revision that holds it.")
        }
    }
}
