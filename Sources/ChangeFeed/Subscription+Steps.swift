import Access
import Directory
import Wire

extension Subscription {
    /// The next message, or what has to happen before there can be one.
    public mutating func next(_ feed: Feed) -> SubscriptionStep {
        // Nearly every question is one of these, and the other phases are large to look into.
        if ending == nil, case .following = phase { return follow(feed) }
        if case .now(let reason) = ending { return finish(reason) }
        switch phase {
        case .opening(let start):
            return open(start, feed)
        case .resetting(let reason):
            if let goodbye = sayGoodbye(feed) { return goodbye }
            return reset(reason, feed)
        case .snapshot(var progress):
            if let goodbye = sayGoodbye(feed) { return goodbye }
            return snapshot(&progress, feed)
        case .following:
            if let goodbye = sayGoodbye(feed) { return goodbye }
            return follow(feed)
        case .ended:
            preconditionFailure("a subscription that has ended is asked for a message")
        }
    }

    mutating func finish(_ reason: SubscriptionEnd) -> SubscriptionStep {
        phase = .ended
        return .end(reason)
    }

    // MARK: Opening and snapshot

    private mutating func open(_ start: Start, _ feed: Feed) -> SubscriptionStep {
        var message = opened
        message.currentRevision = feed.head.number
        message.logFloor = feed.logFloor.number
        switch start {
        case .snapshot:
            beginSnapshot(feed)
            message.token = opened.token
            message.startRevision = feed.image.revision.number
            return .send(FeedMessage.encode(.opened, message.encoded(), .nothing))
        case .reset(let reason):
            phase = .resetting(reason)
            return .send(FeedMessage.encode(.opened, message.encoded(), .nothing))
        case .following(let following):
            phase = .following
            message.startRevision = following.after.number
            told = position.complete
            return .send(FeedMessage.encode(.opened, message.encoded(), standing(feed)))
        }
    }

    private mutating func reset(_ reason: V1.ResetReason, _ feed: Feed) -> SubscriptionStep {
        beginSnapshot(feed)
        let message = V1.Reset {
            $0.reason = reason
            $0.token = opened.token
            $0.logFloor = feed.logFloor.number
        }
        return .send(FeedMessage.encode(.reset, message.encoded(), .nothing))
    }

    private mutating func beginSnapshot(_ feed: Feed) {
        opened.token = token
        shown = visible
        shownPolicy = feed.policyRevision
        position = FeedPosition(after: .none)
        chain = []
        groups = nil
        unit = nil
        shape = nil
        detailed = []
        told = .none
        phase = .snapshot(SnapshotProgress(plan, image: feed.image, visible: visible))
    }

    private mutating func snapshot(
        _ progress: inout SnapshotProgress,
        _ feed: Feed
    ) -> SubscriptionStep {
        switch progress.next(plan) {
        case .pause:
            phase = .snapshot(progress)
            return .again
        case .chunk(let chunk):
            phase = .snapshot(progress)
            return .send(FeedMessage.encode(.snapshot, chunk, .nothing))
        case .end(let end):
            position = FeedPosition(after: progress.image.revision)
            chain = progress.image.chain
            groups = progress.groups
            phase = .following
            told = position.complete
            return .send(FeedMessage.encode(.snapshotEnd, end, standing(feed)))
        }
    }

    // MARK: Following

    /// Where the subscriber stands once everything before `position` is applied.
    ///
    /// The policy is the newest under which that holds: where access changed and the stream has not told it yet,
    /// the last one before the change.
    func standing(_ feed: Feed) -> FeedMessage.Standing {
        let policy =
            shown == visible && unit == nil
            ? feed.policyRevision : max(shownPolicy, Revision(max(changedAt.number, 1) - 1))
        return FeedMessage.Standing(
            complete: position.complete,
            policy: max(policy, position.complete),
            chain: chain
        )
    }

    private mutating func follow(_ feed: Feed) -> SubscriptionStep {
        if shape == nil {
            let hasReachedUntil = plan.until.map { position.complete >= $0 } ?? false
            if !hasReachedUntil, shown != visible, !bringAccessUpToDate(feed) {
                phase = .resetting(.access)
                return .again
            }
            if shown == visible, unit == nil {
                shape = feed.shape(of: plan.key, visible: visible)
            }
        }
        if shape != nil {
            shownPolicy = feed.policyRevision
            if hasNothingToTell(feed) { return .wait }
        }
        let built = build(feed)
        position = built.position
        chain = built.chain
        groups = built.groups
        detailed = built.detailed
        if let unit, position.isAtBoundary, position.complete == unit.revision.number {
            finish(unit)
        }
        if unit == nil, let started = built.unit {
            unit = Unit(revision: started, visible: shown, policy: shownPolicy)
            shape = nil
        }
        if let bytes = built.bytes {
            told = position.complete
            isBookmarkDue = false
            return .send(bytes)
        }
        return silent(built.stop, feed)
    }

