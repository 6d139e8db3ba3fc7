/// Bytes compressed in the gzip format (RFC 1952), in one block of deflate (RFC 1951).
///
/// The block uses the fixed codes and the last earlier occurrence of each four bytes only. That is
/// not the best compression, but what repeats in a page of JSON repeats often.
struct Gzip {
    private(set) var bytes: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF]
    private var pendingBits: UInt64 = 0
    private var pendingBitCount: UInt64 = 0

    private static let windowBytes = 32_768
    private static let matchBytesMin = 4
    private static let matchBytesMax = 258

    /// Where each length code begins, and how many extra bits follow it (RFC 1951 section 3.2.5).
    private static let lengthCodes: [(base: Int, extraBits: UInt64)] = [
        (3, 0), (4, 0), (5, 0), (6, 0), (7, 0), (8, 0), (9, 0), (10, 0), (11, 1), (13, 1), (15, 1),
        (17, 1), (19, 2), (23, 2), (27, 2), (31, 2), (35, 3), (43, 3), (51, 3), (59, 3), (67, 4),
        (83, 4), (99, 4), (115, 4), (131, 5), (163, 5), (195, 5), (227, 5), (258, 0),
    ]

    private static let checksumTable: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { value, _ in
            value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1
        }
    }

    init(_ input: [UInt8]) {
        // The last block, with fixed codes.
        write(0b011, 3)
        compress(input)
        writeSymbol(256)
        if pendingBitCount > 0 { write(0, 8 - pendingBitCount) }
        var checksum: UInt32 = 0xFFFF_FFFF
        for byte in input {
            checksum =
                Gzip.checksumTable[Int((checksum ^ UInt32(byte)) & 0xFF)] ^ (checksum >> 8)
        }
        for word in [~checksum, UInt32(truncatingIfNeeded: input.count)] {
            for shift in stride(from: UInt32(0), through: 24, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: word >> shift))
            }
        }
    }

    private mutating func compress(_ input: [UInt8]) {
        var lastPlaces = [Int32](repeating: -1, count: 1 << 15)
        var position = 0
        while position < input.count {
            guard position + Gzip.matchBytesMin <= input.count else {
                writeSymbol(Int(input[position]))
                position += 1
                continue
            }
            let slot = Gzip.slot(input, position)
            let candidate = Int(lastPlaces[slot])
            lastPlaces[slot] = Int32(position)
            var length = 0
            if candidate >= 0, position - candidate <= Gzip.windowBytes {
                let lengthMax = min(Gzip.matchBytesMax, input.count - position)
                while length < lengthMax, input[candidate + length] == input[position + length] {
                    length += 1
                }
            }
            guard length >= Gzip.matchBytesMin else {
                writeSymbol(Int(input[position]))
                position += 1
                continue
            }
            writeMatch(length: length, distance: position - candidate)
            for skipped in position + 1..<position + length
            where skipped + Gzip.matchBytesMin <= input.count {
                lastPlaces[Gzip.slot(input, skipped)] = Int32(skipped)
            }
            position += length
        }
    }

    private static func slot(_ input: [UInt8], _ position: Int) -> Int {
        let word =
            UInt32(input[position]) | UInt32(input[position + 1]) << 8
            | UInt32(input[position + 2]) << 16 | UInt32(input[position + 3]) << 24
        return Int((word &* 0x9E37_79B1) >> 17)
    }

    private mutating func writeMatch(length: Int, distance: Int) {
        let code = Gzip.lengthCodes.lastIndex { $0.base <= length } ?? 0
        writeSymbol(257 + code)
        let (base, extraBits) = Gzip.lengthCodes[code]
        write(UInt64(length - base), extraBits)
        // Two codes for each power of two, the higher bit of the rest telling them apart.
        let zeroBased = distance - 1
        guard zeroBased >= 4 else {
            writeReversed(UInt64(zeroBased), 5)
            return
        }
        let highestBit = Int.bitWidth - 1 - zeroBased.leadingZeroBitCount
        let second = (zeroBased >> (highestBit - 1)) & 1
        writeReversed(UInt64(2 * highestBit + second), 5)
        let extraBitCount = highestBit - 1
        write(UInt64(zeroBased & ((1 << extraBitCount) - 1)), UInt64(extraBitCount))
    }

    /// Writes a literal byte, the end of the block or a length code in its fixed code.
    private mutating func writeSymbol(_ symbol: Int) {
        switch symbol {
        case ..<144: writeReversed(UInt64(0x30 + symbol), 8)
        case ..<256: writeReversed(UInt64(0x190 + symbol - 144), 9)
        case ..<280: writeReversed(UInt64(symbol - 256), 7)
        default: writeReversed(UInt64(0xC0 + symbol - 280), 8)
        }
    }

    /// Codes begin with their highest bit, everything else with its lowest.
    private mutating func writeReversed(_ code: UInt64, _ bitCount: UInt64) {
        var reversed: UInt64 = 0
        for bit in 0..<bitCount { reversed |= ((code >> bit) & 1) << (bitCount - 1 - bit) }
        write(reversed, bitCount)
    }

    private mutating func write(_ bits: UInt64, _ bitCount: UInt64) {
        pendingBits |= bits << pendingBitCount
        pendingBitCount += bitCount
        while pendingBitCount >= 8 {
            bytes.append(UInt8(truncatingIfNeeded: pendingBits))
            pendingBits >>= 8
            pendingBitCount -= 8
        }
    }
}
