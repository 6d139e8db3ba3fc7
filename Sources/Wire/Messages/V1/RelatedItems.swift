extension V1 {
    /// What a related item connects.
    public enum RelatedKind: Int32, WireEnum {
        case unspecified = 0
        case contact = 1
        case configuration = 2
        case group = 3
        case unrecognized = -1

        public static let protoName = "muster.v1.RelatedKind"
        public static let meaning = "What a related item connects."
        public static let values: [EnumValue<Self>] = [
            .init(.unspecified, "RELATED_KIND_UNSPECIFIED"),
            .init(.contact, "RELATED_KIND_CONTACT"),
            .init(.configuration, "RELATED_KIND_CONFIGURATION"),
            .init(.group, "RELATED_KIND_GROUP"),
        ]
    }

    /// One end of a related item.
    public struct RelatedKey: Message {
        public static let protoName = "muster.v1.RelatedKey"
        public static let meaning = "A contact, a configuration or a documented group."

        public var kind = RelatedKind.unspecified
        public var id = ""

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "kind", &kind, "Required.")
            try f.field(2, "id", &id, "Required: an external id, or a group's asset id.")
        }
    }

    /// Something that is related to something else.
    public struct RelatedItem: Message {
        public static let protoName = "muster.v1.RelatedItem"
        public static let meaning = """
            Something that is related to what was asked about. The automatic ones say who is matched
            to a member of a group: they come and go with the membership, stand still while the group
            does, and cannot be changed or removed.
            """

        public var id = ""
        public var automatic = false
        public var other: RelatedKey?
        public var name = ""
        public var note = ""
        public var createdAt: Google.Timestamp?
        public var createdBy = ""
        public var group: RelatedGroup?

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "id", &id, "Names the item in Update and Remove.")
            try f.field(2, "automatic", &automatic)
            try f.field(3, "other", &other, "What it leads to.")
            try f.field(4, "name", &name, "The name of that.")
            try f.field(5, "note", &note, "Manual items only.")
            try f.field(6, "created_at", &createdAt, "Manual items only.")
            try f.field(7, "created_by", &createdBy, "Manual items only: the principal.")
            try f.field(8, "group", &group, "When it leads to a group.")
        }
    }

    /// What tells groups of the same name apart.
    public struct RelatedGroup: Message {
        public static let protoName = "muster.v1.RelatedGroup"
        public static let meaning =
            "What tells groups of the same name apart, and how a group stands."

        public var kind = GroupKind.unspecified
        public var email = ""
        public var description = ""
        public var syncStatus = SyncStatus.unspecified
        public var archived = false
        public var frozenAt: Google.Timestamp?

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "kind", &kind)
            try f.field(2, "email", &email)
            try f.field(3, "description", &description)
            try f.field(4, "sync_status", &syncStatus)
            try f.field(5, "archived", &archived)
            try f.field(6, "frozen_at", &frozenAt, "Since when it and the item stand still.")
        }
    }

    /// Asks what is related to one thing.
    public struct ListRelatedItemsRequest: Message {
        public static let protoName = "muster.v1.ListRelatedItemsRequest"
        public static let meaning = "What is related to a contact, a configuration or a group."

        public var organizationID = ""
        public var of: RelatedKey?
        public var includeArchived = false
        public var minRevision: UInt64 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "organization_id", &organizationID, "Required.")
            try f.field(2, "of", &of, "Required.")
            try f.field(3, "include_archived", &includeArchived, "Archived groups too.")
            try f.field(
                4,
                "min_revision",
                &minRevision,
                "Wait until this revision, else UNAVAILABLE."
            )
        }
    }

    /// Asks what is related to one record.
    public struct RelatedItemsOfRecordRequest<Kind: Record>: Message {
        public static var protoName: String { "muster.v1.\(Kind.pluralName)RelatedItemsRequest" }
        public static var meaning: String { "What is related to one \(Kind.noun)." }

        public var organizationID = ""
        public var externalID = ""
        public var includeArchived = false
        public var minRevision: UInt64 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "organization_id", &organizationID, "Required.")
            try f.field(2, "external_id", &externalID, "Required.")
            try f.field(3, "include_archived", &includeArchived, "Archived groups too.")
            try f.field(
                4,
                "min_revision",
                &minRevision,
                "Wait until this revision, else UNAVAILABLE."
            )
        }
    }

    /// One message of the answer.
    public struct ListRelatedItemsResponse: Message {
        public static let protoName = "muster.v1.ListRelatedItemsResponse"
        public static let meaning = """
            Related items: the automatic ones by name, then the manual ones by the time they were
            made. Only the last message of the stream has the revision.
            """

        public var items: [RelatedItem] = []
        public var revision: UInt64 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "items", &items)
            try f.field(2, "revision", &revision, "The revision the whole answer was read at.")
        }
    }

    /// Makes a related item.
    public struct AddRelatedItemRequest: Message {
        public static let protoName = "muster.v1.AddRelatedItemRequest"
        public static let meaning = "Relates two things of one organization to each other."

        public var organizationID = ""
        public var first: RelatedKey?
        public var second: RelatedKey?
        public var note = ""

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "organization_id", &organizationID, "Required.")
            try f.field(2, "first", &first, "Required.")
            try f.field(3, "second", &second, "Required; something else than `first`.")
            try f.field(4, "note", &note, "At most 1,024 bytes.")
        }
    }

    /// Changes the note of a related item.
    public struct UpdateRelatedItemRequest: Message {
        public static let protoName = "muster.v1.UpdateRelatedItemRequest"
        public static let meaning =
            "Changes the note, the only part of an item that can be changed."

        public var organizationID = ""
        public var id = ""
        public var note = ""

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "organization_id", &organizationID, "Required.")
            try f.field(2, "id", &id, "Required.")
            try f.field(3, "note", &note, "At most 1,024 bytes.")
        }
    }

    /// Removes a related item.
    public struct RemoveRelatedItemRequest: Message {
        public static let protoName = "muster.v1.RemoveRelatedItemRequest"
        public static let meaning = "Removes an item that a person made."

        public var organizationID = ""
        public var id = ""

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "organization_id", &organizationID, "Required.")
            try f.field(2, "id", &id, "Required.")
        }
    }

    /// A related item after a command.
    public struct RelatedItemResponse: Message {
        public static let protoName = "muster.v1.RelatedItemResponse"
        public static let meaning = "What a command about a related item did."

        public var id = ""
        public var note = ""
        public var revision: UInt64 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "id", &id)
            try f.field(2, "note", &note, "As it is now; empty after Remove.")
            try f.field(3, "revision", &revision)
        }
    }
}
