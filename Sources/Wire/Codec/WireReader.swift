/// Reads protobuf's primitive parts out of one buffer, never past the end that is in force.
///
/// It accepts every encoding that is legal, not only ours. `position <= end <= bytes.count` always holds.
public struct WireReader: Sendable {
    private let bytes: [UInt8]
    public private(set) var position: Int
    /// Where the innermost message being read ends.
    public private(set) var end: Int

    /// A reader of the whole of `bytes`.
    ///
    /// - Parameter bytes: One message, without framing.
    /// - Throws: `tooLarge` above `WireLimits.messageBytesMax`.
    public init(_ bytes: [UInt8]) throws(WireError) {
        guard bytes.count <= WireLimits.messageBytesMax else { throw WireError(.tooLarge) }
        self.bytes = bytes
        position = 0
        end = bytes.count
    }

    public var isAtEnd: Bool { position == end }

    /// The next varint: at most ten bytes; what the tenth has beyond 64 bits is dropped, as others do.
    public mutating func varint() throws(WireError) -> UInt64 {
        guard position < end else { throw WireError(.truncated) }
        let first = bytes[position]
        if first < 0x80 {
            position += 1
            return UInt64(first)
        }
        var value: UInt64 = 0
        for index in 0..<10 {
            guard position < end else { throw WireError(.truncated) }
            let byte = bytes[position]
            position += 1
            value |= UInt64(byte & 0x7F) << UInt64(7 * index)
            if byte < 0x80 { return value }
        }
        throw WireError(.overlongVarint)
    }

    /// The next tag; `nil` at the end of the message.
    public mutating func tag() throws(WireError) -> WireTag? {
        if isAtEnd { return nil }
        let value = try varint()
        let number = value >> 3
        guard number >= 1, number < 1 << 29 else { throw WireError(.invalidFieldNumber) }
        guard let type = WireType(rawValue: UInt8(value & 7)) else {
            throw WireError(.invalidWireType)
        }
        return WireTag(Int(number), type)
    }

    public mutating func fixed32() throws(WireError) -> UInt32 {
        guard end - position >= 4 else { throw WireError(.truncated) }
        var value: UInt32 = 0
        for index in 0..<4 { value |= UInt32(bytes[position + index]) << UInt32(8 * index) }
        position += 4
        return value
    }

    public mutating func fixed64() throws(WireError) -> UInt64 {
        guard end - position >= 8 else { throw WireError(.truncated) }
        var value: UInt64 = 0
        for index in 0..<8 { value |= UInt64(bytes[position + index]) << UInt64(8 * index) }
        position += 8
        return value
    }

    /// A length that the bytes left can hold.
    public mutating func length() throws(WireError) -> Int {
        let value = try varint()
        guard value <= UInt64(end - position) else { throw WireError(.truncated) }
        return Int(value)
    }

    public mutating func bytesField() throws(WireError) -> [UInt8] {
        let count = try length()
        let content = Array(bytes[position..<position + count])
        position += count
        return content
    }

    public mutating func stringField() throws(WireError) -> String {
        let count = try length()
        let content = bytes[position..<position + count]
        guard let text = String(validating: content, as: UTF8.self) else {
            throw WireError(.invalidUTF8)
        }
        position += count
        return text
    }

    /// Narrows the reader to the next `count` bytes and gives the end to restore afterwards.
    mutating func enter(_ count: Int) -> Int {
        let outer = end
        end = position + count
        return outer
    }

    /// Widens the reader again to `outer`, the value that `enter` gave.
    mutating func leave(_ outer: Int) {
        end = outer
    }

    /// Passes over a field that nobody knows; a group with everything inside it.
    ///
    /// - Parameters:
    ///   - tag: The tag that was just read.
    ///   - depth: How many messages and groups are open already.
    /// - Throws: What is wrong with the bytes of the field.
    public mutating func skip(_ tag: WireTag, depth: Int = 0) throws(WireError) {
        var open: [Int] = []
        var current = tag
        while true {
            switch current.type {
            case .varint: _ = try varint()
            case .fixed64: _ = try fixed64()
            case .fixed32: _ = try fixed32()
            case .lengthDelimited: position += try length()
            case .startGroup:
                guard depth + open.count < WireLimits.depthMax else { throw WireError(.tooDeep) }
                open.append(current.number)
            case .endGroup:
                guard open.popLast() == current.number else { throw WireError(.unmatchedGroup) }
            }
            if open.isEmpty { return }
            guard let next = try self.tag() else { throw WireError(.truncated) }
            current = next
        }
    }
}
