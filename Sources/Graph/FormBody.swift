/// Fields in the form that the token endpoint reads, `application/x-www-form-urlencoded`.
struct FormBody {
    let text: String

    init(_ fields: [(name: String, value: String)]) {
        text = fields.map { "\(FormBody.encoded($0.name))=\(FormBody.encoded($0.value))" }
            .joined(separator: "&")
    }

    /// Everything but the unreserved characters of RFC 3986 section 2.3 is percent-encoded.
    private static func encoded(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                result += digits.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return result
    }
}
