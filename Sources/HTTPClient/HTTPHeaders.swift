/// The header fields of a request or a response, in order.
///
/// Names compare without regard to ASCII case (RFC 9110 section 5.1). Its description shows names
/// only, because values carry credentials.
public struct HTTPHeaders: Sendable, Equatable {
    /// One field line.
    public struct Field: Sendable, Equatable {
        public let name: String
        public let value: String
    }

    /// The fields as they were added or received.
    public private(set) var fields: [Field]

    /// No fields.
    public init() {
        fields = []
    }

    /// The first field called `name`; setting replaces all of them, setting `nil` removes them.
    public subscript(name: String) -> String? {
        get { fields.first { HTTPHeaders.isSameName($0.name, name) }?.value }
        set {
            fields.removeAll { HTTPHeaders.isSameName($0.name, name) }
            if let newValue { append(name, newValue) }
        }
    }

    /// Adds a field behind those that are there.
    public mutating func append(_ name: String, _ value: String) {
        fields.append(Field(name: name, value: value))
    }

    private static func isSameName(_ left: String, _ right: String) -> Bool {
        left.utf8.count == right.utf8.count
            && zip(left.utf8, right.utf8).allSatisfy { lowercased($0) == lowercased($1) }
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}

extension HTTPHeaders: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (String, String)...) {
        fields = elements.map { Field(name: $0.0, value: $0.1) }
    }
}

extension HTTPHeaders: CustomStringConvertible, CustomReflectable {
    public var description: String {
        "[" + fields.map { "\($0.name): (redacted)" }.joined(separator: ", ") + "]"
    }

    public var customMirror: Mirror {
        Mirror(self, children: fields.map { ($0.name, "(redacted)" as Any) })
    }
}
