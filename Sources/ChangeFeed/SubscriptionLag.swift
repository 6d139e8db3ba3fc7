public import Directory

/// How far one subscriber, or the furthest of several, is behind what was published.
public struct SubscriptionLag: Hashable, Sendable {
    /// The subscribers that it is about, and how many of them read behind the ring.
    public private(set) var streams = 0
    public private(set) var streamsBehindRing = 0
    /// Revisions that have not been told.
    public private(set) var revisions: UInt64 = 0
    /// What those of them take that are in the ring.
    public private(set) var bytes = 0
    /// When the oldest of them was published that is in the ring; `nil` when none is.
    public private(set) var since: Timestamp?

    /// Nobody's.
    public init() {}

    /// Of a subscriber that was told everything up to and with `complete`.
    init(after complete: Revision, _ feed: Feed) {
        streams = 1
        guard complete < feed.head else { return }
        streamsBehindRing = complete < feed.ring.floor ? 1 : 0
        revisions = feed.head.number - complete.number
        bytes = feed.ring.bytes(after: complete)
        since = feed.ring[max(complete, feed.ring.floor).next]?.details.first?.time
    }

    /// Takes in that of other subscribers: the sums of how many there are, the most of everything else.
    public mutating func add(_ other: SubscriptionLag) {
        streams += other.streams
        streamsBehindRing += other.streamsBehindRing
        revisions = max(revisions, other.revisions)
        bytes = max(bytes, other.bytes)
        guard let theirs = other.since else { return }
        since = since.map { min($0, theirs) } ?? theirs
    }
}
