import Directory

/// Reads a stored value back, field by field, in the order in which it was written.
///
/// The first byte that cannot be right fails the whole value: every later field reads as empty, and
/// `isWhole` is false.
struct ByteReader {
    private let bytes: [UInt8]
    private var position = 0
    private var hasFailed = false
    /// The version that the value was written with.
    private(set) var version: UInt8 = 0

    init(_ bytes: [UInt8], versions: ClosedRange<UInt8>) {
        self.bytes = bytes
        version = byte()
        if !versions.contains(version) { hasFailed = true }
    }

    /// Nothing was wrong and nothing is left over.
    var isWhole: Bool { !hasFailed && position == bytes.count }

    /// Nothing is left to be read.
    var isAtEnd: Bool { hasFailed || position == bytes.count }

    /// Marks the value as damaged.
    mutating func fail() {
        hasFailed = true
    }

    mutating func byte() -> UInt8 {
        guard !hasFailed, position < bytes.count else {
            hasFailed = true
            return 0
        }
        defer { position += 1 }
        return bytes[position]
    }

    mutating func flag() -> Bool {
        let value = byte()
        if value > 1 { hasFailed = true }
        return value == 1
    }

    mutating func number() -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let next = byte()
            if hasFailed { return 0 }
            let bits = UInt64(next & 0x7F)
            if shift == 63 && bits > 1 || shift > 63 {
                hasFailed = true
                return 0
            }
            value |= bits << shift
            if next & 0x80 == 0 { return value }
            shift += 7
        }
    }

    mutating func number32() -> UInt32 {
        guard let value = UInt32(exactly: number()) else {
            hasFailed = true
            return 0
        }
        return value
    }

    /// A count of things that take at least a byte each.
    mutating func count() -> Int {
        let value = number()
        guard !hasFailed, value <= UInt64(bytes.count - position) else {
            hasFailed = true
            return 0
        }
        return Int(value)
    }

    mutating func interned<Kind>(as kind: Interned<Kind>.Type) -> Interned<Kind> {
        Interned(number32())
    }

    mutating func optionalInterned<Kind>(as kind: Interned<Kind>.Type) -> Interned<Kind>? {
        let value = number()
        if value == 0 { return nil }
        guard let id = UInt32(exactly: value - 1) else {
            hasFailed = true
            return nil
        }
        return Interned(id)
    }

    mutating func guid() -> GUID {
        var words: (UInt64, UInt64) = (0, 0)
        for _ in 0..<8 { words.0 = words.0 << 8 | UInt64(byte()) }
        for _ in 0..<8 { words.1 = words.1 << 8 | UInt64(byte()) }
        return GUID(high: words.0, low: words.1)
    }

    mutating func timestamp() -> Timestamp {
        let folded = number()
        return Timestamp(milliseconds: Int64(bitPattern: folded >> 1 ^ (0 &- (folded & 1))))
    }

    mutating func optionalTimestamp() -> Timestamp? {
        flag() ? timestamp() : nil
    }

    mutating func text() -> String {
        let length = count()
        guard !hasFailed else { return "" }
        defer { position += length }
        return String(decoding: bytes[position..<position + length], as: UTF8.self)
    }

    mutating func optionalText() -> String? {
        flag() ? text() : nil
    }

    mutating func texts() -> [String] {
        let length = count()
        var values: [String] = []
        values.reserveCapacity(length)
        for _ in 0..<length where !hasFailed { values.append(text()) }
        return values
    }

    mutating func blob() -> [UInt8] {
        let length = count()
        guard !hasFailed else { return [] }
        defer { position += length }
        return Array(bytes[position..<position + length])
    }
}
