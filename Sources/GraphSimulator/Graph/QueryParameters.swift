/// Named values from a query or a form, percent decoded.
///
/// Names are kept in lower case and without a leading `$`, which Graph lets clients encode.
struct QueryParameters: Sendable {
    private let values: [String: String]

    init(_ text: some StringProtocol) {
        var values: [String: String] = [:]
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            var name = QueryParameters.decode(parts[0], plusIsSpace: true).lowercased()
            if name.hasPrefix("$") { name.removeFirst() }
            values[name] =
                parts.count == 2 ? QueryParameters.decode(parts[1], plusIsSpace: true) : ""
        }
        self.values = values
    }

    subscript(name: String) -> String? { values[name] }

    /// Text with its percent sequences replaced by the bytes they stand for.
    static func decode(_ text: some StringProtocol, plusIsSpace: Bool = false) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else if byte == UInt8(ascii: "+"), plusIsSpace {
                bytes.append(UInt8(ascii: " "))
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
