/// The client stream ids that were passed over, and so may never be used again (RFC 9113 section 5.1.1).
///
/// libnghttp2 ignores a HEADERS frame on such an id. "No such stream" would be the wrong test: trailers that
/// cross our own RST_STREAM are legal, and their id was used, not skipped.
package struct SkippedStreamIDs: Sendable {
    private var ranges: [ClosedRange<Int32>] = []
    private var last: Int32 = 0

    /// More gaps than a client could have a reason for; the oldest is forgotten.
    private static let rangesMax = 16

    package init() {}

    /// True when a HEADERS frame on `id` breaks the rule that ids only grow.
    package mutating func receivedHeaders(on id: Int32) -> Bool {
        guard id % 2 == 1 else { return false }
        guard id > last else {
            return !ranges.isEmpty && ranges.contains { $0.contains(id) }
        }
        let expected = last == 0 ? 1 : last + 2
        if id > expected {
            if ranges.count == Self.rangesMax { ranges.removeFirst() }
            ranges.append(expected...id - 2)
        }
        last = id
        return false
    }

    /// The highest id the client has used.
    package var highest: Int32 { last }
}
