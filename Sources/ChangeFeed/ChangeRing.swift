public import Directory

/// The newest revisions in memory, one behind the other without a gap, within a bound of bytes.
///
/// Everything after `floor` up to `head` is in it. A revision that is too large by itself is not kept: the
/// ring then begins behind it, and whoever has not heard it reads it from the store.
public struct ChangeRing: Sendable {
    /// Revisions up to and with this one are not in the ring.
    public private(set) var floor: Revision
    public private(set) var byteCount = 0
    public let bytesMax: Int
    private var revisions: [FeedRevision] = []
    /// The bytes of all revisions up to and with each of them, counted from some point on.
    private var totals: [Int] = []
    /// How many at the front of `revisions` are gone already.
    private var start = 0
    private var floorChain: [UInt8]

    /// An empty ring behind `head`.
    public init(head: Revision, chain: [UInt8], bytesMax: Int = FeedLimits.ringBytesMax) {
        floor = head
        floorChain = chain
        self.bytesMax = bytesMax
    }

    /// The newest revision.
    public var head: Revision { Revision(floor.number + UInt64(revisions.count - start)) }

    /// Adds the next revision and lets the oldest go while the ring is over its bound.
    public mutating func append(_ revision: FeedRevision) {
        precondition(revision.number == head.next, "the ring has no gaps")
        precondition(revision.isWhole, "the ring holds whole revisions")
        guard revision.isComplete, revision.byteCount <= bytesMax else {
            revisions = []
            totals = []
            start = 0
            byteCount = 0
            floor = revision.number
            floorChain = revision.chain
            return
        }
        revisions.append(revision)
        totals.append((totals.last ?? 0) + revision.byteCount)
        byteCount += revision.byteCount
        while byteCount > bytesMax { dropOldest() }
    }

    private mutating func dropOldest() {
        let oldest = revisions[start]
        byteCount -= oldest.byteCount
        floor = oldest.number
        floorChain = oldest.chain
        start += 1
        guard start > 64, start > revisions.count / 2 else { return }
        revisions.removeFirst(start)
        totals.removeFirst(start)
        start = 0
    }

    /// The revision with this number; `nil` when it is older or newer than what the ring holds.
    public subscript(number: Revision) -> FeedRevision? {
        guard number > floor, number <= head else { return nil }
        return revisions[start + Int(number.number - floor.number) - 1]
    }

    /// The hash over the history up to `revision`; `nil` below the ring.
    public func chain(at revision: Revision) -> [UInt8]? {
        revision == floor ? floorChain : self[revision]?.chain
    }

    /// What the revisions after `revision` take, as far as they are in the ring.
    func bytes(after revision: Revision) -> Int {
        guard revision > floor else { return byteCount }
        guard revision < head, let all = totals.last else { return 0 }
        return all - totals[start + Int(revision.number - floor.number) - 1]
    }

    /// Every revision after `revision`, which is not below the floor, oldest first.
    func revisions(after revision: Revision) -> ArraySlice<FeedRevision> {
        precondition(revision >= floor, "the ring does not reach back so far")
        return revisions[(start + Int(revision.number - floor.number))...]
    }
}

/// Every bound of the feed.
public enum FeedLimits {
    /// Revisions kept in memory for all subscribers of the server.
    public static let ringBytesMax = 64 << 20
    /// Pages of the log that a loop keeps for subscribers that read behind the ring.
    public static let pageBytesMax = 16 << 20
    /// Messages that a loop keeps for others at the same place.
    public static let messagesKeptMax = 64
    /// Kinds of streams that a loop tells apart, so that those of one kind share their messages.
    public static let shapesKeptMax = 4096
    /// Rows that one step of a subscription looks at.
    public static let rowsPerStep = 20_000
    /// Revisions that are made one for a subscriber that wants the latest of each group.
    public static let mergedRevisionsMax = 4096
    public static let mergedRowsMax = 50_000
    /// Revisions without anything to tell after which a bookmark says so.
    public static let silentRevisionsMax: UInt64 = 1000
    public static let heartbeatMilliseconds: ClosedRange<UInt32> = 1000...60_000
    public static let heartbeatDefaultMilliseconds: UInt32 = 10_000
    public static let batchBytes: ClosedRange<UInt32> = 4096...1_048_576
    public static let batchDefaultBytes: UInt32 = 262_144
    public static let groupsMax = 1000
    public static let organizationsMax = 1000
    public static let patternBytesMax = 1024
}
