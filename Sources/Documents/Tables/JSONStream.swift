public import Wire

/// A JSON document that is written member by member, by protobuf's own mapping of messages.
public struct JSONStream {
    private static let pool = DescriptorPool(
        Contract.files.map(\.descriptor) + Contract.foreignFiles.map(\.descriptor)
    )

    private var bytes: [UInt8] = []
    private var hasMembers = false
    private var elements: Int?

    public init() {
        bytes.append(UInt8(ascii: "{"))
    }

    /// A member that is one message.
    public mutating func member<Value: Message>(_ name: String, _ value: Value) {
        beginMember(name)
        append(Self.json(value))
    }

    /// A member that is a number.
    public mutating func member(_ name: String, _ value: Bool) {
        beginMember(name)
        append(value ? "true" : "false")
    }

    /// Begins a member that is an array.
    public mutating func beginArray(_ name: String) {
        beginMember(name)
        append("[")
        elements = 0
    }

    public mutating func element<Value: Message>(_ value: Value) {
        if let count = elements {
            append(count > 0 ? ",\n" : "\n")
            elements = count + 1
        }
        append(Self.json(value))
    }

    /// An element with one member more: `name`, an array of `items`.
    public mutating func element<Value: Message, Item: Message>(
        _ value: Value,
        with name: String,
        _ items: [Item]
    ) {
        element(value)
        let isEmpty = bytes.suffix(2) == Array("{}".utf8)
        bytes.removeLast()
        append(isEmpty ? "" : ",")
        append(JSONValue.string(name).text() + ":[")
        append(items.map(Self.json).joined(separator: ","))
        append("]}")
    }

    public mutating func endArray() {
        append("]")
        elements = nil
    }

    /// Ends the document.
    public mutating func end() {
        append("}\n")
    }

    /// What was written since the last time.
    public mutating func take() -> [UInt8] {
        defer { bytes = [] }
        return bytes
    }

    public var byteCount: Int { bytes.count }

    private mutating func beginMember(_ name: String) {
        if hasMembers { append(",\n") }
        hasMembers = true
        append(JSONValue.string(name).text() + ":")
    }

    private mutating func append(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    private static func json<Value: Message>(_ message: Value) -> String {
        do {
            let decoded = try pool.decode(message.encoded(), as: Value.protoName)
            return try pool.json(decoded).text()
        } catch {
            preconditionFailure("a message of the contract has a JSON form: \(error)")
        }
    }
}
