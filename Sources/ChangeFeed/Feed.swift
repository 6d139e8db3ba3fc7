import Access
public import Directory

/// What one loop knows of the log: the ring, the pages read from behind it, and what streams share.
///
/// Confined to its loop. Subscribers are cursors over it: none of them has a queue of its own.
public final class Feed {
    public private(set) var ring: ChangeRing
    /// The newest image; its revision is the ring's head.
    public private(set) var image: any RowImage
    /// The newest revision that may have changed who may see what.
    public private(set) var policyRevision: Revision
    /// The oldest revision that a subscription can resume from.
    public private(set) var logFloor: Revision
    private var pages: [LogPage] = []
    private var messages: [MessageKey: BuiltMessage] = [:]
    /// The message that was asked for last: nearly always the next stream asks for the same.
    private var last: BuiltMessage?
    private var shapes: [StreamShape.Key: StreamShape] = [:]
    private var merged: [ClosedRange<Revision>: FeedRevision] = [:]
    private var transitions: [TransitionKey: FeedRevision] = [:]

    public init(
        image: any RowImage,
        policyRevision: Revision,
        logFloor: Revision,
        ringBytesMax: Int = FeedLimits.ringBytesMax
    ) {
        self.image = image
        self.policyRevision = policyRevision
        self.logFloor = logFloor
        ring = ChangeRing(head: image.revision, chain: image.chain, bytesMax: ringBytesMax)
    }

    public var head: Revision { ring.head }

    // MARK: What other threads bring

    /// The next revision with the image that it makes; both or neither.
    public func published(_ revision: FeedRevision, image: any RowImage) {
        precondition(image.revision == revision.number, "an image and its revision come together")
        ring.append(revision)
        self.image = image
        if revision.changesPolicy { policyRevision = revision.number }
        messages = [:]
        last = nil
        merged = [:]
        transitions = [:]
    }

    /// The log was trimmed; the floor only grows.
    public func trimmed(to floor: Revision) {
        logFloor = max(logFloor, floor)
    }

    /// A stretch of the log, read for whoever waits at `position`.
    ///
    /// - Parameters:
    ///   - parts: Consecutive parts from `position` on; the first may begin inside a revision.
    ///   - position: Where they were asked for.
    public func received(_ parts: [FeedRevision], at position: FeedPosition) {
        pages.removeAll { $0.position == position }
        pages.append(LogPage(position: position, parts: parts))
        while pages.count > 1, pages.reduce(0, { $0 + $1.byteCount }) > FeedLimits.pageBytesMax {
            pages.removeFirst()
        }
    }

    // MARK: Looking up

    enum Lookup {
        case part(FeedRevision)
        case atHead
        /// It has to be read from the store.
        case behindRing
        /// It is no longer in the log.
        case compacted
    }

    /// What stands at `position`.
    func lookup(_ position: FeedPosition) -> Lookup {
        let next = position.complete.next
        guard next <= head else { return .atHead }
        if let revision = ring[next] { return .part(revision) }
        for page in pages.reversed() {
            if let part = page.part(at: position) { return .part(part) }
        }
        return position.complete < logFloor ? .compacted : .behindRing
    }

    /// The hash over the history up to `revision`, where the ring knows it.
    public func chain(at revision: Revision) -> [UInt8]? { ring.chain(at: revision) }

    /// In which groups a principal was a direct member at `revision`; `nil` behind the ring.
    public func groups(
        of principal: PrincipalFilter,
        in organization: OrganizationID,
        at revision: Revision
    ) -> PrincipalGroups? {
        guard revision >= ring.floor, revision <= head else { return nil }
        var groups = image.groups(of: principal, in: organization)
        var differences: [AssetID: Int] = [:]
        for later in ring.revisions(after: revision) {
            for row in later.rows where row.organization == organization {
                differences[row.asset, default: 0] += principal.difference(row.members)
            }
        }
        for (asset, difference) in differences { groups.rewind(difference, of: asset) }
        return groups
    }

