extension V1 {
    /// One direct member that is a user or something other than a device or a group.
    public struct MemberRow: Message {
        public static let protoName = "muster.v1.MemberRow"
        public static let meaning = """
            One direct member of a group: a user, a service principal or an organizational contact.
            """

        public var entraID = ""
        public var type = MemberType.unspecified
        public var name = ""
        public var displayName = ""
        public var userPrincipalName = ""
        public var mail = ""
        public var guest = false
        public var disabled = false
        public var matchState = MatchState.unspecified
        public var matchStage = MatchStage.unspecified
        public var contact: ContactRef?
        public var candidateCount: UInt32 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "entra_id", &entraID)
            try f.field(2, "type", &type)
            try f.field(
                3,
                "name",
                &name,
                "The name to show: the contact's when matched, else what Entra gives."
            )
            try f.field(4, "display_name", &displayName, "The display name in Entra.")
            try f.field(5, "user_principal_name", &userPrincipalName, "Users only.")
            try f.field(6, "mail", &mail, "Users only.")
            try f.field(7, "guest", &guest, "From outside the organization.")
            try f.field(8, "disabled", &disabled, "The account is switched off in Entra.")
            try f.field(9, "match_state", &matchState, "Users only.")
            try f.field(10, "match_stage", &matchStage, "What matched, or was ambiguous.")
            try f.field(11, "contact", &contact, "Present if and only if matched.")
            try f.field(12, "candidate_count", &candidateCount, "How many fit, when ambiguous.")
        }
    }

    /// One direct member that is a device.
    public struct DeviceRow: Message {
        public static let protoName = "muster.v1.DeviceRow"
        public static let meaning = "One device that is a direct member of a security group."

        public var entraID = ""
        public var name = ""
        public var deviceID = ""
        public var operatingSystem = ""
        public var operatingSystemVersion = ""
        public var trustType = ""
        public var disabled = false
        public var matchState = MatchState.unspecified
        public var matchStage = MatchStage.unspecified
        public var configuration: ConfigurationRef?
        public var candidateCount: UInt32 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "entra_id", &entraID)
            try f.field(2, "name", &name, "The display name in Entra.")
            try f.field(3, "device_id", &deviceID, "The id that the device itself knows.")
            try f.field(4, "operating_system", &operatingSystem)
            try f.field(5, "operating_system_version", &operatingSystemVersion)
            try f.field(
                6,
                "trust_type",
                &trustType,
                "As Graph gives it: AzureAd, ServerAd, Workplace."
            )
            try f.field(7, "disabled", &disabled)
            try f.field(8, "match_state", &matchState)
            try f.field(9, "match_stage", &matchStage, "What matched, or was ambiguous.")
            try f.field(10, "configuration", &configuration, "Present if and only if matched.")
            try f.field(11, "candidate_count", &candidateCount, "How many fit, when ambiguous.")
        }
    }

    /// One direct member that is a group.
    public struct NestedGroupRow: Message {
        public static let protoName = "muster.v1.NestedGroupRow"
        public static let meaning = """
            One group that is a direct member of a security group. A group that the caller may not
            see is left out without a trace.
            """

        public var entraID = ""
        public var name = ""
        public var id = ""
        public var kind = GroupKind.unspecified
        public var syncStatus = SyncStatus.unspecified
        public var archived = false
        public var email = ""
        public var description = ""

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "entra_id", &entraID)
            try f.field(2, "name", &name)
            try f.field(3, "id", &id, "The asset it opens; empty when it is not documented.")
            try f.field(4, "kind", &kind, "Unspecified when it is of no kind that is documented.")
            try f.field(5, "sync_status", &syncStatus, "Unspecified when it is not documented.")
            try f.field(6, "archived", &archived)
            try f.field(7, "email", &email)
            try f.field(8, "description", &description)
        }
    }

    /// What a member is.
    public enum MemberType: Int32, WireEnum {
        case unspecified = 0
        case user = 1
        case servicePrincipal = 2
        case organizationalContact = 3
        case other = 4
        case unrecognized = -1

        public static let protoName = "muster.v1.MemberType"
        public static let meaning = "What a member is; devices and groups have rows of their own."
        public static let values: [EnumValue<Self>] = [
            .init(.unspecified, "MEMBER_TYPE_UNSPECIFIED"),
            .init(.user, "MEMBER_TYPE_USER"),
            .init(.servicePrincipal, "MEMBER_TYPE_SERVICE_PRINCIPAL"),
            .init(.organizationalContact, "MEMBER_TYPE_ORGANIZATIONAL_CONTACT"),
            .init(.other, "MEMBER_TYPE_OTHER", "A type that is newer than this server."),
        ]
    }

    /// How a user or a device stands to the platform's own records.
    public enum MatchState: Int32, WireEnum {
        case unspecified = 0
        case matched = 1
        case ambiguous = 2
        case unmatched = 3
        case ignored = 4
        case unrecognized = -1

        public static let protoName = "muster.v1.MatchState"
        public static let meaning = "How a user or a device stands to the platform's own records."
        public static let values: [EnumValue<Self>] = [
            .init(.unspecified, "MATCH_STATE_UNSPECIFIED", "Not a thing that is matched."),
            .init(.matched, "MATCH_STATE_MATCHED", "It is exactly one record."),
            .init(.ambiguous, "MATCH_STATE_AMBIGUOUS", "Several records fit: not matched."),
            .init(.unmatched, "MATCH_STATE_UNMATCHED"),
            .init(.ignored, "MATCH_STATE_IGNORED", "A person said that it has no record."),
        ]
    }

    /// What made a match.
    public enum MatchStage: Int32, WireEnum {
        case unspecified = 0
        case manual = 1
        case email = 2
        case userPrincipalName = 3
        case fullName = 4
        case deviceName = 5
        case unrecognized = -1

        public static let protoName = "muster.v1.MatchStage"
        public static let meaning = "What made a match; the stages are tried in this order."
        public static let values: [EnumValue<Self>] = [
            .init(.unspecified, "MATCH_STAGE_UNSPECIFIED"),
            .init(.manual, "MATCH_STAGE_MANUAL", "A person chose it."),
            .init(
                .email,
                "MATCH_STAGE_EMAIL",
                "A mail address of the user is one of the contact's."
            ),
            .init(
                .userPrincipalName,
                "MATCH_STAGE_USER_PRINCIPAL_NAME",
                "The user principal name is a mail address of the contact."
            ),
            .init(.fullName, "MATCH_STAGE_FULL_NAME", "First and last name."),
            .init(
                .deviceName,
                "MATCH_STAGE_DEVICE_NAME",
                "The device's name is the configuration's name or host name."
            ),
        ]
    }
}
