/// Appends protobuf fields to a buffer in their one canonical form.
///
/// Varints are minimal. An embedded message is written in place behind one byte kept for its length;
/// a length that needs more moves the message up, so nothing is measured first and nothing is allocated
/// but the growth of the buffer.
public struct WireWriter: Sendable {
    public private(set) var bytes: [UInt8]

    /// A writer that goes on after `bytes`.
    public init(bytes: [UInt8] = []) {
        self.bytes = bytes
    }

    /// An empty writer with room for `byteCount` bytes.
    public init(reserving byteCount: Int) {
        bytes = []
        bytes.reserveCapacity(byteCount)
    }

    public mutating func removeAll(keepingCapacity: Bool = true) {
        bytes.removeAll(keepingCapacity: keepingCapacity)
    }

    @inline(__always)
    public mutating func varint(_ value: UInt64) {
        if value < 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: value))
        } else {
            longVarint(value)
        }
    }

    @inline(never)
    private mutating func longVarint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    public mutating func tag(_ number: Int, _ type: WireType) {
        varint(WireTag(number, type).rawValue)
    }

    public mutating func fixed32(_ value: UInt32) {
        for shift in stride(from: UInt32(0), to: 32, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }

    public mutating func fixed64(_ value: UInt64) {
        for shift in stride(from: UInt64(0), to: 64, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }

    /// Bytes as they are: a record written earlier, or the content of a field whose length was written.
    public mutating func raw(_ content: some Sequence<UInt8>) {
        bytes.append(contentsOf: content)
    }

    public mutating func lengthDelimited(_ content: [UInt8]) {
        varint(UInt64(content.count))
        bytes.append(contentsOf: content)
    }

    public mutating func lengthDelimited(_ text: String) {
        let utf8 = text.utf8
        varint(UInt64(utf8.count))
        bytes.append(contentsOf: utf8)
    }

    /// Whatever `body` writes, with its length before it.
    public mutating func lengthDelimited(
        _ body: (inout WireWriter) throws(WireError) -> Void
    ) throws(WireError) {
        let start = openLength()
        try body(&self)
        closeLength(start)
    }

    /// Keeps one byte for a length and says where its content begins.
    mutating func openLength() -> Int {
        bytes.append(0)
        return bytes.count
    }

    /// Fills in the length of what was written since `start`.
    mutating func closeLength(_ start: Int) {
        let length = bytes.count - start
        guard length >= 0x80 else {
            bytes[start - 1] = UInt8(length)
            return
        }
        bytes[start - 1] = UInt8(truncatingIfNeeded: length) | 0x80
        var rest = UInt64(length) >> 7
        var position = start
        while rest >= 0x80 {
            bytes.insert(UInt8(truncatingIfNeeded: rest) | 0x80, at: position)
            position += 1
            rest >>= 7
        }
        bytes.insert(UInt8(truncatingIfNeeded: rest), at: position)
    }
}
