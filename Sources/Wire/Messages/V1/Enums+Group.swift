extension V1 {
    /// The two lists that an organization has.
    public enum GroupKind: Int32, WireEnum {
        case unspecified = 0
        case microsoft365 = 1
        case security = 2
        case unrecognized = -1

        public static let protoName = "muster.v1.GroupKind"
        public static let meaning = "The two lists that an organization has."
        public static let values: [EnumValue<Self>] = [
            .init(.unspecified, "GROUP_KIND_UNSPECIFIED"),
            .init(.microsoft365, "GROUP_KIND_MICROSOFT_365"),
            .init(.security, "GROUP_KIND_SECURITY"),
        ]
    }

    /// What a security group is besides.
    public enum GroupSubtype: Int32, WireEnum {
        case unspecified = 0
        case mailEnabledSecurity = 1
        case unrecognized = -1

        public static let protoName = "muster.v1.GroupSubtype"
        public static let meaning = "What a group is besides its kind; mostly nothing."
        public static let values: [EnumValue<Self>] = [
            .init(.unspecified, "GROUP_SUBTYPE_UNSPECIFIED", "Nothing besides its kind."),
            .init(
                .mailEnabledSecurity,
                "GROUP_SUBTYPE_MAIL_ENABLED_SECURITY",
                "A security group that also receives mail."
            ),
        ]
    }

    /// Where a group's domain was read.
    public enum DomainSource: Int32, WireEnum {
        case unspecified = 0
        case mail = 1
        case onPremises = 2
        case tenantDefault = 3
        case manual = 4
        case unrecognized = -1

        public static let protoName = "muster.v1.DomainSource"
        public static let meaning = "Where a group's domain was read; Entra has no such property."
        public static let values: [EnumValue<Self>] = [
            .init(.unspecified, "DOMAIN_SOURCE_UNSPECIFIED"),
            .init(.mail, "DOMAIN_SOURCE_MAIL", "The part of its mail address after the @."),
            .init(.onPremises, "DOMAIN_SOURCE_ON_PREMISES", "The on-premises domain it came from."),
            .init(
                .tenantDefault,
                "DOMAIN_SOURCE_TENANT_DEFAULT",
                "The tenant's default verified domain."
            ),
            .init(.manual, "DOMAIN_SOURCE_MANUAL", "A person wrote it into a manual group."),
        ]
    }

    /// How a group gets its members.
    public enum MembershipType: Int32, WireEnum {
        case unspecified = 0
        case assigned = 1
        case dynamicUser = 2
        case dynamicDevice = 3
        case unrecognized = -1

        public static let protoName = "muster.v1.MembershipType"
        public static let meaning = "How a group gets its members."
        public static let values: [EnumValue<Self>] = [
            .init(.unspecified, "MEMBERSHIP_TYPE_UNSPECIFIED"),
            .init(.assigned, "MEMBERSHIP_TYPE_ASSIGNED", "Someone adds and removes them."),
            .init(.dynamicUser, "MEMBERSHIP_TYPE_DYNAMIC_USER", "A rule over users."),
            .init(.dynamicDevice, "MEMBERSHIP_TYPE_DYNAMIC_DEVICE", "A rule over devices."),
        ]
    }

    /// Whether and why a group follows Entra.
    public enum SyncStatus: Int32, WireEnum {
        case unspecified = 0
        case none = 1
        case enabled = 2
        case orphaned = 3
        case disabled = 4
        case unrecognized = -1

        public static let protoName = "muster.v1.SyncStatus"
        public static let meaning = "Whether a group follows Entra."
        public static let values: [EnumValue<Self>] = [
            .init(.unspecified, "SYNC_STATUS_UNSPECIFIED"),
            .init(.none, "SYNC_STATUS_NONE", "A manual group: never synced, no icon."),
            .init(.enabled, "SYNC_STATUS_ENABLED", "Followed."),
            .init(.orphaned, "SYNC_STATUS_ORPHANED", "Archived, or gone in Entra: stands still."),
            .init(.disabled, "SYNC_STATUS_DISABLED", "Switched off: stands still."),
        ]
    }

    /// One of the facts behind a status.
    public enum SyncStatusReason: Int32, WireEnum {
        case unspecified = 0
        case manual = 1
        case deletedHere = 2
        case archived = 3
        case integrationRemoved = 4
        case kindSwitchedOff = 5
        case syncDisabled = 6
        case sourceDeleted = 7
        case outOfScope = 8
        case unrecognized = -1

        public static let protoName = "muster.v1.SyncStatusReason"
        public static let meaning = "A fact behind a status; several can hold at the same time."
        public static let values: [EnumValue<Self>] = [
            .init(.unspecified, "SYNC_STATUS_REASON_UNSPECIFIED"),
            .init(.manual, "SYNC_STATUS_REASON_MANUAL", "Made in Muster."),
            .init(.deletedHere, "SYNC_STATUS_REASON_DELETED_HERE", "Deleted in Muster."),
            .init(.archived, "SYNC_STATUS_REASON_ARCHIVED"),
            .init(
                .integrationRemoved,
                "SYNC_STATUS_REASON_INTEGRATION_REMOVED",
                "The integration that managed it was removed."
            ),
            .init(
                .kindSwitchedOff,
                "SYNC_STATUS_REASON_KIND_SWITCHED_OFF",
                "The integration does not sync groups of this kind."
            ),
            .init(
                .syncDisabled,
                "SYNC_STATUS_REASON_SYNC_DISABLED",
                "A person switched off the sync of this group."
            ),
            .init(.sourceDeleted, "SYNC_STATUS_REASON_SOURCE_DELETED", "Deleted in Entra."),
            .init(
                .outOfScope,
                "SYNC_STATUS_REASON_OUT_OF_SCOPE",
                "No longer of a type that is documented."
            ),
        ]
    }

    /// The colour of a status icon.
    public enum IconColour: Int32, WireEnum {
        case unspecified = 0
        case grey = 1
        case green = 2
        case yellow = 3
        case red = 4
        case unrecognized = -1

        public static let protoName = "muster.v1.IconColour"
        public static let meaning = "The colour of a status icon."
        public static let values: [EnumValue<Self>] = [
            .init(.unspecified, "ICON_COLOUR_UNSPECIFIED", "No icon: a manual group."),
            .init(.grey, "ICON_COLOUR_GREY"),
            .init(.green, "ICON_COLOUR_GREEN"),
            .init(.yellow, "ICON_COLOUR_YELLOW"),
            .init(.red, "ICON_COLOUR_RED"),
        ]
    }

    /// How the time of a group's last change is known.
    public enum UpdatedSource: Int32, WireEnum {
        case unspecified = 0
        case notYetObserved = 1
        case observedBySync = 2
        case manual = 3
        case unrecognized = -1

        public static let protoName = "muster.v1.UpdatedSource"
        public static let meaning =
            "How the time of a group's last change is known; Entra has no such property."
        public static let values: [EnumValue<Self>] = [
            .init(.unspecified, "UPDATED_SOURCE_UNSPECIFIED"),
            .init(
                .notYetObserved,
                "UPDATED_SOURCE_NOT_YET_OBSERVED",
                "No change was seen since the first import: the time of the group's creation."
            ),
            .init(
                .observedBySync,
                "UPDATED_SOURCE_OBSERVED_BY_SYNC",
                "A sync saw it: it happened between the sync before and this time."
            ),
            .init(.manual, "UPDATED_SOURCE_MANUAL", "A person changed a manual group."),
        ]
    }
}