    // MARK: Several revisions as one

    /// The net effect of the whole revisions after `revision` that are at hand, up to `limit`.
    ///
    /// `nil` when the next one is not at hand whole. What is answered ends at a revision that was published.
    func merged(after revision: Revision, limit: Revision) -> FeedRevision? {
        var found: [FeedRevision] = []
        var rowCount = 0
        var last = revision
        while last < limit, found.count < FeedLimits.mergedRevisionsMax,
            rowCount < FeedLimits.mergedRowsMax,
            case .part(let part) = lookup(FeedPosition(after: last)), part.isWhole
        {
            found.append(part)
            rowCount += part.rows.count
            last = part.number
        }
        guard let first = found.first else { return nil }
        guard found.count > 1 else { return first }
        let range = first.number...last
        if let known = merged[range] { return known }
        let one = FeedRevision(merging: found)
        if merged.count >= Self.sharedMax { merged = [:] }
        merged[range] = one
        return one
    }

    private static let sharedMax = 8

    // MARK: Changes of access

    /// What the revision after `complete` looks like to someone who could see `shown` and can now see `visible`:
    /// its own changes, and every row that access gives or takes.
    ///
    /// At the head, where no revision follows, the rows alone. `nil` when the ring does not reach back.
    func transition(
        after complete: Revision,
        from shown: VisibleSet,
        to visible: VisibleSet
    ) -> FeedRevision? {
        let next = complete == head ? nil : ring[complete.next]
        guard complete == head || next != nil else { return nil }
        let key = TransitionKey(complete: complete, shown: shown, visible: visible)
        if let known = transitions[key] { return known }
        let number = next?.number ?? complete
        var rows = next?.rows ?? []
        let told = Set(rows.map(\.asset))
        let later = ring.revisions(after: number)
        for organization in image.organizations
        where shown.differs(from: visible, in: organization.id) {
            rows += RowHistory.rows(of: organization, at: number, in: image, later: later)
                .filter { !told.contains($0.asset) }
        }
        let transition = FeedRevision(
            number: number,
            chain: next?.chain ?? ring.chain(at: complete) ?? [],
            changesPolicy: true,
            details: next?.details ?? [],
            rows: rows
        )
        if transitions.count >= Self.sharedMax { transitions = [:] }
        transitions[key] = transition
        return transition
    }

    // MARK: Messages for several streams

    /// What streams share that ask for `plan` and see `visible`.
    func shape(of plan: PlanKey, visible: VisibleSet) -> StreamShape {
        let key = StreamShape.Key(plan: plan, visible: visible)
        if let known = shapes[key] { return known }
        if shapes.count >= FeedLimits.shapesKeptMax { shapes = [:] }
        let shape = StreamShape()
        shapes[key] = shape
        return shape
    }

    /// The message that others of the shape were told at the same place.
    func message(for key: MessageKey) -> BuiltMessage? {
        if let last, last.key == key { return last }
        guard let found = messages[key] else { return nil }
        last = found
        return found
    }

    func keep(_ message: BuiltMessage) {
        guard let key = message.key else { return }
        if messages.count >= FeedLimits.messagesKeptMax { messages = [:] }
        messages[key] = message
        last = message
    }
}

/// Consecutive parts of the log as they were read at one position.
private struct LogPage {
    var position: FeedPosition
    var parts: [FeedRevision]
    let byteCount: Int

    init(position: FeedPosition, parts: [FeedRevision]) {
        self.position = position
        self.parts = parts
        byteCount = parts.reduce(0) { $0 + $1.byteCount }
    }

    func part(at position: FeedPosition) -> FeedRevision? {
        parts.first { part in
            guard part.number == position.complete.next, position.row >= part.firstRow else {
                return false
            }
            let row = position.row - part.firstRow
            return row < part.rows.count || part.isLast && row == part.rows.count
        }
    }
}

private struct TransitionKey: Hashable {
    var complete: Revision
    var shown: VisibleSet
    var visible: VisibleSet
}
