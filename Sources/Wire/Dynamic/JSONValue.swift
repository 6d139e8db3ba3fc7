/// A JSON value; numbers keep their digits, objects the order of their members.
public indirect enum JSONValue: Equatable, Sendable {
    case null
    case bool(Bool)
    /// The number as it is written, by RFC 8259's grammar.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([Member])

    /// One name and its value.
    public struct Member: Equatable, Sendable {
        public var name: String
        public var value: JSONValue

        public init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// The first member called `name`; `nil` when there is none or this is no object.
    public subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// The value as JSON text.
    ///
    /// - Parameter isPretty: One member or element a line, two spaces a level; otherwise no white space at all.
    /// - Returns: The text, without a line break at its end.
    public func text(isPretty: Bool = false) -> String {
        var text = ""
        write(to: &text, level: isPretty ? 0 : nil)
        return text
    }

    private func write(to text: inout String, level: Int?) {
        switch self {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .number(let digits): text += digits
        case .string(let string): Self.write(string, to: &text)
        case .array(let elements):
            Self.write(elements, between: ("[", "]"), to: &text, level: level) {
                $0.write(to: &$1, level: $2)
            }
        case .object(let members):
            Self.write(members, between: ("{", "}"), to: &text, level: level) {
                Self.write($0.name, to: &$1)
                $1 += $2 == nil ? ":" : ": "
                $0.value.write(to: &$1, level: $2)
            }
        }
    }

    private static func write<Element>(
        _ elements: [Element],
        between brackets: (String, String),
        to text: inout String,
        level: Int?,
        element write: (Element, inout String, Int?) -> Void
    ) {
        text += brackets.0
        let inner = level.map { $0 + 1 }
        for (index, element) in elements.enumerated() {
            if index > 0 { text += "," }
            if let inner { text += "\n" + String(repeating: "  ", count: inner) }
            write(element, &text, inner)
        }
        if let level, !elements.isEmpty { text += "\n" + String(repeating: "  ", count: level) }
        text += brackets.1
    }

    private static func write(_ string: String, to text: inout String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\u{00}"..."\u{1F}", "\u{7F}", "\u{2028}", "\u{2029}":
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
