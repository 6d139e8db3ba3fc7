/// One message of a reply in pieces, in the order in which they are sent: nothing is joined before that.
public struct ReplyMessage: Sendable {
    public private(set) var slices: [ByteSlice]
    public private(set) var byteCount: Int
    public let rowCount: Int
    /// Whether the reply ends here: what stands once in a reply belongs into this message.
    public let isLast: Bool

    init(slices: [ByteSlice], rowCount: Int, isLast: Bool) {
        self.slices = slices
        self.rowCount = rowCount
        self.isLast = isLast
        byteCount = slices.reduce(0) { $0 + $1.range.count }
    }

    /// Adds encoded fields behind the rows.
    public mutating func append(_ fields: [UInt8]) {
        guard !fields.isEmpty else { return }
        slices.append(ByteSlice(storage: fields, range: 0..<fields.count))
        byteCount += fields.count
    }

    /// The message in one piece.
    public func joined() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(byteCount)
        for slice in slices { bytes.append(contentsOf: slice.storage[slice.range]) }
        return bytes
    }
}

/// Some of the bytes of an array, which it shares.
public struct ByteSlice: Sendable {
    public let storage: [UInt8]
    public let range: Range<Int>

    public init(storage: [UInt8], range: Range<Int>) {
        self.storage = storage
        self.range = range
    }
}

/// Bounds of replies.
public enum ReplyLimits {
    /// No message of a reply is larger.
    public static let messageBytesMax = 256 * 1024
    /// Kept free in each message for what its end may carry: page token, totals, freshness.
    public static let trailerBytesMax = 8 * 1024
    /// Room for rows and what goes with them.
    static let rowBytesMax = messageBytesMax - trailerBytesMax
    /// Neighbouring rows of at least this many bytes are referred to; fewer are copied, which is faster
    /// than one more piece to send.
    static let sharedBytesMin = 2048
    /// The rows of a page when the request names no number but a token.
    public static let pageRowsDefault = 50
    public static let pageRowsMax = 1000
}
