extension V1 {
    /// Makes a manual group.
    public struct CreateGroupRequest: Message {
        public static let protoName = "muster.v1.CreateGroupRequest"
        public static let meaning = """
            Makes a group by hand: it is outside every sync, and nothing of it ever goes to Entra.
            """

        public var organizationID = ""
        public var kind = GroupKind.unspecified
        public var group: GroupInput?

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "organization_id", &organizationID, "Required.")
            try f.field(2, "kind", &kind, "Required.")
            try f.field(3, "group", &group, "Required, with a name.")
        }
    }

    /// What people write into a group.
    public struct GroupInput: Message {
        public static let protoName = "muster.v1.GroupInput"
        public static let meaning = """
            What people write into a group. All but `custom_fields` belongs to manual groups: Entra
            fills it in for every other.
            """

        public var name = ""
        public var description = ""
        public var email = ""
        public var domain = ""
        public var membershipType = MembershipType.unspecified
        public var membershipRule = ""
        public var customFields: [CustomFieldValue] = []

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "name", &name)
            try f.field(2, "description", &description)
            try f.field(3, "email", &email, "Microsoft 365 groups only.")
            try f.field(4, "domain", &domain)
            try f.field(5, "membership_type", &membershipType, "Unspecified: assigned.")
            try f.field(6, "membership_rule", &membershipRule, "Of a dynamic group.")
            try f.field(7, "custom_fields", &customFields)
        }
    }

    /// Changes a group.
    public struct UpdateGroupRequest: Message {
        public static let protoName = "muster.v1.UpdateGroupRequest"
        public static let meaning = """
            Changes the fields that `update_fields` names and no other. What Entra fills in cannot be
            changed, whatever the status: FAILED_PRECONDITION FIELD_SYNCED.
            """

        public var id = ""
        public var group: GroupInput?
        public var updateFields: [String] = []

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "id", &id, "Required: the asset's id.")
            try f.field(2, "group", &group)
            try f.field(
                3,
                "update_fields",
                &updateFields,
                "Required: names of GroupInput; `custom_fields.KEY` for one custom field, which is emptied "
                    + "when the group has no value for it."
            )
        }
    }

    /// A group after it was made or changed.
    public struct GroupResponse: Message {
        public static let protoName = "muster.v1.GroupResponse"
        public static let meaning = "The group as it is now."

        public var row: GroupRow?
        public var customFields: [GroupCustomField] = []
        public var revision: UInt64 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "row", &row)
            try f.field(2, "custom_fields", &customFields, "As the page shows them.")
            try f.field(3, "revision", &revision, "The newest one: what was changed is in it.")
        }
    }

    /// What a group holds in one custom field.
    public struct CustomFieldValue: Message {
        public static let protoName = "muster.v1.CustomFieldValue"
        public static let meaning = """
            What a group holds in one custom field, as text: numbers in decimals, days as YYYY-MM-DD,
            check boxes as true or false.
            """

        public var key = ""
        public var values: [String] = []

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "key", &key)
            try f.field(2, "values", &values, "One, or for a tag field any number; none: empty.")
        }
    }

    /// One custom field of a group with its value.
    public struct GroupCustomField: Message {
        public static let protoName = "muster.v1.GroupCustomField"
        public static let meaning = "One field of the asset type, and what the group holds in it."

        public var field: CustomField?
        public var values: [String] = []

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "field", &field)
            try f.field(2, "values", &values)
        }
    }
}
