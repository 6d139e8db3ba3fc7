extension V1 {
    /// A person as the platform records them.
    public struct Contact: Message {
        public static let protoName = "muster.v1.Contact"
        public static let meaning = "A person as the platform records them."

        public var externalID = ""
        public var firstName = ""
        public var lastName = ""
        public var emails: [String] = []

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(
                1,
                "external_id",
                &externalID,
                "The importer's own id, unique within the organization; 1 to 256 bytes."
            )
            try f.field(2, "first_name", &firstName)
            try f.field(3, "last_name", &lastName, "One of the two names is required.")
            try f.field(4, "emails", &emails, "Mail addresses, at most 100.")
        }
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
    public struct ImportContactsRequest: Message {
        public static let protoName = "muster.v1.ImportContactsRequest"
        public static let meaning = """
            One message of an import. A record that is there already is replaced; importing the same
            again changes nothing. The records of a call take effect at its end, in their order and
            10,000 at a time, deletions last: a call that fails after some of them says so, and
            importing all again does the rest.
            """

        public var organizationID = ""
        public var contacts: [Contact] = []
        public var deleteOthers = false

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "organization_id", &organizationID, "Required in the first message.")
            try f.field(2, "contacts", &contacts)
            try f.field(
                3,
                "delete_others",
                &deleteOthers,
                "In any message: delete the organization's contacts that this call does not name."
            )
        }
    }

    /// What an import did.
    public struct ImportContactsResponse: Message {
        public static let protoName = "muster.v1.ImportContactsResponse"
        public static let meaning = "What an import did."

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

    /// Asks for the contacts of an organization.
    public struct ListContactsRequest: Message {
        public static let protoName = "muster.v1.ListContactsRequest"
        public static let meaning = "The contacts of one organization, by name."

        public var organizationID = ""
        public var contains = ""
        public var pageSize: UInt32 = 0
        public var pageToken = ""
        public var minRevision: UInt64 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "organization_id", &organizationID, "Required.")
            try f.field(2, "contains", &contains, "Part of a name or a mail address, in any case.")
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
    public struct ListContactsResponse: Message {
        public static let protoName = "muster.v1.ListContactsResponse"
        public static let meaning = "Only the last message of the stream has the other fields."

        public var contacts: [Contact] = []
        public var nextPageToken = ""
        public var revision: UInt64 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "contacts", &contacts)
            try f.field(2, "next_page_token", &nextPageToken, "Empty: there are no more.")
            try f.field(3, "revision", &revision, "The revision the answer was read at.")
        }
    }

    /// Asks for one contact.
    public struct GetContactRequest: Message {
        public static let protoName = "muster.v1.GetContactRequest"
        public static let meaning = "One contact."

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

    /// One contact.
    public struct GetContactResponse: Message {
        public static let protoName = "muster.v1.GetContactResponse"
        public static let meaning = "One contact."

        public var contact: Contact?
        public var revision: UInt64 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "contact", &contact)
            try f.field(2, "revision", &revision, "The revision the answer was read at.")
        }
    }

    /// Deletes contacts.
    public struct DeleteContactsRequest: Message {
        public static let protoName = "muster.v1.DeleteContactsRequest"
        public static let meaning = "Deletes contacts; what was matched to them is matched again."

        public var organizationID = ""
        public var externalIDs: [String] = []

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "organization_id", &organizationID, "Required.")
            try f.field(2, "external_ids", &externalIDs, "1 to 1,000.")
        }
    }

    /// What a deletion did.
    public struct DeleteContactsResponse: Message {
        public static let protoName = "muster.v1.DeleteContactsResponse"
        public static let meaning = "What a deletion did."

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
                "There was no such contact."
            )
            try f.field(3, "revision", &revision, "The first revision without them.")
        }
    }
}
