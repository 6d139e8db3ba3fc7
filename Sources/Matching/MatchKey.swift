import Directory

/// The normalized text by which a user meets a contact, or a device a configuration.
///
/// A key is white space trimmed, case folded, and marked by what it is, so that an address never meets
/// a name. What has no text, or too much, has no key: it matches nothing.
public enum MatchKey {
    /// A text that normalizes to more bytes has no key: no address and no name is that long.
    public static let bytesMax = 2048

    /// Appends the key of an e-mail address, with or without `smtp:` before it in any case.
    ///
    /// Answers `false`, and appends nothing, for an empty text and for an address of another kind,
    /// such as `x500:` or `sip:`.
    public static func appendEmail(_ text: String, to bytes: inout [UInt8]) -> Bool {
        let all = text.utf8Span.span
        var range = trimmed(all, 0..<all.count)
        if hasColon(all), let colon = prefixEnd(all, range) {
            guard isSMTP(all, range.lowerBound..<colon) else { return false }
            range = trimmed(all, colon + 1..<range.upperBound)
        }
        return append(all, range, as: .email, to: &bytes)
    }

    /// Whether `address` is `mail` with `smtp:` before it, byte for byte: as the primary address is written,
    /// so that its key need not be made twice.
    static func isPrefixed(_ address: String, _ mail: String) -> Bool {
        let address = address.utf8Span.span
        let mail = mail.utf8Span.span
        guard address.count == mail.count + 5, address[4] == UInt8(ascii: ":"),
            isSMTP(address, 0..<4)
        else { return false }
        for position in 0..<mail.count where address[position + 5] != mail[position] {
            return false
        }
        return true
    }

    /// Appends the key of a first and a last name; `false`, and nothing, unless there are both.
    public static func appendFullName(
        first: String,
        last: String,
        to bytes: inout [UInt8]
    ) -> Bool {
        let start = bytes.count
        let firstName = first.utf8Span.span
        guard append(firstName, trimmed(firstName, 0..<firstName.count), as: .fullName, to: &bytes)
        else { return false }
        let lastName = last.utf8Span.span
        guard append(lastName, trimmed(lastName, 0..<lastName.count), as: .between, to: &bytes),
            bytes.count - start <= bytesMax
        else {
            bytes.removeLast(bytes.count - start)
            return false
        }
        return true
    }

    /// Appends the key of a device's or a configuration's name.
    public static func appendDeviceName(_ text: String, to bytes: inout [UInt8]) -> Bool {
        let all = text.utf8Span.span
        return append(all, trimmed(all, 0..<all.count), as: .deviceName, to: &bytes)
    }

    /// The byte before each part of a key; none of them occurs in UTF-8.
    private enum Mark: UInt8 {
        case email = 0xFC
        case fullName = 0xFD
        case deviceName = 0xFE
        case between = 0xFF
    }

    private static func append(
        _ text: Span<UInt8>,
        _ range: Range<Int>,
        as mark: Mark,
        to bytes: inout [UInt8]
    ) -> Bool {
        guard !range.isEmpty, range.count <= bytesMax else { return false }
        let start = bytes.count
        bytes.append(mark.rawValue)
        CaseFolding.appendFolded(text.extracting(range), to: &bytes)
        guard bytes.count - start <= bytesMax else {
            bytes.removeLast(bytes.count - start)
            return false
        }
        return true
    }

    /// Where the colon is, if the text begins like `smtp:`: letters, digits, `-`, `_` and then a colon.
    private static func prefixEnd(_ text: Span<UInt8>, _ range: Range<Int>) -> Int? {
        for position in range {
            switch text[position] {
            case UInt8(ascii: ":"): return position
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"):
                continue
            default: return nil
            }
        }
        return nil
    }

    /// Eight bytes at a time, because hardly any address has one.
    private static func hasColon(_ text: Span<UInt8>) -> Bool {
        unsafe text.bytes.withUnsafeBytes { bytes in
            let ones: UInt64 = 0x0101_0101_0101_0101
            var position = 0
            while position + 8 <= bytes.count {
                let word = unsafe bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)
                let difference = word ^ (ones &* UInt64(UInt8(ascii: ":")))
                if (difference &- ones) & ~difference & (ones << 7) != 0 { return true }
                position += 8
            }
            while position < bytes.count {
                if unsafe bytes[position] == UInt8(ascii: ":") { return true }
                position += 1
            }
            return false
        }
    }

    private static func isSMTP(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
        let start = range.lowerBound
        return range.count == 4
            && text[start] | 0x20 == UInt8(ascii: "s")
            && text[start + 1] | 0x20 == UInt8(ascii: "m")
            && text[start + 2] | 0x20 == UInt8(ascii: "t")
            && text[start + 3] | 0x20 == UInt8(ascii: "p")
    }

    /// `range` without the Unicode white space at both ends.
    private static func trimmed(_ text: Span<UInt8>, _ range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        var end = range.upperBound
        guard start < end else { return range }
        if text[start] &- 0x21 < 0x5F, text[end - 1] &- 0x21 < 0x5F { return range }
        while let length = whiteSpaceLength(text, from: start, to: end) { start += length }
        while let length = whiteSpaceLength(text, before: end, from: start) { end -= length }
        return start..<end
    }

    private static func whiteSpaceLength(
        _ text: Span<UInt8>,
        from start: Int,
        to end: Int
    ) -> Int? {
        guard start < end else { return nil }
        let first = text[start]
        if first < 0x80 { return isWhiteSpace(first) ? 1 : nil }
        if first == 0xC2, start + 2 <= end {
            return isWhiteSpace(0xC2, text[start + 1]) ? 2 : nil
        }
        guard first >= 0xE1, first <= 0xE3, start + 3 <= end else { return nil }
        return isWhiteSpace(first, text[start + 1], text[start + 2]) ? 3 : nil
    }

    private static func whiteSpaceLength(
        _ text: Span<UInt8>,
        before end: Int,
        from start: Int
    ) -> Int? {
        guard start < end else { return nil }
        let last = text[end - 1]
        if last < 0x80 { return isWhiteSpace(last) ? 1 : nil }
        if end - start >= 2, isWhiteSpace(text[end - 2], last) { return 2 }
        guard end - start >= 3, isWhiteSpace(text[end - 3], text[end - 2], last) else { return nil }
        return 3
    }

    private static func isWhiteSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (byte >= 0x09 && byte <= 0x0D)
    }

    /// U+0085 and U+00A0.
    private static func isWhiteSpace(_ first: UInt8, _ second: UInt8) -> Bool {
        first == 0xC2 && (second == 0x85 || second == 0xA0)
    }

    /// U+1680, U+2000 to U+200A, U+2028, U+2029, U+202F, U+205F and U+3000.
    private static func isWhiteSpace(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> Bool {
        switch (first, second) {
        case (0xE1, 0x9A): third == 0x80
        case (0xE2, 0x80):
            (third >= 0x80 && third <= 0x8A) || third == 0xA8 || third == 0xA9 || third == 0xAF
        case (0xE2, 0x81): third == 0x9F
        case (0xE3, 0x80): third == 0x80
        default: false
        }
    }
}
