extension V1 {
    /// Users that are given or denied something together.
    public struct UserGroup: Message {
        public static let protoName = "muster.v1.UserGroup"
        public static let meaning = "Users that are given or denied something together."

        public var id = ""
        public var name = ""
        public var userIDs: [String] = []
        public var deniedKinds: [GroupKind] = []

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(
                1,
                "id",
                &id,
                "Required; chosen by the caller that makes it."
            )
            try f.field(2, "name", &name)
            try f.field(
                3,
                "user_ids",
                &userIDs,
                "Who is in it."
            )
            try f.field(
                4,
                "denied_kinds",
                &deniedKinds,
                "Kinds of groups that its users do not see, whatever else allows it."
            )
        }
    }

    /// Makes or replaces a user group.
    public struct PutUserGroupRequest: Message {
        public static let protoName = "muster.v1.PutUserGroupRequest"
        public static let meaning = """
            Makes a user group, or replaces everything that is set of one; open streams follow
            at once.
            """

        public var userGroup: UserGroup?

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(
                1,
                "user_group",
                &userGroup,
                "Every field counts: what is left out is empty from then on."
            )
        }
    }

    /// The user group as it is now.
    public struct PutUserGroupResponse: Message {
        public static let protoName = "muster.v1.PutUserGroupResponse"
        public static let meaning = "The user group as it is now."

        public var userGroup: UserGroup?
        public var created = false
        public var revision: UInt64 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "user_group", &userGroup)
            try f.field(2, "created", &created)
            try f.field(3, "revision", &revision)
        }
    }

    /// Asks for user groups.
    public struct ListUserGroupsRequest: Message {
        public static let protoName = "muster.v1.ListUserGroupsRequest"
        public static let meaning = "User groups, by id."

        public var contains = ""

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(
                1,
                "contains",
                &contains,
                "Part of the id or the name, in any case."
            )
        }
    }

    /// User groups.
    public struct ListUserGroupsResponse: Message {
        public static let protoName = "muster.v1.ListUserGroupsResponse"
        public static let meaning = "User groups."

        public var userGroups: [UserGroup] = []
        public var revision: UInt64 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "user_groups", &userGroups)
            try f.field(2, "revision", &revision)
        }
    }

    /// Deletes a user group.
    public struct DeleteUserGroupRequest: Message {
        public static let protoName = "muster.v1.DeleteUserGroupRequest"
        public static let meaning = """
            Deletes a user group; access lists no longer name it, and what it denied is denied
            no more.
            """

        public var id = ""
        public var confirm = false

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(
                1,
                "id",
                &id,
                "Required."
            )
            try f.field(
                2,
                "confirm",
                &confirm,
                "Required to be true."
            )
        }
    }

    /// The user group is deleted.
    public struct DeleteUserGroupResponse: Message {
        public static let protoName = "muster.v1.DeleteUserGroupResponse"
        public static let meaning = "The user group is deleted."

        public var revision: UInt64 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(
                1,
                "revision",
                &revision,
                "The first revision without it."
            )
        }
    }
}
