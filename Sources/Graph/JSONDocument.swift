import CSimdJSON

/// A JSON text that has been parsed and validated to its last byte.
///
/// There is no document for a text that is cut off, is not UTF-8 or has anything behind it. A node
/// is a position in this document and means nothing in another.
struct JSONDocument: ~Copyable {
    /// One value of the document, or one key of an object.
    struct Node {
        fileprivate let index: Int
    }

    enum Kind {
        case object, array, string, integer, fraction, boolean, null
    }

    private let parser: OpaquePointer
    private let tape: UnsafePointer<UInt64>
    private let strings: UnsafePointer<UInt8>

    /// Parses `text`, which holds the JSON and nothing else.
    init(parsing text: consuming [UInt8]) throws(JSONError) {
        let byteCount = text.count
        text.append(contentsOf: repeatElement(0, count: csimdjson_padding_bytes))
        guard let parser = csimdjson_parser_new() else {
            preconditionFailure("there is no memory for a JSON parser")
        }
        let error = csimdjson_parse(parser, text, byteCount)
        guard error == 0, let tape = csimdjson_tape(parser),
            let strings = csimdjson_strings(parser)
        else {
            csimdjson_parser_free(parser)
            throw .malformed(String(cString: csimdjson_error_text(error)))
        }
        self.parser = parser
        self.tape = tape
        self.strings = strings
    }

    deinit { csimdjson_parser_free(parser) }

    /// The value that is the whole text.
    var root: Node { Node(index: 1) }

    func kind(of node: Node) -> Kind {
        switch UInt8(truncatingIfNeeded: tape[node.index] >> 56) {
        case UInt8(ascii: "{"): .object
        case UInt8(ascii: "["): .array
        case UInt8(ascii: "\""): .string
        case UInt8(ascii: "l"), UInt8(ascii: "u"): .integer
        case UInt8(ascii: "d"): .fraction
        case UInt8(ascii: "t"), UInt8(ascii: "f"): .boolean
        case UInt8(ascii: "n"): .null
        default: preconditionFailure("a node is the beginning of a value")
        }
    }

    func isNull(_ node: Node) -> Bool { kind(of: node) == .null }

    /// The string at `node`, or nil if it is anything else.
    func string(_ node: Node) -> String? {
        withBytes(of: node) { String(decoding: $0, as: UTF8.self) }
    }

    func boolean(_ node: Node) -> Bool? {
        guard kind(of: node) == .boolean else { return nil }
        return UInt8(truncatingIfNeeded: tape[node.index] >> 56) == UInt8(ascii: "t")
    }

    /// The integer at `node`, or nil if it is anything else or does not fit.
    func integer(_ node: Node) -> Int? {
        guard kind(of: node) == .integer else { return nil }
        let value = tape[node.index + 1]
        let isUnsigned = UInt8(truncatingIfNeeded: tape[node.index] >> 56) == UInt8(ascii: "u")
        return isUnsigned ? Int(exactly: value) : Int(Int64(bitPattern: value))
    }

    /// Whether `node` is exactly this string.
    func isString(_ node: Node, _ text: String) -> Bool {
        withBytes(of: node) { $0.elementsEqual(text.utf8) } ?? false
    }

    /// The UTF-8 of the string at `node`; nil if it is anything else.
    func withBytes<Result>(
        of node: Node,
        _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result? {
        guard kind(of: node) == .string else { return nil }
        // A string on the tape is the offset of its length (32 bits, native order) and its bytes.
        let start = strings + Int(tape[node.index] & 0x00FF_FFFF_FFFF_FFFF)
        let count = UnsafeRawPointer(start).loadUnaligned(as: UInt32.self)
        return body(UnsafeBufferPointer(start: start + 4, count: Int(count)))
    }
}

/// A text that is not JSON, or JSON that is not what it should be.
enum JSONError: Error, Equatable {
    /// Cut off, not UTF-8, or not JSON at all: the same request may bring a whole text.
    case malformed(String)
    /// Whole, but without something we need: asking again would not help.
    case unexpected(String)
}

extension JSONDocument {
    /// What is left of an object's members or of an array's elements.
    struct Cursor {
        fileprivate var index: Int
        fileprivate let end: Int
    }

    /// The members of the object at `node`, in order; nil if it is anything else.
    func members(of node: Node) -> Cursor? {
        kind(of: node) == .object ? contents(of: node) : nil
    }

    /// The elements of the array at `node`, in order; nil if it is anything else.
    func elements(of node: Node) -> Cursor? {
        kind(of: node) == .array ? contents(of: node) : nil
    }

    func nextElement(_ cursor: inout Cursor) -> Node? {
        guard cursor.index < cursor.end else { return nil }
        let node = Node(index: cursor.index)
        cursor.index = end(of: node)
        return node
    }

    func nextMember(_ cursor: inout Cursor) -> (key: Node, value: Node)? {
        guard let key = nextElement(&cursor), let value = nextElement(&cursor) else { return nil }
        return (key, value)
    }

    /// The value of the last member called `key` of the object at `node`.
    func value(of key: String, in node: Node) -> Node? {
        guard var cursor = members(of: node) else { return nil }
        var found: Node?
        while let member = nextMember(&cursor) {
            if isString(member.key, key) { found = member.value }
        }
        return found
    }

    /// An opening bracket says in its lower 32 bits where the word behind its closing bracket is.
    private func contents(of node: Node) -> Cursor {
        Cursor(index: node.index + 1, end: end(of: node) - 1)
    }

    private func end(of node: Node) -> Int {
        switch kind(of: node) {
        case .object, .array: Int(tape[node.index] & 0xFFFF_FFFF)
        case .integer, .fraction: node.index + 2
        case .string, .boolean, .null: node.index + 1
        }
    }
}
