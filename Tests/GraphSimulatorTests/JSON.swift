/// A JSON value as a test looks at it.
enum JSON: Equatable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSON])
    case object([String: JSON])

    /// Reads a whole JSON text, nil if it is none.
    ///
    /// A decoder that tries one type after the other would throw so often that the test library,
    /// which takes a backtrace of every error, spends minutes on it.
    init?(_ bytes: [UInt8]) {
        var parser = JSONParser(bytes)
        guard let value = parser.value(), parser.isAtEnd else { return nil }
        self = value
    }

    subscript(key: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members[key]
    }

    var keys: Set<String> {
        guard case .object(let members) = self else { return [] }
        return Set(members.keys)
    }

    var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    var number: Double? {
        guard case .number(let number) = self else { return nil }
        return number
    }

    var array: [JSON] {
        guard case .array(let values) = self else { return [] }
        return values
    }
}

/// Reads JSON by recursive descent (RFC 8259); surrogate escapes are not needed and not read.
private struct JSONParser {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { position == bytes.count }

    mutating func value() -> JSON? {
        guard position < bytes.count else { return nil }
        switch bytes[position] {
        case UInt8(ascii: "{"): return object()
        case UInt8(ascii: "["): return array()
        case UInt8(ascii: "\""): return string().map { .string($0) }
        case UInt8(ascii: "t"): return literal("true", .bool(true))
        case UInt8(ascii: "f"): return literal("false", .bool(false))
        case UInt8(ascii: "n"): return literal("null", .null)
        default: return number()
        }
    }

    private mutating func take(_ byte: Character) -> Bool {
        guard position < bytes.count, bytes[position] == byte.asciiValue else { return false }
        position += 1
        return true
    }

    private mutating func object() -> JSON? {
        var members: [String: JSON] = [:]
        guard take("{") else { return nil }
        if take("}") { return .object(members) }
        repeat {
            guard let key = string(), take(":"), let value = value(), members[key] == nil else {
                return nil
            }
            members[key] = value
        } while take(",")
        return take("}") ? .object(members) : nil
    }

    private mutating func array() -> JSON? {
        var values: [JSON] = []
        guard take("[") else { return nil }
        if take("]") { return .array(values) }
        repeat {
            guard let value = value() else { return nil }
            values.append(value)
        } while take(",")
        return take("]") ? .array(values) : nil
    }

    private mutating func string() -> String? {
        guard take("\"") else { return nil }
        var text: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: "\"") { return String(validating: text, as: UTF8.self) }
            guard byte >= 0x20 else { return nil }
            guard byte == UInt8(ascii: "\\") else {
                text.append(byte)
                continue
            }
            guard position < bytes.count else { return nil }
            let escaped = bytes[position]
            position += 1
            switch escaped {
            case UInt8(ascii: "n"): text.append(0x0A)
            case UInt8(ascii: "r"): text.append(0x0D)
            case UInt8(ascii: "t"): text.append(0x09)
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(escaped)
            case UInt8(ascii: "u"):
                let digits = String(
                    decoding: bytes[position..<min(position + 4, bytes.count)],
                    as: UTF8.self
                )
                guard let number = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(number)
                else { return nil }
                text.append(contentsOf: String(Character(scalar)).utf8)
                position += 4
            default: return nil
            }
        }
        return nil
    }

    private mutating func literal(_ text: String, _ value: JSON) -> JSON? {
        guard bytes[position...].starts(with: text.utf8) else { return nil }
        position += text.utf8.count
        return value
    }

    private mutating func number() -> JSON? {
        let digits = bytes[position...].prefix { "+-.eE0123456789".utf8.contains($0) }
        position += digits.count
        return Double(String(decoding: digits, as: UTF8.self)).map { .number($0) }
    }
}
