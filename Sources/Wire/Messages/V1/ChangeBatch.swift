extension V1 {
    /// What some revisions changed.
    public struct ChangeBatch: Message {
        public static let protoName = "muster.v1.ChangeBatch"
        public static let meaning = """
            What the revisions from `from_revision` to `to_revision` changed. A revision that does not fit
            into one message comes in several, one after the other; apply them together, once `more` is
            false. What access gave or took comes with the revision after the
            one that the stream had reached, or under that one when it is the newest.
            """

        public var fromRevision: UInt64 = 0
        public var toRevision: UInt64 = 0
        public var more = false
        public var rows: [RowChange] = []
        public var members: [MemberChange] = []
        public var revisions: [RevisionInfo] = []

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "from_revision", &fromRevision)
            try f.field(2, "to_revision", &toRevision)
            try f.field(3, "more", &more, "The next message belongs to the same revision.")
            try f.field(4, "rows", &rows, "In the order of the revisions.")
            try f.field(5, "members", &members, "In the order of the revisions.")
            try f.field(
                6,
                "revisions",
                &revisions,
                "Those that something is told of; one that is in several messages, in its first."
            )
        }
    }

    /// One revision: when and why it came about.
    public struct RevisionInfo: Message {
        public static let protoName = "muster.v1.RevisionInfo"
        public static let meaning = "When and why a revision came about."

        public var revision: UInt64 = 0
        public var publishedAt: Google.Timestamp?
        public var cause = ChangeCause.unspecified
        public var runID = ""
        public var actor = ""

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "revision", &revision)
            try f.field(2, "published_at", &publishedAt)
            try f.field(3, "cause", &cause)
            try f.field(4, "run_id", &runID, "The sync run; empty for other causes.")
            try f.field(5, "actor", &actor, "The principal who gave the command or import.")
        }
    }

    /// What became of one group.
    public struct RowChange: Message {
        public static let protoName = "muster.v1.RowChange"
        public static let meaning = "What became of one group in the subscriber's view."

        public var kind = RowChangeKind.unspecified
        public var revision: UInt64 = 0
        public var id = ""
        public var organizationID = ""
        public var row: GroupRow?
        public var old: GroupRow?
        public var reason = LeaveReason.unspecified
        public var parts: [ChangedPart] = []

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "kind", &kind)
            try f.field(2, "revision", &revision)
            try f.field(3, "id", &id, "The asset's id.")
            try f.field(4, "organization_id", &organizationID)
            try f.field(5, "row", &row, "The row as it is now; absent when it leaves.")
            try f.field(6, "old", &old, "UPDATE with `include_old`: the row as it was.")
            try f.field(7, "reason", &reason, "LEAVE only.")
            try f.field(
                8,
                "parts",
                &parts,
                "What changed of the group, in ascending order; empty when it only came to be seen or hidden."
            )
        }
    }

    /// One direct member that came, went or got another match.
    public struct MemberChange: Message {
        public static let protoName = "muster.v1.MemberChange"
        public static let meaning = """
            A direct member of a group that came, went or got another match. Told of the groups that are in
            the subscriber's view after the revision. All members of a group that is new in the
            documentation come as ADDED; a group that merely enters the view brings only what the
            revision changed.
            """

        public var kind = MemberChangeKind.unspecified
        public var revision: UInt64 = 0
        public var groupID = ""
        public var entraID = ""
        public var type = MemberObjectType.unspecified
        public var name = ""
        public var match: MemberMatch?
        public var oldMatch: MemberMatch?

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "kind", &kind)
            try f.field(2, "revision", &revision)
            try f.field(3, "group_id", &groupID, "The group's asset id.")
            try f.field(4, "entra_id", &entraID, "The member's object id in Entra.")
            try f.field(5, "type", &type)
            try f.field(6, "name", &name, "The display name in Entra; empty while it is not known.")
            try f.field(
                7,
                "match",
                &match,
                "Users and devices: the match from this revision on, or the last one for REMOVED."
            )
            try f.field(
                8,
                "old_match",
                &oldMatch,
                "MATCH_CHANGED with `include_old`: the match before."
            )
        }
    }

    /// How a user or a device is matched.
    public struct MemberMatch: Message {
        public static let protoName = "muster.v1.MemberMatch"
        public static let meaning = "Which of the platform's records a user or a device is."

        public var state = MatchState.unspecified
        public var stage = MatchStage.unspecified
        public var recordExternalID = ""
        public var recordName = ""

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "state", &state)
            try f.field(2, "stage", &stage, "What matched, or was ambiguous.")
            try f.field(
                3,
                "record_external_id",
                &recordExternalID,
                "When matched: a user's contact, a device's configuration."
            )
            try f.field(4, "record_name", &recordName)
        }
    }

    /// Which way a row went.
    public enum RowChangeKind: Int32, WireEnum {
        case unspecified = 0
        case enter = 1
        case update = 2
        case leave = 3
        case unrecognized = -1

        public static let protoName = "muster.v1.RowChangeKind"
        public static let meaning = "What became of a row in the subscriber's view."
        public static let values: [EnumValue<Self>] = [
            .init(.unspecified, "ROW_CHANGE_KIND_UNSPECIFIED"),
            .init(.enter, "ROW_CHANGE_KIND_ENTER", "It was not there and is now."),
            .init(.update, "ROW_CHANGE_KIND_UPDATE", "It is there and became another."),
            .init(.leave, "ROW_CHANGE_KIND_LEAVE", "It was there and is no more."),
        ]
    }

    /// Why a row is no more in the view.
    public enum LeaveReason: Int32, WireEnum {
        case unspecified = 0
        case noMatch = 1
        case deleted = 2
        case access = 3
        case unrecognized = -1

        public static let protoName = "muster.v1.LeaveReason"
        public static let meaning = "Why a row is no more in the subscriber's view."
        public static let values: [EnumValue<Self>] = [
            .init(.unspecified, "LEAVE_REASON_UNSPECIFIED"),
            .init(.noMatch, "LEAVE_REASON_NO_MATCH", "The filter leaves it out now."),
            .init(.deleted, "LEAVE_REASON_DELETED"),
            .init(.access, "LEAVE_REASON_ACCESS", "The caller may not see it any more."),
        ]
    }

    /// What happened to a membership.
    public enum MemberChangeKind: Int32, WireEnum {
        case unspecified = 0
        case added = 1
        case removed = 2
        case matchChanged = 3
        case unrecognized = -1

        public static let protoName = "muster.v1.MemberChangeKind"
        public static let meaning = "What became of a direct member."
        public static let values: [EnumValue<Self>] = [
            .init(.unspecified, "MEMBER_CHANGE_KIND_UNSPECIFIED"),
            .init(.added, "MEMBER_CHANGE_KIND_ADDED"),
            .init(.removed, "MEMBER_CHANGE_KIND_REMOVED"),
            .init(
                .matchChanged,
                "MEMBER_CHANGE_KIND_MATCH_CHANGED",
                "It counts as another record than before, or as one or none."
            ),
        ]
    }

    /// What a member is, devices and groups included.
    public enum MemberObjectType: Int32, WireEnum {
        case unspecified = 0
        case user = 1
        case device = 2
        case group = 3
        case servicePrincipal = 4
        case organizationalContact = 5
        case other = 6
        case unrecognized = -1

        public static let protoName = "muster.v1.MemberObjectType"
        public static let meaning = "What a member is."
        public static let values: [EnumValue<Self>] = [
            .init(.unspecified, "MEMBER_OBJECT_TYPE_UNSPECIFIED"),
            .init(.user, "MEMBER_OBJECT_TYPE_USER"),
            .init(.device, "MEMBER_OBJECT_TYPE_DEVICE"),
            .init(.group, "MEMBER_OBJECT_TYPE_GROUP"),
            .init(.servicePrincipal, "MEMBER_OBJECT_TYPE_SERVICE_PRINCIPAL"),
            .init(.organizationalContact, "MEMBER_OBJECT_TYPE_ORGANIZATIONAL_CONTACT"),
            .init(.other, "MEMBER_OBJECT_TYPE_OTHER", "A type that is newer than this server."),
        ]
    }

    /// What brought a revision about.
    public enum ChangeCause: Int32, WireEnum {
        case unspecified = 0
        case sync = 1
        case command = 2
        case importing = 3
        case unrecognized = -1

        public static let protoName = "muster.v1.ChangeCause"
        public static let meaning = "What brought a revision about."
        public static let values: [EnumValue<Self>] = [
            .init(.unspecified, "CHANGE_CAUSE_UNSPECIFIED"),
            .init(.sync, "CHANGE_CAUSE_SYNC", "A run of a tenant's sync."),
            .init(.command, "CHANGE_CAUSE_COMMAND", "Someone changed it here."),
            .init(.importing, "CHANGE_CAUSE_IMPORT", "Contacts or configurations were imported."),
        ]
    }

    /// A part of a documented group.
    public enum ChangedPart: Int32, WireEnum {
        case unspecified = 0
        case created = 1
        case deleted = 2
        case properties = 3
        case members = 4
        case devices = 5
        case nestedGroups = 6
        case matches = 7
        case status = 8
        case access = 9
        case customFields = 10
        case related = 11
        case unrecognized = -1

        public static let protoName = "muster.v1.ChangedPart"
        public static let meaning = "A part of a documented group that a revision changed."
        public static let values: [EnumValue<Self>] = [
            .init(.unspecified, "CHANGED_PART_UNSPECIFIED"),
            .init(.created, "CHANGED_PART_CREATED"),
            .init(.deleted, "CHANGED_PART_DELETED"),
            .init(.properties, "CHANGED_PART_PROPERTIES", "What Entra says of the group itself."),
            .init(.members, "CHANGED_PART_MEMBERS", "Users and other members."),
            .init(.devices, "CHANGED_PART_DEVICES"),
            .init(.nestedGroups, "CHANGED_PART_NESTED_GROUPS"),
            .init(.matches, "CHANGED_PART_MATCHES", "Which records its members are."),
            .init(.status, "CHANGED_PART_STATUS", "The sync status or the facts behind it."),
            .init(
                .access,
                "CHANGED_PART_ACCESS",
                "Its access list, as far as the caller is shown it: ask GetAccess. No field of a row need differ."
            ),
            .init(
                .customFields,
                "CHANGED_PART_CUSTOM_FIELDS",
                "What people wrote into it: ask Get. No field of a row need differ."
            ),
            .init(
                .related,
                "CHANGED_PART_RELATED",
                "A name beside it: of a member group, a contact, a configuration, the integration."
            ),
        ]
    }
}
