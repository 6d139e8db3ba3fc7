import Directory

/// Builds a stored value: a version byte, then its fields in a fixed order.
///
/// The bytes depend on the value alone, so that equal values have equal bytes.
struct ByteWriter {
    private(set) var bytes: [UInt8]

    init(version: UInt8) {
        bytes = [version]
        bytes.reserveCapacity(96)
    }

    mutating func byte(_ value: UInt8) {
        bytes.append(value)
    }

    mutating func flag(_ value: Bool) {
        bytes.append(value ? 1 : 0)
    }

    /// Seven bits a byte, lowest first, as in protobuf.
    mutating func number(_ value: UInt64) {
        var rest = value
        while rest > 0x7F {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    mutating func number(_ value: UInt32) {
        number(UInt64(value))
    }

    mutating func number(_ value: Int) {
        number(UInt64(value))
    }

    mutating func interned<Kind>(_ value: Interned<Kind>) {
        number(value.rawValue)
    }

    mutating func interned<Kind>(_ value: Interned<Kind>?) {
        number(value.map { UInt64($0.rawValue) + 1 } ?? 0)
    }

    mutating func guid(_ value: GUID) {
        for shift in stride(from: 56, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: value.high >> UInt64(shift)))
        }
        for shift in stride(from: 56, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: value.low >> UInt64(shift)))
        }
    }

    mutating func timestamp(_ value: Timestamp) {
        let milliseconds = value.milliseconds
        number(UInt64(bitPattern: milliseconds << 1 ^ milliseconds >> 63))
    }

    mutating func timestamp(_ value: Timestamp?) {
        flag(value != nil)
        if let value { timestamp(value) }
    }

    mutating func text(_ value: String) {
        var value = value
        value.withUTF8 { buffer in
            number(buffer.count)
            bytes.append(contentsOf: buffer)
        }
    }

    mutating func text(_ value: String?) {
        flag(value != nil)
        if let value { text(value) }
    }

    mutating func texts(_ values: [String]) {
        number(values.count)
        for value in values { text(value) }
    }

    mutating func blob(_ value: [UInt8]) {
        number(value.count)
        bytes.append(contentsOf: value)
    }
}
