@_spi(_Unicode) import Swift

/// The one way in which names and keys lose their case: in matching, in orders and in filters.
///
/// `fold(s)` is NFC of `lowercased(uppercased(lowercased(NFC of s)))`, without regard to any locale.
/// Equal inputs give equal bytes on every machine; texts that differ only in case or in canonical form
/// give the same bytes; folding again changes nothing. Going through upper case joins ß with SS and ς
/// with σ, and lower-casing first joins ẞ with ß. Compatibility forms, such as full-width letters and
/// ASCII ones, stay apart.
public enum CaseFolding {
    /// The folded form of `text`.
    public static func folded(_ text: String) -> String {
        var bytes: [UInt8] = []
        appendFolded(text, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the folded form of `text` to `bytes`, as UTF-8.
    public static func appendFolded(_ text: String, to bytes: inout [UInt8]) {
        appendFolded(text.utf8Span.span, to: &bytes)
    }

    /// Appends the folded form of the UTF-8 in `text` to `bytes`; what is ill-formed becomes U+FFFD.
    public static func appendFolded(_ text: Span<UInt8>, to bytes: inout [UInt8]) {
        if appendFoldedASCII(text, to: &bytes) { return }
        if appendFoldedSimply(text, to: &bytes) { return }
        appendFoldedByDefinition(text, to: &bytes)
    }

    /// Copies the text and lower-cases the copy, eight bytes at a time; leaves `bytes` as it was, and
    /// answers `false`, when any byte is not ASCII.
    private static func appendFoldedASCII(_ text: Span<UInt8>, to bytes: inout [UInt8]) -> Bool {
        let start = bytes.count
        unsafe text.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
        let isASCII = unsafe bytes.withUnsafeMutableBytes { all in
            var seen: UInt64 = 0
            var position = start
            while position + 8 <= all.count {
                let word = unsafe all.loadUnaligned(fromByteOffset: position, as: UInt64.self)
                seen |= word
                unsafe all.storeBytes(
                    of: lowercasedASCII(word),
                    toByteOffset: position,
                    as: UInt64.self
                )
                position += 8
            }
            if position < all.count, start + 8 <= all.count {
                // The last word overlaps the one before: lower-casing twice is lower-casing once.
                let last = all.count - 8
                let word = unsafe all.loadUnaligned(fromByteOffset: last, as: UInt64.self)
                seen |= word
                unsafe all.storeBytes(
                    of: lowercasedASCII(word),
                    toByteOffset: last,
                    as: UInt64.self
                )
                position = all.count
            }
            while position < all.count {
                let byte = unsafe all[position]
                seen |= UInt64(byte)
                unsafe all[position] = lowercasedASCII(byte)
                position += 1
            }
            return seen & highBits == 0
        }
        if !isASCII { bytes.removeLast(bytes.count - start) }
        return isASCII
    }

    /// Folds scalar by scalar; leaves `bytes` as it was, and answers `false`, when any scalar is not one
    /// of those whose fold can neither grow nor combine with a neighbour.
    private static func appendFoldedSimply(_ text: Span<UInt8>, to bytes: inout [UInt8]) -> Bool {
        let start = bytes.count
        var position = 0
        while position < text.count {
            let first = text[position]
            if first < 0x80 {
                bytes.append(lowercasedASCII(first))
                position += 1
                continue
            }
            guard let scalar = multiByteScalar(text, at: position) else {
                bytes.removeLast(bytes.count - start)
                return false
            }
            let fold = SimpleFolds.shared.fold(of: scalar)
            guard fold != 0 else {
                bytes.removeLast(bytes.count - start)
                return false
            }
            append(scalar: fold, to: &bytes)
            position += first < 0xE0 ? 2 : 3
        }
        return true
    }

    private static func appendFoldedByDefinition(_ text: Span<UInt8>, to bytes: inout [UInt8]) {
        let decoded = unsafe text.withUnsafeBufferPointer {
            unsafe String(decoding: $0, as: UTF8.self)
        }
        bytes.append(contentsOf: foldedByDefinition(decoded).utf8)
    }

    /// The definition, word for word: what the fast paths must equal.
    package static func foldedByDefinition(_ text: String) -> String {
        composed(composed(text).lowercased().uppercased().lowercased())
    }

    /// Normalization form C.
    private static func composed(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text._nfc { scalars.append(scalar) }
        return String(scalars)
    }

    /// The scalar of two or three bytes at `position`, unless the bytes are ill-formed there.
    private static func multiByteScalar(_ text: Span<UInt8>, at position: Int) -> UInt16? {
        let first = text[position]
        if first >= 0xC2, first <= 0xDF {
            guard position + 1 < text.count else { return nil }
            let second = text[position + 1]
            guard second & 0xC0 == 0x80 else { return nil }
            return UInt16(first & 0x1F) << 6 | UInt16(second & 0x3F)
        }
        // U+1000 and above: below that a three-byte form can be overlong.
        guard first >= 0xE1, first <= 0xEF, position + 2 < text.count else { return nil }
        let second = text[position + 1]
        let third = text[position + 2]
        guard second & 0xC0 == 0x80, third & 0xC0 == 0x80 else { return nil }
        return UInt16(first & 0x0F) << 12 | UInt16(second & 0x3F) << 6 | UInt16(third & 0x3F)
    }

    private static func append(scalar: UInt16, to bytes: inout [UInt8]) {
        if scalar < 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: scalar))
        } else if scalar < 0x800 {
            bytes.append(UInt8(truncatingIfNeeded: 0xC0 | scalar >> 6))
            bytes.append(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
        } else {
            bytes.append(UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12))
            bytes.append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F))
            bytes.append(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
        }
    }

    private static let highBits: UInt64 = 0x8080_8080_8080_8080

    private static func lowercasedASCII(_ byte: UInt8) -> UInt8 {
        byte &- 0x41 < 26 ? byte | 0x20 : byte
    }

    /// Lower-cases eight ASCII bytes at once; bytes that are not ASCII pass through.
    private static func lowercasedASCII(_ word: UInt64) -> UInt64 {
        let lowBits = word & ~highBits
        let fromA = lowBits &+ 0x3F3F_3F3F_3F3F_3F3F
        let pastZ = lowBits &+ 0x2525_2525_2525_2525
        return word | ((fromA & ~pastZ & ~word & highBits) >> 2)
    }
}

