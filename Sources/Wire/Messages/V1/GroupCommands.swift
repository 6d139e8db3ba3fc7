extension V1 {
    /// Archives groups.
    public struct ArchiveGroupsRequest: Message {
        public static let protoName = "muster.v1.ArchiveGroupsRequest"
        public static let meaning = """
            Archives groups: from then on they stand still, and lists show them only on request.
            """

        public var ids: [String] = []
        public var atomic = false

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "ids", &ids, "Asset ids, 1 to 1,000, each once.")
            try f.field(2, "atomic", &atomic, "Nothing is changed unless everything can be.")
        }
    }

    /// Unarchives groups.
    public struct UnarchiveGroupsRequest: Message {
        public static let protoName = "muster.v1.UnarchiveGroupsRequest"
        public static let meaning = """
            Unarchives groups. Their sync is enabled with it, even if somebody had disabled it, and
            what Entra told meanwhile is documented at once.
            """

        public var ids: [String] = []
        public var atomic = false

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "ids", &ids, "Asset ids, 1 to 1,000, each once.")
            try f.field(2, "atomic", &atomic, "Nothing is changed unless everything can be.")
        }
    }

    /// Deletes groups.
    public struct DeleteGroupsRequest: Message {
        public static let protoName = "muster.v1.DeleteGroupsRequest"
        public static let meaning = """
            Deletes groups that are orphaned, disabled or manual. No later sync documents them again;
            Entra is not touched. Activity/Restore brings one back.
            """

        public var ids: [String] = []
        public var atomic = false
        public var confirm = false
        public var fromList = false

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "ids", &ids, "Asset ids, 1 to 1,000, each once.")
            try f.field(2, "atomic", &atomic, "Nothing is changed unless everything can be.")
            try f.field(3, "confirm", &confirm, "Must be true.")
            try f.field(
                4,
                "from_list",
                &fromList,
                "A row of a list is deleted, not an open page: the activity log tells them apart. Several "
                    + "ids always count as rows."
            )
        }
    }

    /// Switches the sync of groups.
    public struct SetSyncRequest: Message {
        public static let protoName = "muster.v1.SetSyncRequest"
        public static let meaning = """
            Enables or disables the sync of single groups. A disabled group stands still; an enabled
            one is brought up to date at once.
            """

        public var ids: [String] = []
        public var atomic = false
        public var enabled: Bool?

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "ids", &ids, "Asset ids, 1 to 1,000, each once.")
            try f.field(2, "atomic", &atomic, "Nothing is changed unless everything can be.")
            try f.field(3, "enabled", &enabled, "Required.")
        }
    }

    /// What became of each group of a command.
    public struct GroupCommandResponse: Message {
        public static let protoName = "muster.v1.GroupCommandResponse"
        public static let meaning = """
            What became of each group. The call itself succeeds when some groups are refused: look
            at the outcomes.
            """

        public var results: [GroupCommandResult] = []
        public var revision: UInt64 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "results", &results, "In the order of the ids.")
            try f.field(2, "revision", &revision, "The newest one: what was done is in it.")
        }
    }

    /// What became of one group.
    public struct GroupCommandResult: Message {
        public static let protoName = "muster.v1.GroupCommandResult"
        public static let meaning = "What became of one group."

        public var id = ""
        public var outcome = GroupCommandOutcome.unspecified
        public var reason = RefusalReason.unspecified
        public var message = ""
        public var name = ""
        public var syncStatus = SyncStatus.unspecified
        public var statusReasons: [SyncStatusReason] = []

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "id", &id, "As it was asked for.")
            try f.field(2, "outcome", &outcome)
            try f.field(3, "reason", &reason, "Why it was refused.")
            try f.field(4, "message", &message, "The same for people, with what to do.")
            try f.field(5, "name", &name, "Empty for a group that was not found.")
            try f.field(6, "sync_status", &syncStatus, "As it is now.")
            try f.field(7, "status_reasons", &statusReasons, "As they are now.")
        }
    }

    /// How a command ended for one group.
    public enum GroupCommandOutcome: Int32, WireEnum {
        case unspecified = 0
        case done = 1
        case unchanged = 2
        case refused = 3
        case notFound = 4
        case skipped = 5
        case unrecognized = -1

        public static let protoName = "muster.v1.GroupCommandOutcome"
        public static let meaning = "How a command ended for one group."
        public static let values: [EnumValue<Self>] = [
            .init(.unspecified, "GROUP_COMMAND_OUTCOME_UNSPECIFIED"),
            .init(.done, "GROUP_COMMAND_OUTCOME_DONE"),
            .init(
                .unchanged,
                "GROUP_COMMAND_OUTCOME_UNCHANGED",
                "It was so already; nothing is logged."
            ),
            .init(.refused, "GROUP_COMMAND_OUTCOME_REFUSED"),
            .init(
                .notFound,
                "GROUP_COMMAND_OUTCOME_NOT_FOUND",
                "There is none, or the caller may not see it."
            ),
            .init(
                .skipped,
                "GROUP_COMMAND_OUTCOME_SKIPPED",
                "It could have been done, but the command was atomic and another group stood in the way."
            ),
        ]
    }
}
