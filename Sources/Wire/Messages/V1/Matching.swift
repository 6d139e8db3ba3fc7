extension V1 {
    /// What is matched: a user to a contact, a device to a configuration.
    public enum MatchedType: Int32, WireEnum {
        case unspecified = 0
        case user = 1
        case device = 2
        case unrecognized = -1

        public static let protoName = "muster.v1.MatchedType"
        public static let meaning = "What is matched to a record of the platform."
        public static let values: [EnumValue<Self>] = [
            .init(.unspecified, "MATCHED_TYPE_UNSPECIFIED"),
            .init(.user, "MATCHED_TYPE_USER", "To a contact."),
            .init(.device, "MATCHED_TYPE_DEVICE", "To a configuration."),
        ]
    }

    /// A contact or a configuration by name.
    public struct RecordRef: Message {
        public static let protoName = "muster.v1.RecordRef"
        public static let meaning = "A contact or a configuration, by its type's own ids."

        public var externalID = ""
        public var name = ""

        public init() {}

        public init(externalID: String, name: String) {
            self.externalID = externalID
            self.name = name
        }

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "external_id", &externalID)
            try f.field(2, "name", &name)
        }
    }

    /// One user or device and how it stands to the platform's records.
    public struct MatchRow: Message {
        public static let protoName = "muster.v1.MatchRow"
        public static let meaning =
            "One user or device, and how it stands to the platform's records."

        public var entraID = ""
        public var tenantID = ""
        public var type = MatchedType.unspecified
        public var name = ""
        public var userPrincipalName = ""
        public var mail = ""
        public var state = MatchState.unspecified
        public var stage = MatchStage.unspecified
        public var record: RecordRef?
        public var candidates: [RecordRef] = []
        public var reason = ""
        public var guest = false
        public var disabled = false

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "entra_id", &entraID)
            try f.field(2, "tenant_id", &tenantID)
            try f.field(3, "type", &type)
            try f.field(4, "name", &name, "The display name in Entra.")
            try f.field(5, "user_principal_name", &userPrincipalName, "Users only.")
            try f.field(6, "mail", &mail, "Users only.")
            try f.field(7, "state", &state)
            try f.field(8, "stage", &stage, "What matched, or was ambiguous.")
            try f.field(9, "record", &record, "Present if and only if matched.")
            try f.field(
                10,
                "candidates",
                &candidates,
                "The records that fit, when ambiguous; at most 64."
            )
            try f.field(11, "reason", &reason, "Why it is so, in a sentence for people.")
            try f.field(12, "guest", &guest)
            try f.field(13, "disabled", &disabled)
        }
    }

    /// Asks who is matched with whom.
    public struct ListMatchesRequest: Message {
        public static let protoName = "muster.v1.ListMatchesRequest"
        public static let meaning = "The users and devices of one organization, by name."

        public var organizationID = ""
        public var type = MatchedType.unspecified
        public var states: [MatchState] = []
        public var nameContains = ""
        public var pageSize: UInt32 = 0
        public var pageToken = ""
        public var minRevision: UInt64 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "organization_id", &organizationID, "Required.")
            try f.field(2, "type", &type, "Unspecified: users and devices.")
            try f.field(3, "states", &states, "One of these; empty: any.")
            try f.field(
                4,
                "name_contains",
                &nameContains,
                "Part of the name, the user principal name or the mail address, in any case."
            )
            try f.field(5, "page_size", &pageSize, "As in ListGroupsRequest.")
            try f.field(6, "page_token", &pageToken)
            try f.field(
                7,
                "min_revision",
                &minRevision,
                "Wait until this revision, else UNAVAILABLE."
            )
        }
    }

    /// One message of the answer.
    public struct ListMatchesResponse: Message {
        public static let protoName = "muster.v1.ListMatchesResponse"
        public static let meaning = """
            Users and devices in the order of name and id. Only the last message of the stream has
            the fields from next_page_token on.
            """

        public var rows: [MatchRow] = []
        public var nextPageToken = ""
        public var totalCount: UInt64 = 0
        public var revision: UInt64 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "rows", &rows)
            try f.field(2, "next_page_token", &nextPageToken, "Empty: there are no more rows.")
            try f.field(3, "total_count", &totalCount, "Rows on all pages.")
            try f.field(4, "revision", &revision, "The revision the whole answer was read at.")
        }
    }

    /// Chooses a record for a user or a device.
    public struct MatchRequest: Message {
        public static let protoName = "muster.v1.MatchRequest"
        public static let meaning = """
            Says by hand which contact a user is, or which configuration a device. It beats the rules,
            and stands through syncs, renames and imports, until it is undone or the record deleted.
            """

        public var organizationID = ""
        public var entraID = ""
        public var externalID = ""

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "organization_id", &organizationID, "Required.")
            try f.field(2, "entra_id", &entraID, "Required: the user or the device.")
            try f.field(
                3,
                "external_id",
                &externalID,
                "Required: the contact of a user, the configuration of a device."
            )
        }
    }

    /// Gives a user or a device back to the rules.
    public struct UnmatchRequest: Message {
        public static let protoName = "muster.v1.UnmatchRequest"
        public static let meaning = """
            Forgets a match, a choice or that something was ignored: the rules decide anew, and may
            find the same again. To leave something without a record, ignore it.
            """

        public var organizationID = ""
        public var entraID = ""

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "organization_id", &organizationID, "Required.")
            try f.field(2, "entra_id", &entraID, "Required: the user or the device.")
        }
    }

    /// Says that a user or a device has no record.
    public struct IgnoreMatchRequest: Message {
        public static let protoName = "muster.v1.IgnoreMatchRequest"
        public static let meaning =
            "Says that a user or a device has no record, whatever the rules find."

        public var organizationID = ""
        public var entraID = ""

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "organization_id", &organizationID, "Required.")
            try f.field(2, "entra_id", &entraID, "Required: the user or the device.")
        }
    }

    /// How a user or a device stands after a choice.
    public struct MatchResponse: Message {
        public static let protoName = "muster.v1.MatchResponse"
        public static let meaning = "How the user or the device stands now."

        public var row: MatchRow?
        public var revision: UInt64 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "row", &row)
            try f.field(2, "revision", &revision)
        }
    }

    /// Asks why.
    public struct ExplainMatchRequest: Message {
        public static let protoName = "muster.v1.ExplainMatchRequest"
        public static let meaning = "Why one user or device is matched, or is not."

        public var organizationID = ""
        public var entraID = ""
        public var minRevision: UInt64 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "organization_id", &organizationID, "Required.")
            try f.field(2, "entra_id", &entraID, "Required: the user or the device.")
            try f.field(
                3,
                "min_revision",
                &minRevision,
                "Wait until this revision, else UNAVAILABLE."
            )
        }
    }

    /// Why a user or a device is matched or not.
    public struct ExplainMatchResponse: Message {
        public static let protoName = "muster.v1.ExplainMatchResponse"
        public static let meaning = """
            How it stands, and what each stage of the rules finds now. A match that a stage made stays
            when names change, so the stages may say something else than the row.
            """

        public var row: MatchRow?
        public var stages: [MatchStageResult] = []
        public var revision: UInt64 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "row", &row)
            try f.field(2, "stages", &stages, "In the order in which they are tried.")
            try f.field(3, "revision", &revision)
        }
    }

    /// What one stage of the rules finds.
    public struct MatchStageResult: Message {
        public static let protoName = "muster.v1.MatchStageResult"
        public static let meaning = "What one stage of the rules finds."

        public var stage = MatchStage.unspecified
        public var keys: [String] = []
        public var candidates: [RecordRef] = []
        public var decides = false
        public var reason = ""

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "stage", &stage)
            try f.field(
                2,
                "keys",
                &keys,
                "What is looked for, as it is compared: folded, without white space around it."
            )
            try f.field(
                3,
                "candidates",
                &candidates,
                "The records that have one of the keys; at most 64."
            )
            try f.field(4, "decides", &decides, "It is the first stage that finds anything.")
            try f.field(5, "reason", &reason, "In a sentence for people.")
        }
    }
}
