/// Base 64 (RFC 4648) in its two alphabets.
///
/// Decoding is strict: only the exact text that encoding would give is accepted, so that equal
/// bytes never travel under two texts.
public enum Base64: Sendable {
    /// The alphabet with `+` and `/`, padded with `=` (RFC 4648 section 4).
    case standard
    /// The alphabet with `-` and `_`, without padding (RFC 4648 section 5), as tokens use it.
    case url

    /// The text of `bytes`.
    public func encode(_ bytes: [UInt8]) -> String {
        let alphabet = self.alphabet
        let groups = (bytes.count + 2) / 3
        return String(unsafeUninitializedCapacity: groups * 4) { output in
            var written = 0
            for start in stride(from: 0, to: bytes.count, by: 3) {
                let left = min(3, bytes.count - start)
                var bits = UInt32(bytes[start]) << 16
                if left > 1 { bits |= UInt32(bytes[start + 1]) << 8 }
                if left > 2 { bits |= UInt32(bytes[start + 2]) }
                for position in 0...left {
                    output[written] = alphabet[Int(bits >> (18 - 6 * UInt32(position))) & 0x3F]
                    written += 1
                }
                guard self == .standard else { continue }
                for _ in left..<3 {
                    output[written] = UInt8(ascii: "=")
                    written += 1
                }
            }
            return written
        }
    }

    /// The bytes of `text`, or nil if it is not exactly an encoding.
    public func decode(_ text: some StringProtocol) -> [UInt8]? {
        var characters = Array(text.utf8)
        if self == .standard {
            guard characters.count % 4 == 0 else { return nil }
            for _ in 0..<2 where characters.last == UInt8(ascii: "=") { characters.removeLast() }
        }
        let rest = characters.count % 4
        // One character alone carries six bits, which are not yet a byte.
        guard rest != 1 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(characters.count / 4 * 3 + 2)
        var bits: UInt32 = 0
        var bitCount = 0
        for character in characters {
            guard let value = value(of: character) else { return nil }
            bits = bits << 6 | UInt32(value)
            bitCount += 6
            guard bitCount >= 8 else { continue }
            bitCount -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(bitCount)))
        }
        let unusedBits = bits & ((1 << UInt32(bitCount)) - 1)
        return unusedBits == 0 ? bytes : nil
    }

    private var alphabet: [UInt8] {
        switch self {
        case .standard: Base64.standardAlphabet
        case .url: Base64.urlAlphabet
        }
    }

    private static let commonAlphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8
    )
    private static let standardAlphabet = commonAlphabet + Array("+/".utf8)
    private static let urlAlphabet = commonAlphabet + Array("-_".utf8)

    private func value(of character: UInt8) -> UInt8? {
        switch (character, self) {
        case (UInt8(ascii: "A")...UInt8(ascii: "Z"), _): character - UInt8(ascii: "A")
        case (UInt8(ascii: "a")...UInt8(ascii: "z"), _): character - UInt8(ascii: "a") + 26
        case (UInt8(ascii: "0")...UInt8(ascii: "9"), _): character - UInt8(ascii: "0") + 52
        case (UInt8(ascii: "+"), .standard), (UInt8(ascii: "-"), .url): 62
        case (UInt8(ascii: "/"), .standard), (UInt8(ascii: "_"), .url): 63
        default: nil
        }
    }
}
