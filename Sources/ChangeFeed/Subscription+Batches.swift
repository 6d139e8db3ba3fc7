import Access
import Directory
import Wire

/// Why a message holds no more.
enum BatchStop: Equatable {
    /// Everything there is, or that was asked for, has been told.
    case atLimit
    /// It is full, or enough was looked at for one step.
    case enough
    case behindRing
    case compacted
}

extension Subscription {
    /// The next message of changes and where it leaves the stream; the same for all streams of one shape.
    func build(_ feed: Feed) -> BuiltMessage {
        guard let shape else { return buildAfresh(nil, feed) }
        let key = MessageKey(shape: shape, position: position, detailed: detailed)
        if let known = feed.message(for: key) { return known }
        let built = buildAfresh(key, feed)
        if built.stop == .atLimit || built.stop == .enough { feed.keep(built) }
        return built
    }

    private func buildAfresh(_ key: MessageKey?, _ feed: Feed) -> BuiltMessage {
        let first = position.complete.next
        var limit = plan.until.map { min($0, feed.head) } ?? feed.head
        // What access gave has to be told with the revision that gave it.
        if shown != visible, unit == nil { limit = min(limit, Revision(changedAt.number - 1)) }
        var batch = Batch(
            builder: BatchBuilder(
                plan,
                shown: shown,
                visible: unit?.visible ?? shown,
                groups: groups,
                detailed: detailed
            ),
            position: position,
            chain: chain
        )
        var whole = batch
        var stop = BatchStop.atLimit
        var last: FeedRevision?
        while batch.position.complete < limit || isUnit(at: batch.position) {
            let source = source(of: batch.position, limit: limit, feed)
            guard case .part(let revision) = source else {
                stop = source.stop
                break
            }
            last = revision
            if batch.append(revision) == .some {
                stop = .enough
                break
            }
            guard batch.position.isAtBoundary else { continue }
            whole = batch
            // The rest of a revision stands alone; what comes after a change of access is compared in another way.
            // Who wants the latest of each group is told of none twice in one step.
            let isStep = plan.delivery == .latestPerKey && !batch.builder.isEmpty
            if unit != nil || !position.isAtBoundary || isStep {
                stop = .enough
                break
            }
        }
        return finish(batch, whole, for: key, first: first, stop: stop, last: last, feed)
    }

    private func isUnit(at position: FeedPosition) -> Bool {
        guard let unit else { return false }
        return position.complete == self.position.complete
            && position.complete <= unit.revision.number
    }

    /// What to tell at `position`.
    private func source(
        of position: FeedPosition,
        limit: Revision,
        _ feed: Feed
    ) -> Feed.Lookup {
        if let unit { return .part(unit.revision) }
        if plan.delivery == .latestPerKey, position.isAtBoundary,
            let merged = feed.merged(after: position.complete, limit: limit)
        {
            return .part(merged)
        }
        return feed.lookup(position)
    }

    /// Makes the message: whole revisions if there are any to tell, else a part of the one under way.
    private func finish(
        _ batch: Batch,
        _ whole: Batch,
        for key: MessageKey?,
        first: Revision,
        stop: BatchStop,
        last revision: FeedRevision?,
        _ feed: Feed
    ) -> BuiltMessage {
        let isPartial =
            !batch.position.isAtBoundary && whole.builder.isEmpty && !batch.builder.isEmpty
        let end = isPartial ? batch : whole
        // Without anything to tell, what was looked at need not be looked at again.
        let isSilentPart = batch.builder.isEmpty
        let left = isSilentPart ? batch : end
        // The last message of a revision says so, even if the rest of it concerns the subscriber not at all.
        let closesParts = !position.isAtBoundary && !detailed.isEmpty && end.position.isAtBoundary
        var bytes: [UInt8]?
        if !end.builder.isEmpty || closesParts {
            bytes = message(end, isPartial: isPartial, first: first, last: revision?.number, feed)
        }
        // Several revisions made one cannot be looked up again from the middle.
        let isMerged = revision.map { $0.first != $0.number } ?? false
        return BuiltMessage(
            key: key,
            bytes: bytes,
            position: left.position,
            chain: left.chain,
            groups: left.builder.groups,
            detailed: left.position.isAtBoundary ? [] : left.builder.detailed,
            stop: stop,
            unit: !left.position.isAtBoundary && isMerged ? revision : nil
        )
    }

    /// The bytes of a message that ends with `end`.
    private func message(
        _ end: Batch,
        isPartial: Bool,
        first: Revision,
        last partial: Revision?,
        _ feed: Feed
    ) -> [UInt8] {
        let last = isPartial ? partial ?? first : end.position.complete
        let body = end.builder.body(from: min(first, last), to: last, more: isPartial)
        var after = self
        after.position = end.position
        after.chain = end.chain
        if let unit, end.position.isAtBoundary { after.finish(unit) }
        return FeedMessage.encode(.changes, body, after.standing(feed))
    }
}

/// A message while it is filled, and where it leaves the stream.
private struct Batch {
    var builder: BatchBuilder
    var position: FeedPosition
    var chain: [UInt8]

    mutating func append(_ revision: FeedRevision) -> BatchBuilder.Appended {
        guard builder.append(revision, from: &position) == .all else { return .some }
        guard revision.isLast else { return .all }
        position = FeedPosition(after: revision.number)
        chain = revision.chain
        return .all
    }
}

extension Feed.Lookup {
    fileprivate var stop: BatchStop {
        switch self {
        case .part: .enough
        case .atHead: .atLimit
        case .behindRing: .behindRing
        case .compacted: .compacted
        }
    }
}