/// The folds that are one scalar for one scalar, whatever stands beside it.
///
/// Such a scalar and its fold are starters that NFC leaves alone in every context, so a text of nothing
/// else is in NFC already, and so is the row of its folds. Below U+0800 every starter that NFC leaves
/// alone by itself is such; the ranges above were chosen because that holds there as well.
private struct SimpleFolds {
    static let shared = SimpleFolds()

    /// Of U+0080 to U+07FF, 0 where there is none.
    private let ofTwoBytes: [UInt16]
    /// Of U+1E00 to U+1EFF, 0 where there is none.
    private let ofLatinAdditional: [UInt16]

    private init() {
        ofTwoBytes = (0x80...0x7FF).map(Self.simpleFold)
        ofLatinAdditional = (0x1E00...0x1EFF).map(Self.simpleFold)
    }

    /// The fold of `scalar`, which is U+0080 or above; 0 when it has to go by the definition.
    func fold(of scalar: UInt16) -> UInt16 {
        switch scalar {
        case 0x80...0x7FF: ofTwoBytes[Int(scalar) - 0x80]
        case 0x1E00...0x1EFF: ofLatinAdditional[Int(scalar) - 0x1E00]
        // Hiragana, Katakana, Han and Hangul syllables have no case and are composed.
        case 0x3041...0x3096, 0x30A1...0x30FE, 0x4E00...0x9FFF, 0xAC00...0xD7A3: scalar
        default: 0
        }
    }

    private static func simpleFold(of value: UInt32) -> UInt16 {
        guard let scalar = Unicode.Scalar(value), isInert(scalar) else { return 0 }
        let folded = CaseFolding.foldedByDefinition(String(Character(scalar))).unicodeScalars
        guard folded.count == 1, let fold = folded.first, isInert(fold) else { return 0 }
        return UInt16(exactly: fold.value) ?? 0
    }

    /// A starter that is its own NFC.
    private static func isInert(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.canonicalCombiningClass == .notReordered
            && Array(String(Character(scalar))._nfc) == [scalar]
    }
}
