internal import CLinux
internal import Glibc

/// The bytes of one write, gathered: small pieces copied side by side, large ones pointed at where they are.
///
/// A loop has one, used by one connection at a time and empty between them. What it points at it keeps alive.
final class OutputBuffer {
    private let flat: UnsafeMutablePointer<UInt8>
    private let flatCapacity: Int
    private let vectors: UnsafeMutablePointer<iovec>
    @exclusivity(unchecked) private var flatCount = 0
    /// Flat bytes before this index are covered by a vector already.
    @exclusivity(unchecked) private var flatCovered = 0
    @exclusivity(unchecked) private var vectorCount = 0
    @exclusivity(unchecked) private var pointedCount = 0
    private var kept: [MessageBytes] = []
    private let softMax: Int

    private static let vectorsMax = 256
    /// A frame of 16 KiB holds at most eight pieces of 2 KiB, with small ones between them.
    private static let vectorsPerFrameMax = 24
    /// One frame may begin just below the soft limit.
    private static let frameRoom = 16_384 + 64

    init(writeBytesMax: Int) {
        softMax = writeBytesMax
        flatCapacity = writeBytesMax + Self.frameRoom
        flat = .allocate(capacity: flatCapacity)
        vectors = .allocate(capacity: Self.vectorsMax)
    }

    deinit {
        flat.deallocate()
        vectors.deallocate()
    }

    var count: Int { flatCount + pointedCount }
    var isFull: Bool {
        count >= softMax || vectorCount >= Self.vectorsMax - Self.vectorsPerFrameMax
    }

    func append(_ bytes: UnsafePointer<UInt8>, count: Int) {
        precondition(
            flatCount + count <= flatCapacity,
            "a frame begins below the soft limit and fits above it"
        )
        memcpy(flat + flatCount, bytes, count)
        flatCount += count
    }

    /// Points at bytes that `keep` keeps alive.
    func point(at bytes: UnsafePointer<UInt8>, count: Int) {
        coverFlat()
        vectors[vectorCount] = iovec(
            iov_base: UnsafeMutableRawPointer(mutating: bytes),
            iov_len: count
        )
        vectorCount += 1
        pointedCount += count
    }

    func keep(_ message: MessageBytes) { kept.append(message) }

    /// Hands the gathered bytes to `body` in order.
    func withVectors<Result>(_ body: (UnsafeMutableBufferPointer<iovec>) -> Result) -> Result {
        coverFlat()
        return body(UnsafeMutableBufferPointer(start: vectors, count: vectorCount))
    }

    /// All bytes from `offset` on, for a connection whose socket took only a part.
    func appendRemainder(from offset: Int, to rest: inout [UInt8]) {
        coverFlat()
        var skip = offset
        for index in 0..<vectorCount {
            let piece = UnsafeRawBufferPointer(
                start: vectors[index].iov_base,
                count: vectors[index].iov_len
            )
            if skip >= piece.count {
                skip -= piece.count
            } else {
                rest.append(contentsOf: piece[skip...])
                skip = 0
            }
        }
    }

    func removeAll() {
        flatCount = 0
        flatCovered = 0
        vectorCount = 0
        pointedCount = 0
        if !kept.isEmpty { kept.removeAll(keepingCapacity: true) }
    }

    private func coverFlat() {
        guard flatCount > flatCovered else { return }
        vectors[vectorCount] = iovec(iov_base: flat + flatCovered, iov_len: flatCount - flatCovered)
        vectorCount += 1
        flatCovered = flatCount
    }
}
