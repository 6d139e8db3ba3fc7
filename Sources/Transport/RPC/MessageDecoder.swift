/// Cuts a byte stream into length-prefixed messages: `flag(1) length(4, big endian) bytes`.
///
/// A length is checked before anything is kept for it, and DATA frame edges mean nothing: any split of
/// the same bytes gives the same messages.
public struct MessageDecoder: Sendable {
    /// The size of the prefix before every message.
    public static let prefixByteCount = 5

    /// What the bytes so far amount to.
    public enum Step: Equatable, Sendable {
        case needsMore
        /// A whole message; its place is valid until the next call that changes the decoder.
        case message(Range<Int>, isCompressed: Bool)
        case tooLarge(declaredByteCount: Int)
        case badFlag(UInt8)
    }

    private var bytes: [UInt8] = []
    private var start = 0

    public init() {}

    /// True when no byte of an unfinished message is held.
    public var isAtBoundary: Bool { start == bytes.count }

    /// The number of bytes received and not yet taken.
    public var byteCount: Int { bytes.count - start }

    /// Every byte held; the range of a message is an index into it.
    public var span: Span<UInt8> {
        @_lifetime(borrow self)
        get { bytes.span }
    }

    /// Adds what the peer sent.
    public mutating func append(_ received: UnsafeBufferPointer<UInt8>) {
        bytes.append(contentsOf: received)
    }

    /// Adds what the peer sent.
    public mutating func append(_ received: [UInt8]) {
        bytes.append(contentsOf: received)
    }

    /// The next message, if it is whole; it stays in place until `take` is called with its range.
    public func next(messageBytesMax: Int) -> Step {
        guard byteCount >= Self.prefixByteCount else {
            if byteCount > 0, bytes[start] > 1 { return .badFlag(bytes[start]) }
            return .needsMore
        }
        let flag = bytes[start]
        guard flag <= 1 else { return .badFlag(flag) }
        let length = bytes[start + 1..<start + 5].reduce(0) { $0 << 8 | Int($1) }
        guard length <= messageBytesMax else { return .tooLarge(declaredByteCount: length) }
        let bodyStart = start + Self.prefixByteCount
        guard bytes.count >= bodyStart + length else { return .needsMore }
        return .message(bodyStart..<bodyStart + length, isCompressed: flag == 1)
    }

    /// Releases a message that `next` returned.
    public mutating func take(_ message: Range<Int>) {
        precondition(
            message.lowerBound == start + Self.prefixByteCount,
            "messages are taken in order"
        )
        start = message.upperBound
        if start == bytes.count {
            reset()
        } else if start > bytes.count / 2 {
            bytes.removeFirst(start)
            start = 0
        }
    }

    /// Forgets everything; a large buffer is given back, a small one kept for the next user.
    public mutating func reset() {
        bytes.removeAll(keepingCapacity: bytes.capacity <= Self.keptCapacityMax)
        start = 0
    }

    /// Requests of a list query fit; one large request does not pin its buffer for the life of a pool.
    private static let keptCapacityMax = 4096

    /// Writes the prefix of an uncompressed message.
    public static func writePrefix(messageByteCount: Int, to output: UnsafeMutablePointer<UInt8>) {
        let length = UInt32(messageByteCount)
        output[0] = 0
        output[1] = UInt8(truncatingIfNeeded: length >> 24)
        output[2] = UInt8(truncatingIfNeeded: length >> 16)
        output[3] = UInt8(truncatingIfNeeded: length >> 8)
        output[4] = UInt8(truncatingIfNeeded: length)
    }
}
