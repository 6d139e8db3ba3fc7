import Wire

/// A kind of record that can be imported: how a file's row becomes one.
protocol ImportRecord: V1.Record {
    /// The names of the columns of a CSV file; `external_id` is required.
    static var columnNames: [String] { get }
    /// Other names for columns that people use.
    static var columnAliases: [String: String] { get }

    /// Takes the value of one column; the reason is returned when it is none.
    mutating func set(_ column: String, to value: String) -> String?
}

extension V1.Contact: ImportRecord {
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
}

extension V1.Configuration: ImportRecord {
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
}
