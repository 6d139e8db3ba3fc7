/// Base64 as `-bin` metadata uses it: emitted without padding, accepted with or without.
public enum Base64 {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8
    )

    public static func encode(_ bytes: [UInt8]) -> [UInt8] {
        var encoded: [UInt8] = []
        encoded.reserveCapacity((bytes.count * 4 + 2) / 3)
        var pending: UInt32 = 0
        var bitCount = 0
        for byte in bytes {
            pending = pending << 8 | UInt32(byte)
            bitCount += 8
            while bitCount >= 6 {
                bitCount -= 6
                encoded.append(alphabet[Int(pending >> UInt32(bitCount) & 63)])
            }
        }
        if bitCount > 0 { encoded.append(alphabet[Int(pending << UInt32(6 - bitCount) & 63)]) }
        return encoded
    }

    /// The bytes, or nil when `text` is not base64.
    public static func decode(_ text: [UInt8]) -> [UInt8]? { decode(text[...]) }

    /// The values of a `-bin` field: a comma separates them, wherever it came from; nil when one is not base64.
    public static func decodeList(_ text: [UInt8]) -> [[UInt8]]? {
        var values: [[UInt8]] = []
        for part in text.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
            guard let value = decode(trimmed(part)) else { return nil }
            values.append(value)
        }
        return values
    }

    private static func decode(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        var body = text
        var paddingCount = 0
        while paddingCount < 2, body.last == UInt8(ascii: "=") {
            body.removeLast()
            paddingCount += 1
        }
        guard body.count % 4 != 1, paddingCount == 0 || (body.count + paddingCount) % 4 == 0 else {
            return nil
        }
        var decoded: [UInt8] = []
        decoded.reserveCapacity(body.count * 3 / 4)
        var pending: UInt32 = 0
        var bitCount = 0
        for character in body {
            guard let value = value(of: character) else { return nil }
            pending = pending << 6 | UInt32(value)
            bitCount += 6
            if bitCount >= 8 {
                bitCount -= 8
                decoded.append(UInt8(truncatingIfNeeded: pending >> UInt32(bitCount)))
            }
        }
        return decoded
    }

    private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var text = text
        while text.first == UInt8(ascii: " ") { text.removeFirst() }
        while text.last == UInt8(ascii: " ") { text.removeLast() }
        return text
    }

    private static func value(of character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): character - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
        case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
        default: nil
        }
    }
}
