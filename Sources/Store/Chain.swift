import Cryptography
import Directory

/// A hash over everything that was ever published, up to one revision.
///
/// Two stores with the same chain at a revision have the same history up to it; a copy that went
/// another way, or a backup that was restored, has another chain from there on.
public struct Chain: Hashable, Sendable {
    public static let byteCount = 16

    /// Always sixteen bytes.
    public let bytes: [UInt8]

    /// A chain as it was handed out; `nil` unless there are sixteen bytes.
    public init?(bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }

    /// The chain before the first revision.
    public static let empty = Chain(unchecked: [UInt8](repeating: 0, count: byteCount))

    init(unchecked bytes: [UInt8]) {
        self.bytes = bytes
    }
}

extension PreparedStatement {
    func chain(_ column: Int32) throws(StoreError) -> Chain {
        guard let chain = Chain(bytes: bytes(column)) else {
            throw damaged("a chain is not 16 bytes")
        }
        return chain
    }
}

/// Computes the next link of the chain while a revision is written.
///
/// The link is the first half of SHA-256 over: the previous link, then one record for each thing
/// that the revision wrote, in the order in which it was written. A record is a tag byte, and
/// numbers as eight bytes, big-endian, and bytes preceded by their count.
struct ChainBuilder: ~Copyable {
    private var digest: SHA256
    private var buffer: [UInt8] = []
    private static let bufferBytesMax = 64 << 10

    init(after previous: Chain) {
        digest = SHA256()
        buffer.reserveCapacity(Self.bufferBytesMax + 4096)
        buffer.append(contentsOf: previous.bytes)
    }

    mutating func tag(_ tag: UInt8) {
        if buffer.count >= Self.bufferBytesMax { flush() }
        buffer.append(tag)
    }

    mutating func number(_ number: UInt64) {
        for shift in stride(from: 56, through: 0, by: -8) {
            buffer.append(UInt8(truncatingIfNeeded: number >> UInt64(shift)))
        }
    }

    mutating func bytes(_ bytes: [UInt8]) {
        number(UInt64(bytes.count))
        buffer.append(contentsOf: bytes)
    }

    consuming func finish() -> Chain {
        flush()
        return Chain(unchecked: Array(digest.finalize().prefix(Chain.byteCount)))
    }

    private mutating func flush() {
        var full: [UInt8] = []
        swap(&full, &buffer)
        digest.update(full.span)
        full.removeAll(keepingCapacity: true)
        swap(&full, &buffer)
    }
}
