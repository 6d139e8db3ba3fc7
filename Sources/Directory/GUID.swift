/// A 128-bit identifier as Entra writes it: 8-4-4-4-12 hexadecimal digits.
///
/// Two words, no allocation; text appears only at the edges. The order is that of the text.
public struct GUID: Hashable, Sendable {
    /// The first eight bytes, big-endian.
    public let high: UInt64
    /// The last eight bytes, big-endian.
    public let low: UInt64

    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Reads 36 characters of text, in either case; `nil` when `text` is anything else.
    public init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard let guid = unsafe bytes.withUnsafeBufferPointer({ unsafe GUID(utf8: $0) })
        else { return nil }
        self = guid
    }

    /// Reads 36 bytes of text, in either case; `nil` when they are anything else.
    public init?(utf8 text: UnsafeBufferPointer<UInt8>) {
        guard text.count == 36 else { return nil }
        var words: (high: UInt64, low: UInt64) = (0, 0)
        for position in 0..<36 {
            let byte = unsafe text[position]
            if position == 8 || position == 13 || position == 18 || position == 23 {
                guard byte == UInt8(ascii: "-") else { return nil }
                continue
            }
            guard let digit = Self.digit(byte) else { return nil }
            if position < 18 {
                words.high = words.high << 4 | digit
            } else {
                words.low = words.low << 4 | digit
            }
        }
        self.init(high: words.high, low: words.low)
    }

    /// The canonical text: lower case, 36 characters.
    public var text: String {
        unsafe String(unsafeUninitializedCapacity: 36) { buffer in
            var position = 0
            for nibble in 0..<32 {
                if nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20 {
                    unsafe buffer[position] = UInt8(ascii: "-")
                    position += 1
                }
                let word = nibble < 16 ? high : low
                let digit = UInt8(truncatingIfNeeded: word >> UInt64(60 - 4 * (nibble % 16))) & 0xF
                unsafe buffer[position] = digit < 10 ? 0x30 + digit : 0x57 + digit
                position += 1
            }
            return position
        }
    }

    private static func digit(_ byte: UInt8) -> UInt64? {
        switch byte {
        case 0x30...0x39: UInt64(byte - 0x30)
        case 0x61...0x66: UInt64(byte - 0x57)
        case 0x41...0x46: UInt64(byte - 0x37)
        default: nil
        }
    }
}

extension GUID: Comparable {
    public static func < (left: GUID, right: GUID) -> Bool {
        left.high != right.high ? left.high < right.high : left.low < right.low
    }
}

extension GUID: CustomStringConvertible {
    public var description: String { text }
}
