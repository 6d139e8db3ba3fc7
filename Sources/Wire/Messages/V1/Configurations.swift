extension V1 {
    /// A machine as the platform records it.
    public struct Configuration: Message {
        public static let protoName = "muster.v1.Configuration"
        public static let meaning = "A machine as the platform records it."

        public var externalID = ""
        public var name = ""
        public var hostname = ""
        public var archived = false

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(
                1,
                "external_id",
                &externalID,
                "The importer's own id, unique within the organization; 1 to 256 bytes."
            )
            try f.field(2, "name", &name, "Required.")
            try f.field(3, "hostname", &hostname)
            try f.field(4, "archived", &archived, "Out of use: others are preferred in matching.")
        }
    }

    /// One message of an import.
    public struct ImportConfigurationsRequest: Message {
        public static let protoName = "muster.v1.ImportConfigurationsRequest"
        public static let meaning = """
            One message of an import. A record that is there already is replaced; importing the same
            again changes nothing. All messages of a call take effect together, at its end.
            """

        public var organizationID = ""
        public var configurations: [Configuration] = []
        public var deleteOthers = false

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "organization_id", &organizationID, "Required in the first message.")
            try f.field(2, "configurations", &configurations)
            try f.field(
                3,
                "delete_others",
                &deleteOthers,
                "In any message: delete the organization's configurations that this call does not name."
            )
        }
    }

    /// What an import did.
    public struct ImportConfigurationsResponse: Message {
        public static let protoName = "muster.v1.ImportConfigurationsResponse"
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

    /// Asks for the configurations of an organization.
    public struct ListConfigurationsRequest: Message {
        public static let protoName = "muster.v1.ListConfigurationsRequest"
        public static let meaning = "The configurations of one organization, by name."

        public var organizationID = ""
        public var contains = ""
        public var pageSize: UInt32 = 0
        public var pageToken = ""
        public var minRevision: UInt64 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "organization_id", &organizationID, "Required.")
            try f.field(2, "contains", &contains, "Part of the name or the host name, in any case.")
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
    public struct ListConfigurationsResponse: Message {
        public static let protoName = "muster.v1.ListConfigurationsResponse"
        public static let meaning = "Only the last message of the stream has the other fields."

        public var configurations: [Configuration] = []
        public var nextPageToken = ""
        public var revision: UInt64 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "configurations", &configurations)
            try f.field(2, "next_page_token", &nextPageToken, "Empty: there are no more.")
            try f.field(3, "revision", &revision, "The revision the answer was read at.")
        }
    }

    /// Asks for one configuration.
    public struct GetConfigurationRequest: Message {
        public static let protoName = "muster.v1.GetConfigurationRequest"
        public static let meaning = "One configuration."

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

    /// One configuration.
    public struct GetConfigurationResponse: Message {
        public static let protoName = "muster.v1.GetConfigurationResponse"
        public static let meaning = "One configuration."

        public var configuration: Configuration?
        public var revision: UInt64 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "configuration", &configuration)
            try f.field(2, "revision", &revision, "The revision the answer was read at.")
        }
    }

    /// Deletes configurations.
    public struct DeleteConfigurationsRequest: Message {
        public static let protoName = "muster.v1.DeleteConfigurationsRequest"
        public static let meaning =
            "Deletes configurations; what was matched to them is matched again."

        public var organizationID = ""
        public var externalIDs: [String] = []

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "organization_id", &organizationID, "Required.")
            try f.field(2, "external_ids", &externalIDs, "1 to 1,000.")
        }
    }

    /// What a deletion did.
    public struct DeleteConfigurationsResponse: Message {
        public static let protoName = "muster.v1.DeleteConfigurationsResponse"
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
                "There was no such configuration."
            )
            try f.field(3, "revision", &revision, "The first revision without them.")
        }
    }
}
