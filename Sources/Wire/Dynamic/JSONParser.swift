/// Reads JSON text by RFC 8259, strictly: no comments, no trailing commas, no member twice.
public struct JSONParser {
    /// Text that is not JSON: what was expected, and where.
    public struct Failure: Error, Equatable, CustomStringConvertible {
        public let expected: String
        /// Bytes before the place.
        public let offset: Int

        public var description: String { "byte \(offset): expected \(expected)" }
    }

    private let bytes: [UInt8]
    private var position = 0

    /// The value that `text` holds.
    ///
    /// - Parameter text: One JSON value, white space around it allowed.
    /// - Returns: The value.
    /// - Throws: What was expected, and where.
    public static func parse(_ text: String) throws(Failure) -> JSONValue {
        var parser = JSONParser(bytes: Array(text.utf8))
        let value = try parser.value(depth: 0)
        parser.skipSpace()
        guard parser.position == parser.bytes.count else { throw parser.failure("the end") }
        return value
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private func failure(_ expected: String) -> Failure {
        Failure(expected: expected, offset: position)
    }

    private mutating func skipSpace() {
        while let byte = next,
            byte == 0x20 || (0x09...0x0D).contains(byte) && byte != 0x0B && byte != 0x0C
        {
            position += 1
        }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func value(depth: Int) throws(Failure) -> JSONValue {
        guard depth < WireLimits.depthMax else { throw failure("less nesting") }
        skipSpace()
        switch next {
        case UInt8(ascii: "{"): return .object(try members(depth: depth))
        case UInt8(ascii: "["): return .array(try elements(depth: depth))
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return .number(try number())
        }
    }

    private mutating func word(_ word: String, _ value: JSONValue) throws(Failure) -> JSONValue {
        guard bytes[position...].starts(with: word.utf8) else { throw failure(word) }
        position += word.utf8.count
        return value
    }

    private mutating func members(depth: Int) throws(Failure) -> [JSONValue.Member] {
        position += 1
        var members: [JSONValue.Member] = []
        var names = Set<String>()
        skipSpace()
        if take("}") { return members }
        while true {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw failure("a name in quotation marks") }
            let start = position
            let name = try string()
            guard names.insert(name).inserted else {
                throw Failure(expected: "no second \"\(name)\"", offset: start)
            }
            skipSpace()
            guard take(":") else { throw failure("a colon") }
            members.append(.init(name, try value(depth: depth + 1)))
            skipSpace()
            if take("}") { return members }
            guard take(",") else { throw failure("a comma or }") }
        }
    }

    private mutating func elements(depth: Int) throws(Failure) -> [JSONValue] {
        position += 1
        var elements: [JSONValue] = []
        skipSpace()
        if take("]") { return elements }
        while true {
            elements.append(try value(depth: depth + 1))
            skipSpace()
            if take("]") { return elements }
            guard take(",") else { throw failure("a comma or ]") }
        }
    }

    private mutating func number() throws(Failure) -> String {
        let start = position
        _ = take("-")
        guard let first = next, (0x30...0x39).contains(first) else { throw failure("a value") }
        if first == 0x30 { position += 1 } else { skipDigits() }
        if take(".") { try digits() }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            try digits()
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func digits() throws(Failure) {
        guard let digit = next, (0x30...0x39).contains(digit) else { throw failure("a digit") }
        skipDigits()
    }

    private mutating func skipDigits() {
        while let digit = next, (0x30...0x39).contains(digit) { position += 1 }
    }

    private mutating func string() throws(Failure) -> String {
        position += 1
        var content: [UInt8] = []
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                guard let text = String(validating: content, as: UTF8.self) else {
                    throw failure("text in UTF-8")
                }
                return text
            case UInt8(ascii: "\\"):
                position += 1
                content.append(contentsOf: String(try escape()).utf8)
            case 0..<0x20:
                throw failure("no control character")
            default:
                content.append(byte)
                position += 1
            }
        }
        throw failure("a quotation mark")
    }

    private mutating func escape() throws(Failure) -> Unicode.Scalar {
        guard let byte = next else { throw failure("an escape") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{08}"
        case UInt8(ascii: "f"): return "\u{0C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try unicodeEscape()
        default:
            position -= 1
            throw failure("an escape")
        }
    }

    /// The digits after `\u`, of both halves when they are surrogates.
    private mutating func unicodeEscape() throws(Failure) -> Unicode.Scalar {
        let first = try hexadecimal()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, take("\\"), take("u") else { throw failure("a pair of surrogates") }
        let second = try hexadecimal()
        guard (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw failure("a pair of surrogates") }
        return scalar
    }

    private mutating func hexadecimal() throws(Failure) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw failure("four hexadecimal digits")
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }
}
