import Wire

/// A kind of record that can be imported: how a file's row becomes one, and which method takes it.
protocol ImportRecord: Message {
    associatedtype Request: Message
    associatedtype Response: Message

    static var importMethod: Method<Request, Response> { get }
    /// The names of the columns of a CSV file; `external_id` is required.
    static var columnNames: [String] { get }
    /// Other names for columns that people use.
    static var columnAliases: [String: String] { get }

    var externalID: String { get }

    /// Takes the value of one column; the reason is returned when it is none.
    mutating func set(_ column: String, to value: String) -> String?

    static func request(organization: String, records: [Self], deleteOthers: Bool) -> Request
    static func summary(_ response: Response) -> ImportSummary
}

/// What an import did.
struct ImportSummary: Equatable {
    var created: UInt64 = 0
    var updated: UInt64 = 0
    var unchanged: UInt64 = 0
    var deleted: UInt64 = 0
    var rejected: UInt64 = 0
    var rejections: [V1.ImportRejection] = []
    var revision: UInt64 = 0
}

extension V1.Contact: ImportRecord {
    static var importMethod: Method<V1.ImportContactsRequest, V1.ImportContactsResponse> {
        V1.ContactsService.import
    }
    static var columnNames: [String] { ["external_id", "first_name", "last_name", "emails"] }
    static var columnAliases: [String: String] {
        ["id": "external_id", "email": "emails", "mail": "emails"]
    }

    mutating func set(_ column: String, to value: String) -> String? {
        switch column {
        case "external_id": externalID = value
        case "first_name": firstName = value
        case "last_name": lastName = value
        default: emails += value.split { "; ".contains($0) }.map(String.init)
        }
        return nil
    }

    static func request(
        organization: String,
        records: [Self],
        deleteOthers: Bool
    ) -> V1.ImportContactsRequest {
        V1.ImportContactsRequest {
            $0.organizationID = organization
            $0.contacts = records
            $0.deleteOthers = deleteOthers
        }
    }

    static func summary(_ response: V1.ImportContactsResponse) -> ImportSummary {
        ImportSummary(
            created: response.created,
            updated: response.updated,
            unchanged: response.unchanged,
            deleted: response.deleted,
            rejected: response.rejected,
            rejections: response.rejections,
            revision: response.revision
        )
    }
}

extension V1.Configuration: ImportRecord {
    static var importMethod: Method<V1.ImportConfigurationsRequest, V1.ImportConfigurationsResponse>
    {
        V1.ConfigurationsService.import
    }
    static var columnNames: [String] { ["external_id", "name", "hostname", "archived"] }
    static var columnAliases: [String: String] { ["id": "external_id", "host_name": "hostname"] }

    mutating func set(_ column: String, to value: String) -> String? {
        switch column {
        case "external_id": externalID = value
        case "name": name = value
        case "hostname": hostname = value
        default:
            switch value.lowercased() {
            case "true", "yes", "1": archived = true
            case "false", "no", "0", "": archived = false
            default: return "\"\(value)\" is neither true nor false"
            }
        }
        return nil
    }

    static func request(
        organization: String,
        records: [Self],
        deleteOthers: Bool
    ) -> V1.ImportConfigurationsRequest {
        V1.ImportConfigurationsRequest {
            $0.organizationID = organization
            $0.configurations = records
            $0.deleteOthers = deleteOthers
        }
    }

    static func summary(_ response: V1.ImportConfigurationsResponse) -> ImportSummary {
        ImportSummary(
            created: response.created,
            updated: response.updated,
            unchanged: response.unchanged,
            deleted: response.deleted,
            rejected: response.rejected,
            rejections: response.rejections,
            revision: response.revision
        )
    }
}
