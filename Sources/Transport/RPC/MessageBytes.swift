/// The bytes of one outgoing message, held by reference in the pieces they were stored in.
///
/// The five-byte prefix is no part of it. The pieces are never changed, so any thread may make one.
public struct MessageBytes: Sendable {
    package enum Pieces: Sendable {
        case one([UInt8])
        case many([ArraySlice<UInt8>])
    }

    package let pieces: Pieces
    /// The length of the message.
    public let count: Int

    /// A message in one piece.
    public init(_ bytes: [UInt8]) {
        pieces = .one(bytes)
        count = bytes.count
    }

    /// A message that is the concatenation of `slices`.
    public init(slices: [ArraySlice<UInt8>]) {
        pieces = .many(slices)
        count = slices.reduce(0) { $0 + $1.count }
    }

    /// A message that is the concatenation of `slices`, whose lengths add up to `count`.
    public init(slices: [ArraySlice<UInt8>], count: Int) {
        pieces = .many(slices)
        self.count = count
    }
}
