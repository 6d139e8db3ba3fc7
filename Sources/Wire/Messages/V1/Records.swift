extension V1 {
    /// A kind of record that the platform imports; the messages and the methods about each kind are alike.
    public protocol Record: Message {
        /// One of them, in texts and as the name of a field: `contact`.
        static var noun: String { get }
        /// Several of them, in the same places: `contacts`.
        static var plural: String { get }
        /// What the records are: the comment above their service.
        static var serviceMeaning: String { get }
        /// What a list's `contains` looks at.
        static var containsMeaning: String { get }

        /// The importer's own id, unique within the organization.
        var externalID: String { get set }
    }

    /// A record of an import that was left out.
    public struct ImportRejection: Message {
        public static let protoName = "muster.v1.ImportRejection"
        public static let meaning = "A record of an import that was left out."

        public var index: UInt64 = 0
        public var externalID = ""
        public var field = ""
        public var reason = ""

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "index", &index, "Its place in the call, from 0.")
            try f.field(2, "external_id", &externalID)
            try f.field(3, "field", &field, "The field that is wrong.")
            try f.field(4, "reason", &reason, "What is wrong with it, for people.")
        }
    }

    /// One message of an import.
    public struct ImportRecordsRequest<Kind: Record>: Message {
        public static var protoName: String { "muster.v1.Import\(Kind.pluralName)Request" }
        public static var meaning: String {
            """
            One message of an import. A record that is there already is replaced; importing the same
            again changes nothing. The records of a call take effect at its end, in their order and
            10,000 at a time, deletions last: a call that fails after some of them says so, and
            importing all again does the rest.
            """
        }

        public var organizationID = ""
        public var records: [Kind] = []
        public var deleteOthers = false

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "organization_id", &organizationID, "Required in the first message.")
            try f.field(2, Kind.plural, &records)
            try f.field(
                3,
                "delete_others",
                &deleteOthers,
                "In any message: delete whatever the organization has that this call does not name."
            )
        }
    }

    /// What an import did.
    public struct ImportRecordsResponse<Kind: Record>: Message {
        public static var protoName: String { "muster.v1.Import\(Kind.pluralName)Response" }
        public static var meaning: String { "What an import did." }

        public var created: UInt64 = 0
        public var updated: UInt64 = 0
        public var unchanged: UInt64 = 0
        public var deleted: UInt64 = 0
        public var rejected: UInt64 = 0
        public var rejections: [ImportRejection] = []
        public var revision: UInt64 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "created", &created)
            try f.field(2, "updated", &updated)
            try f.field(3, "unchanged", &unchanged)
            try f.field(4, "deleted", &deleted)
            try f.field(5, "rejected", &rejected, "Left out; the others took effect.")
            try f.field(6, "rejections", &rejections, "The first 1,000.")
            try f.field(7, "revision", &revision, "The revision that holds all of it.")
        }
    }

    /// Asks for the records of an organization.
    public struct ListRecordsRequest<Kind: Record>: Message {
        public static var protoName: String { "muster.v1.List\(Kind.pluralName)Request" }
        public static var meaning: String { "The \(Kind.plural) of one organization, by name." }

        public var organizationID = ""
        public var contains = ""
        public var pageSize: UInt32 = 0
        public var pageToken = ""
        public var minRevision: UInt64 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "organization_id", &organizationID, "Required.")
            try f.field(2, "contains", &contains, Kind.containsMeaning)
            try f.field(3, "page_size", &pageSize, "As in ListGroupsRequest.")
            try f.field(4, "page_token", &pageToken)
            try f.field(
                5,
                "min_revision",
                &minRevision,
                "Wait until this revision, else UNAVAILABLE."
            )
        }
    }

    /// One message of the answer.
    public struct ListRecordsResponse<Kind: Record>: Message {
        public static var protoName: String { "muster.v1.List\(Kind.pluralName)Response" }
        public static var meaning: String {
            "Only the last message of the stream has the other fields."
        }

        public var records: [Kind] = []
        public var nextPageToken = ""
        public var revision: UInt64 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, Kind.plural, &records)
            try f.field(2, "next_page_token", &nextPageToken, "Empty: there are no more.")
            try f.field(3, "revision", &revision, "The revision the answer was read at.")
        }
    }

    /// Asks for one record.
    public struct GetRecordRequest<Kind: Record>: Message {
        public static var protoName: String { "muster.v1.Get\(Kind.name)Request" }
        public static var meaning: String { "One \(Kind.noun)." }

        public var organizationID = ""
        public var externalID = ""
        public var minRevision: UInt64 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "organization_id", &organizationID, "Required.")
            try f.field(2, "external_id", &externalID, "Required.")
            try f.field(
                3,
                "min_revision",
                &minRevision,
                "Wait until this revision, else UNAVAILABLE."
            )
        }
    }

    /// One record.
    public struct GetRecordResponse<Kind: Record>: Message {
        public static var protoName: String { "muster.v1.Get\(Kind.name)Response" }
        public static var meaning: String { "One \(Kind.noun)." }

        public var record: Kind?
        public var revision: UInt64 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, Kind.noun, &record)
            try f.field(2, "revision", &revision, "The revision the answer was read at.")
        }
    }

    /// Deletes records.
    public struct DeleteRecordsRequest<Kind: Record>: Message {
        public static var protoName: String { "muster.v1.Delete\(Kind.pluralName)Request" }
        public static var meaning: String {
            "Deletes \(Kind.plural); what was matched to them is matched again."
        }

        public var organizationID = ""
        public var externalIDs: [String] = []

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "organization_id", &organizationID, "Required.")
            try f.field(2, "external_ids", &externalIDs, "1 to 1,000.")
        }
    }

    /// What a deletion did.
    public struct DeleteRecordsResponse<Kind: Record>: Message {
        public static var protoName: String { "muster.v1.Delete\(Kind.pluralName)Response" }
        public static var meaning: String { "What a deletion did." }

        public var deleted: UInt64 = 0
        public var unknownExternalIDs: [String] = []
        public var revision: UInt64 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "deleted", &deleted)
            try f.field(
                2,
                "unknown_external_ids",
                &unknownExternalIDs,
                "There was nothing with these ids."
            )
            try f.field(3, "revision", &revision, "The first revision without them.")
        }
    }
}

extension V1.Record {
    /// In the names of messages: `Contact`.
    static var name: Substring { protoName.dropFirst("muster.v1.".count) }
    static var pluralName: String { "\(name)s" }

    /// The messages about this kind, in the order in which its file has them.
    static var messages: [any Message.Type] {
        [
            Self.self, V1.ImportRecordsRequest<Self>.self, V1.ImportRecordsResponse<Self>.self,
            V1.ListRecordsRequest<Self>.self, V1.ListRecordsResponse<Self>.self,
            V1.GetRecordRequest<Self>.self, V1.GetRecordResponse<Self>.self,
            V1.DeleteRecordsRequest<Self>.self, V1.DeleteRecordsResponse<Self>.self,
            V1.RelatedItemsOfRecordRequest<Self>.self,
        ]
    }
}
