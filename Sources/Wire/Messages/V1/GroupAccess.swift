extension V1 {
    /// Who sees a group, of those who see its organization.
    public struct GroupAccess: Message {
        public static let protoName = "muster.v1.GroupAccess"
        public static let meaning = """
            The access list of a group: who sees it, of those who see its organization and its
            kind.
            """

        public var restricted = false
        public var userIDs: [String] = []
        public var userGroupIDs: [String] = []

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(
                1,
                "restricted",
                &restricted,
                "False: everyone. True: the administrators and whoever is named here."
            )
            try f.field(2, "user_ids", &userIDs)
            try f.field(3, "user_group_ids", &userGroupIDs)
        }
    }

    /// Asks who sees a group.
    public struct GetAccessRequest: Message {
        public static let protoName = "muster.v1.GetAccessRequest"
        public static let meaning = "Who sees a group, and through what."

        public var id = ""
        public var minRevision: UInt64 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(
                1,
                "id",
                &id,
                "Required: the group's asset id."
            )
            try f.field(
                2,
                "min_revision",
                &minRevision,
                "Wait until this revision, else UNAVAILABLE."
            )
        }
    }

    /// Who sees a group.
    public struct GetAccessResponse: Message {
        public static let protoName = "muster.v1.GetAccessResponse"
        public static let meaning = "Who sees a group."

        public var access: GroupAccess?
        public var viewers: [GroupViewer] = []
        public var organizationID = ""
        public var revision: UInt64 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(
                1,
                "access",
                &access,
                "The list as it is set; for client users without anyone else."
            )
            try f.field(
                2,
                "viewers",
                &viewers,
                "Everyone who sees it, by id; for client users only client users."
            )
            try f.field(3, "organization_id", &organizationID)
            try f.field(4, "revision", &revision)
        }
    }

    /// Someone who sees a group.
    public struct GroupViewer: Message {
        public static let protoName = "muster.v1.GroupViewer"
        public static let meaning = "Someone who sees a group."

        public var userID = ""
        public var name = ""
        public var role = Role.unspecified
        public var grants: [AccessGrant] = []

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "user_id", &userID)
            try f.field(2, "name", &name)
            try f.field(3, "role", &role)
            try f.field(
                4,
                "grants",
                &grants,
                "Every way that would suffice by itself."
            )
        }
    }

    /// A way to see a group.
    public struct AccessGrant: Message {
        public static let protoName = "muster.v1.AccessGrant"
        public static let meaning = "A way to see a group."

        public var through = AccessThrough.unspecified
        public var userGroupID = ""

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "through", &through)
            try f.field(
                2,
                "user_group_id",
                &userGroupID,
                "The user group that the list names."
            )
        }
    }

    /// Sets who sees groups.
    public struct SetAccessRequest: Message {
        public static let protoName = "muster.v1.SetAccessRequest"
        public static let meaning =
            "Sets the access list of groups; lists, open streams and tokens follow at once."

        public var ids: [String] = []
        public var access: GroupAccess?
        public var atomic = false

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(
                1,
                "ids",
                &ids,
                "Required: 1 to 1,000 asset ids."
            )
            try f.field(
                2,
                "access",
                &access,
                "Required. It takes the place of what was set."
            )
            try f.field(
                3,
                "atomic",
                &atomic,
                "All or none: with one that is refused, nothing is changed."
            )
        }
    }

    /// What became of each group.
    public struct SetAccessResponse: Message {
        public static let protoName = "muster.v1.SetAccessResponse"
        public static let meaning = "What became of each group."

        public var results: [AccessResult] = []
        public var revision: UInt64 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(
                1,
                "results",
                &results,
                "In the order of the request."
            )
            try f.field(2, "revision", &revision)
        }
    }

    /// What became of one group.
    public struct AccessResult: Message {
        public static let protoName = "muster.v1.AccessResult"
        public static let meaning = "What became of one group."

        public var id = ""
        public var changed = false
        public var reason = ""
        public var message = ""

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "id", &id)
            try f.field(
                2,
                "changed",
                &changed,
                "False also where the list was the same already."
            )
            try f.field(
                3,
                "reason",
                &reason,
                "Why it was refused, as in `ErrorInfo`; empty when it was not."
            )
            try f.field(
                4,
                "message",
                &message,
                "The same for people."
            )
        }
    }

    /// Through what somebody sees a group.
    public enum AccessThrough: Int32, WireEnum {
        case unspecified = 0
        case administrator = 1
        case organization = 2
        case listed = 3
        case userGroup = 4
        case unrecognized = -1

        public static let protoName = "muster.v1.AccessThrough"
        public static let meaning = "Through what somebody sees a group."
        public static let values: [EnumValue<Self>] = [
            .init(.unspecified, "ACCESS_THROUGH_UNSPECIFIED"),
            .init(
                .administrator,
                "ACCESS_THROUGH_ADMINISTRATOR",
                "Administrators see groups whatever their lists say."
            ),
            .init(
                .organization,
                "ACCESS_THROUGH_ORGANIZATION",
                "The group has no list: everyone who sees the organization sees it."
            ),
            .init(.listed, "ACCESS_THROUGH_LISTED", "The list names the user."),
            .init(.userGroup, "ACCESS_THROUGH_USER_GROUP", "The list names a user group."),
        ]
    }
}
