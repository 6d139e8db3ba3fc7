extension V1 {
    /// What the caller may do with one row now.
    public struct CallerView: Message {
        public static let protoName = "muster.v1.CallerView"
        public static let meaning = """
            What the caller may do with a group now. An action in neither list does not apply to the
            group at all: unarchiving one that is not archived, for instance.
            """

        public var allowed: [GroupAction] = []
        public var refused: [RefusedAction] = []

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "allowed", &allowed, "In ascending order.")
            try f.field(2, "refused", &refused, "Those that another role or state would allow.")
        }
    }

    /// An action that is not possible, and why.
    public struct RefusedAction: Message {
        public static let protoName = "muster.v1.RefusedAction"
        public static let meaning = "An action that is not possible now, and why."

        public var action = GroupAction.unspecified
        public var reason = RefusalReason.unspecified

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "action", &action)
            try f.field(2, "reason", &reason, "The first that stands in the way.")
        }
    }

    /// Something that can be done with a group.
    public enum GroupAction: Int32, WireEnum {
        case unspecified = 0
        case edit = 1
        case access = 2
        case delete = 3
        case archive = 4
        case unarchive = 5
        case enableSync = 6
        case disableSync = 7
        case export = 8
        case runbook = 9
        case pdf = 10
        case manage = 11
        case unrecognized = -1

        public static let protoName = "muster.v1.GroupAction"
        public static let meaning = "Something that can be done with a group."
        public static let values: [EnumValue<Self>] = [
            .init(.unspecified, "GROUP_ACTION_UNSPECIFIED"),
            .init(.edit, "GROUP_ACTION_EDIT", "Change the fields that do not come from Entra."),
            .init(.access, "GROUP_ACTION_ACCESS", "Change who may see it."),
            .init(.delete, "GROUP_ACTION_DELETE"),
            .init(.archive, "GROUP_ACTION_ARCHIVE"),
            .init(.unarchive, "GROUP_ACTION_UNARCHIVE"),
            .init(.enableSync, "GROUP_ACTION_ENABLE_SYNC"),
            .init(.disableSync, "GROUP_ACTION_DISABLE_SYNC"),
            .init(.export, "GROUP_ACTION_EXPORT"),
            .init(.runbook, "GROUP_ACTION_RUNBOOK"),
            .init(.pdf, "GROUP_ACTION_PDF"),
            .init(.manage, "GROUP_ACTION_MANAGE", "Open the group in Entra."),
        ]
    }

    /// Why an action is not possible.
    public enum RefusalReason: Int32, WireEnum {
        case unspecified = 0
        case role = 1
        case stillEnabled = 2
        case archived = 3
        case kindSwitchedOff = 4
        case integrationRemoved = 5
        case manualGroup = 6
        case unrecognized = -1

        public static let protoName = "muster.v1.RefusalReason"
        public static let meaning = "Why an action is not possible."
        public static let values: [EnumValue<Self>] = [
            .init(.unspecified, "REFUSAL_REASON_UNSPECIFIED"),
            .init(.role, "REFUSAL_REASON_ROLE", "The caller's role does not allow it."),
            .init(
                .stillEnabled,
                "REFUSAL_REASON_STILL_ENABLED",
                "Only orphaned, disabled and manual groups can be deleted."
            ),
            .init(.archived, "REFUSAL_REASON_ARCHIVED", "Unarchive it first."),
            .init(
                .kindSwitchedOff,
                "REFUSAL_REASON_KIND_SWITCHED_OFF",
                "Its integration does not sync groups of this kind."
            ),
            .init(.integrationRemoved, "REFUSAL_REASON_INTEGRATION_REMOVED"),
            .init(.manualGroup, "REFUSAL_REASON_MANUAL_GROUP", "It does not come from Entra."),
        ]
    }
}