    /// Whether a stream that shares its messages stands at the end of the log and need not say so.
    private func hasNothingToTell(_ feed: Feed) -> Bool {
        position.complete == feed.head && position.isAtBoundary && !isBookmarkDue
            && plan.until == nil
            && position.complete.number - told.number < FeedLimits.silentRevisionsMax
    }

    /// The unit has been told whole: what it was told under is what the subscriber has.
    mutating func finish(_ unit: Unit) {
        shown = unit.visible
        shownPolicy = unit.policy
        changedAt = unit.changedAt ?? unit.policy.next
        self.unit = nil
    }

    /// There was nothing to tell: says why, or that the stream lives.
    private mutating func silent(_ stop: BatchStop, _ feed: Feed) -> SubscriptionStep {
        if let until = plan.until, position.complete >= until, position.isAtBoundary {
            return close(.untilRevision, retryAfterMilliseconds: 0, .reachedUntil, feed)
        }
        let isSilentForLong =
            position.complete.number - told.number >= FeedLimits.silentRevisionsMax
        if position.isAtBoundary, unit == nil, isBookmarkDue || isSilentForLong {
            return bookmark(feed)
        }
        switch stop {
        case .atLimit: return .wait
        case .enough: return .again
        case .behindRing: return .read(position)
        case .compacted:
            guard plan.resnapshots else {
                return finish(.compacted(floor: feed.logFloor, current: feed.head))
            }
            phase = .resetting(.compacted)
            return .again
        }
    }

    private mutating func bookmark(_ feed: Feed) -> SubscriptionStep {
        isBookmarkDue = false
        told = position.complete
        return .send(FeedMessage.encode(.bookmark, [], standing(feed)))
    }

    /// Prepares to tell what access gave and took, with the next revision; `false` when the stream has to
    /// begin again.
    ///
    /// What is taken may not wait, and cannot be told in the middle of a revision or from behind the ring. What
    /// is given can wait until the stream is there.
    private mutating func bringAccessUpToDate(_ feed: Feed) -> Bool {
        let isNarrower = !visible.includes(unit?.visible ?? shown)
        guard position.isAtBoundary, unit == nil else { return !isNarrower }
        // Rows from before a group got its list have no guard for it: they would tell its name from inside another.
        let hidesMore = isNarrower && visible.hiddenAssets != shown.hiddenAssets
        if hidesMore, position.complete.next < feed.policyRevision { return false }
        guard
            let transition = feed.transition(after: position.complete, from: shown, to: visible)
        else { return !isNarrower && position.complete.next < changedAt }
        unit = Unit(revision: transition, visible: visible, policy: feed.policyRevision)
        return true
    }

    // MARK: Goodbye

    private mutating func sayGoodbye(_ feed: Feed) -> SubscriptionStep? {
        switch ending {
        case nil:
            return nil
        case .now(let reason):
            return finish(reason)
        case .expiry:
            ending = .now(.credentialExpired)
            guard case .following = phase, position.isAtBoundary, unit == nil, shown == visible
            else { return finish(.credentialExpired) }
            return bookmark(feed)
        case .drain(let milliseconds):
            return close(
                .draining,
                retryAfterMilliseconds: milliseconds,
                .draining(retryAfterMilliseconds: milliseconds),
                feed
            )
        }
    }

    private mutating func close(
        _ reason: V1.ClosingReason,
        retryAfterMilliseconds: UInt32,
        _ end: SubscriptionEnd,
        _ feed: Feed
    ) -> SubscriptionStep {
        ending = .now(end)
        let message = V1.Closing {
            $0.reason = reason
            $0.token = opened.token
            $0.retryAfterMilliseconds = retryAfterMilliseconds
        }
        let isComplete = if case .following = phase { true } else { false }
        return .send(
            FeedMessage.encode(.closing, message.encoded(), isComplete ? standing(feed) : .nothing)
        )
    }
}
