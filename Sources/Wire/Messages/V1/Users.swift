extension V1 {
    /// A principal: who it is, what it may do, and where.
    public struct User: Message {
        public static let protoName = "muster.v1.User"
        public static let meaning =
            "A principal: a person or a service, what it may do, and in which organizations."

        public var id = ""
        public var name = ""
        public var role = Role.unspecified
        public var documentationAdministration = false
        public var removal = false
        public var disabled = false
        public var allOrganizations = false
        public var organizationIDs: [String] = []
        public var userGroupIDs: [String] = []

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(
                1,
                "id",
                &id,
                "Required; chosen by the caller that makes it, the same for ever."
            )
            try f.field(
                2,
                "name",
                &name,
                "What people call it."
            )
            try f.field(
                3,
                "role",
                &role,
                "Required."
            )
            try f.field(
                4,
                "documentation_administration",
                &documentationAdministration,
                "Of a custom role: it may also make, archive and export groups."
            )
            try f.field(
                5,
                "removal",
                &removal,
                "Of a custom role: it may also remove what its other rights cover."
            )
            try f.field(
                6,
                "disabled",
                &disabled,
                "Its tokens are refused, its streams end."
            )
            try f.field(
                7,
                "all_organizations",
                &allOrganizations,
                """
                Every organization, those of tomorrow included. Neither for the role Lite nor
                for client users.
                """
            )
            try f.field(
                8,
                "organization_ids",
                &organizationIDs,
                "Otherwise: these. At most five for the role Lite."
            )
            try f.field(
                9,
                "user_group_ids",
                &userGroupIDs,
                "In replies only: the user groups that it is in."
            )
        }
    }

    /// Makes or replaces a user.
    public struct PutUserRequest: Message {
        public static let protoName = "muster.v1.PutUserRequest"
        public static let meaning = """
            Makes a user, or replaces everything that is set of one; its tokens and open
            streams follow at once.
            """

        public var user: User?

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(
                1,
                "user",
                &user,
                "Every field counts: what is left out is empty from then on."
            )
        }
    }

    /// The user as it is now.
    public struct PutUserResponse: Message {
        public static let protoName = "muster.v1.PutUserResponse"
        public static let meaning = "The user as it is now."

        public var user: User?
        public var created = false
        public var revision: UInt64 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "user", &user)
            try f.field(2, "created", &created)
            try f.field(3, "revision", &revision)
        }
    }

    /// Asks for users.
    public struct ListUsersRequest: Message {
        public static let protoName = "muster.v1.ListUsersRequest"
        public static let meaning = "Users, by id."

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

    /// Users.
    public struct ListUsersResponse: Message {
        public static let protoName = "muster.v1.ListUsersResponse"
        public static let meaning = "Users."

        public var users: [User] = []
        public var revision: UInt64 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "users", &users)
            try f.field(2, "revision", &revision)
        }
    }

    /// Deletes a user.
    public struct DeleteUserRequest: Message {
        public static let protoName = "muster.v1.DeleteUserRequest"
        public static let meaning =
            "Deletes a user with its tokens; user groups and access lists no longer name it."

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

    /// The user is deleted.
    public struct DeleteUserResponse: Message {
        public static let protoName = "muster.v1.DeleteUserResponse"
        public static let meaning = "The user is deleted."

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
