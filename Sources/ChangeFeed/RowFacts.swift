import Directory
import Wire

/// What filters ask of an encoded row.
struct RowFacts {
    private(set) var name = ""
    private(set) var kind: GroupKind?
    /// The number of the status in the contract.
    private(set) var status: Int32 = 0

    /// Reads the row as far as is needed; the bytes are our own.
    init(_ row: [UInt8]) {
        do {
            var reader = try WireReader(row)
            while let tag = try reader.tag(), tag.number <= Self.statusField {
                switch tag.number {
                case Self.nameField: name = try reader.stringField()
                case Self.kindField:
                    kind = GroupKind(rawValue: UInt8(clamping: try reader.varint()))
                case Self.statusField: status = Int32(clamping: try reader.varint())
                default: try reader.skip(tag)
                }
            }
        } catch {
            preconditionFailure("a row that this program encoded cannot be read: \(error)")
        }
    }

    private static let nameField = number(of: "name")
    private static let kindField = number(of: "kind")
    private static let statusField = number(of: "sync_status")

    private static func number(of name: String) -> Int {
        guard let field = V1.GroupRow.fieldDescriptions.first(where: { $0.name == name }) else {
            preconditionFailure("a row has no field \(name)")
        }
        return field.number
    }
}
