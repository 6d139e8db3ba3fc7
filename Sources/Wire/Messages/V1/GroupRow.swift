extension V1 {
    /// One row of a list of groups; the same bytes for every caller.
    public struct GroupRow: Message {
        public static let protoName = "muster.v1.GroupRow"
        public static let meaning = """
            One documented group as the lists show it. One message for both kinds: a field that
            belongs to the other kind is absent. It holds nothing that depends on the caller. The
            names behind a count come from Members, Devices and NestedGroups.
            """

        public var id = ""
        public var name = ""
        public var kind = GroupKind.unspecified
        public var subtype = GroupSubtype.unspecified
        public var entraID = ""
        public var tenantID = ""
        public var syncStatus = SyncStatus.unspecified
        public var membershipType = MembershipType.unspecified
        public var membersMatched: MatchedMembersCell?
        public var membersNotMatched: UInt32?
        public var otherMembers: UInt32?
        public var nestedGroups: NamesCell?
        public var devicesMatched: NamesCell?
        public var devicesNotMatched: NamesCell?
        public var email = ""
        public var domain = ""
        public var domainSource = DomainSource.unspecified
        public var description = ""
        public var membershipRule = ""
        public var membershipRulePaused = false
        public var membershipHidden = false
        public var importing = false
        public var statusReasons: [SyncStatusReason] = []
        public var listIcon = IconColour.unspecified
        public var assetIcon = IconColour.unspecified
        public var integration: IntegrationRef?
        public var updated: Google.Timestamp?
        public var updatedSource = UpdatedSource.unspecified
        public var frozenAt: Google.Timestamp?
        public var archived = false
        public var restricted = false
        public var syncError = ""

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "id", &id, "The asset's id, a GUID in lower case; the same for ever.")
            try f.field(2, "name", &name, "The display name in Entra; not unique.")
            try f.field(3, "kind", &kind, "Which list it is in.")
            try f.field(4, "subtype", &subtype)
            try f.field(5, "entra_id", &entraID, "Object id in Entra; empty for a manual group.")
            try f.field(6, "tenant_id", &tenantID, "The tenant; empty for a manual group.")
            try f.field(7, "sync_status", &syncStatus)
            try f.field(8, "membership_type", &membershipType)
            try f.field(
                9,
                "members_matched",
                &membersMatched,
                "This and the next five are absent while importing and when membership is hidden."
            )
            try f.field(10, "members_not_matched", &membersNotMatched)
            try f.field(
                11,
                "other_members",
                &otherMembers,
                "Service principals and organizational contacts."
            )
            try f.field(
                12,
                "nested_groups",
                &nestedGroups,
                "Direct member groups. Security groups only."
            )
            try f.field(
                13,
                "devices_matched",
                &devicesMatched,
                "Devices with a configuration. Security groups only."
            )
            try f.field(
                14,
                "devices_not_matched",
                &devicesNotMatched,
                "Devices without one. Security groups only."
            )
            try f.field(15, "email", &email, "Mail address. Microsoft 365 groups only.")
            try f.field(16, "domain", &domain)
            try f.field(17, "domain_source", &domainSource)
            try f.field(18, "description", &description)
            try f.field(19, "membership_rule", &membershipRule, "The rule of a dynamic group.")
            try f.field(
                20,
                "membership_rule_paused",
                &membershipRulePaused,
                "Entra does not apply the rule at present."
            )
            try f.field(
                21,
                "membership_hidden",
                &membershipHidden,
                "The members may not be read: unknown, which is not none."
            )
            try f.field(
                22,
                "importing",
                &importing,
                "The first import has not reached the members."
            )
            try f.field(
                23,
                "status_reasons",
                &statusReasons,
                "Every fact behind the status, in ascending order; empty while enabled."
            )
            try f.field(24, "list_icon", &listIcon, "The plug icon in the list.")
            try f.field(25, "asset_icon", &assetIcon, "The icon on the asset's page.")
            try f.field(26, "integration", &integration, "Absent for a manual group.")
            try f.field(27, "updated", &updated, "The last change, as far as it can be known.")
            try f.field(28, "updated_source", &updatedSource)
            try f.field(
                29,
                "frozen_at",
                &frozenAt,
                "What Entra says of it stands as of then; absent while it is followed."
            )
            try f.field(30, "archived", &archived)
            try f.field(
                31,
                "restricted",
                &restricted,
                "Only listed principals see it; GetAccess says which."
            )
            try f.field(
                32,
                "sync_error",
                &syncError,
                "Why the last sync could not read this group; empty when it could."
            )
        }
    }

    /// The members that are contacts, as a list's cell shows them.
    public struct MatchedMembersCell: Message {
        public static let protoName = "muster.v1.MatchedMembersCell"
        public static let meaning = "The members matched to contacts: a count, or the only name."

        public var count: UInt32 = 0
        public var contact: ContactRef?

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "count", &count)
            try f.field(2, "contact", &contact, "Present if and only if the count is 1.")
        }
    }

    /// Names in a list's cell, capped.
    public struct NamesCell: Message {
        public static let protoName = "muster.v1.NamesCell"
        public static let meaning = "Names in a list's cell: how many, and the first of them."

        public var count: UInt32 = 0
        public var first: [NamedRef] = []

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "count", &count, "All of them, those beyond `first` included.")
            try f.field(2, "first", &first, "The first three in the order of their names.")
        }
    }

    /// A name with what it links to.
    public struct NamedRef: Message {
        public static let protoName = "muster.v1.NamedRef"
        public static let meaning = "The name of a nested group or a device, and what it opens."

        public var name = ""
        public var entraID = ""
        public var id = ""

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "name", &name)
            try f.field(2, "entra_id", &entraID)
            try f.field(
                3,
                "id",
                &id,
                """
                What the name opens: a group's asset id, a matched device's configuration
                (external id). Empty: plain text.
                """
            )
        }
    }

    /// A contact by name.
    public struct ContactRef: Message {
        public static let protoName = "muster.v1.ContactRef"
        public static let meaning = "A contact of the group's organization."

        public var externalID = ""
        public var name = ""

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "external_id", &externalID)
            try f.field(2, "name", &name, "First and last name.")
        }
    }

    /// A configuration by name.
    public struct ConfigurationRef: Message {
        public static let protoName = "muster.v1.ConfigurationRef"
        public static let meaning = "A configuration of the group's organization."

        public var externalID = ""
        public var name = ""

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "external_id", &externalID)
            try f.field(2, "name", &name)
        }
    }

    /// The integration that manages a group.
    public struct IntegrationRef: Message {
        public static let protoName = "muster.v1.IntegrationRef"
        public static let meaning = "The integration that manages a group."

        public var id = ""
        public var name = ""
        public var removed = false

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "id", &id)
            try f.field(2, "name", &name, "Its last name, when it was removed.")
            try f.field(3, "removed", &removed)
        }
    }
}
