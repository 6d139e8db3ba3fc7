public import Wire

/// The columns of a table that hold the custom fields of an asset type, in its order; headings hold nothing.
///
/// A column is named `custom_` and the field's key, which stays when the field gets another name.
public struct CustomColumns: Sendable {
    private let keys: [String]

    public init(_ fields: [V1.CustomField]) {
        keys = fields.filter { $0.type != .header }.map(\.key)
    }

    public var header: [String] { keys.map { "custom_\($0)" } }

    /// What a group holds in them, several values one a line; empty where it holds nothing.
    public func record(_ fields: [V1.GroupCustomField]) -> [String] {
        keys.map { key in
            fields.first { $0.field?.key == key }?.values.joined(separator: "\n") ?? ""
        }
    }
}
