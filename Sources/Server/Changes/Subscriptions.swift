import Access
import ChangeFeed
import Directory
import Logging
import ReadModel
import Store
import Transport

/// The subscriptions of one loop, and the log that they share.
final class Subscriptions {
    let feed: Feed
    let context: LoopContext
    private let core: ServiceCore
    /// In the order in which they came, for the most part: so a publish walks through memory, and does not jump.
    private var sources: [SubscriptionSource] = []
    /// Who waits for a read of the log, by where it begins.
    private var reads: [FeedPosition: [SubscriptionSource]] = [:]
    private var due: [SubscriptionSource] = []
    private var isWakeScheduled = false
    private(set) var isDraining = false

    init(feed: Feed, context: LoopContext, core: ServiceCore) {
        self.feed = feed
        self.context = context
        self.core = core
    }

    var now: Timestamp { core.clock() }
    var count: Int { sources.count }

    func add(_ source: SubscriptionSource) {
        source.place = sources.count
        sources.append(source)
        if isDraining { scheduleGoodbye(source) }
    }

    func remove(_ source: SubscriptionSource) {
        guard let place = source.place else { return }
        source.place = nil
        let last = sources.removeLast()
        guard last !== source else { return }
        sources[place] = last
        last.place = place
    }

    // MARK: Events

    /// The next revision is here: whoever may not go on is told, and everyone is asked for a message.
    func published(
        _ revision: FeedRevision,
        _ snapshot: Snapshot,
        _ callers: CallerTable
    ) {
        feed.published(revision, image: SnapshotRows(snapshot))
        for source in sources where revision.changesPolicy || source.asksForGroup {
            let caller = callers.caller(
                presenting: source.token.digest,
                at: now,
                under: snapshot.policy
            )
            if revision.changesPolicy {
                apply(caller, snapshot, at: revision.number, to: source)
            } else if case .success(let caller) = caller {
                // A group can be hidden by what it becomes, too, without anybody changing who may see what.
                source.principalMayHaveChanged(for: caller, in: snapshot)
            }
        }
        for source in sources { source.wake() }
    }

    private func apply(
        _ caller: Result<Caller, Refusal>,
        _ snapshot: Snapshot,
        at revision: Revision,
        to source: SubscriptionSource
    ) {
        guard snapshot.policy.account.documentsGroups else {
            source.end(.featureSwitchedOff)
            return
        }
        switch caller {
        case .success(let caller) where caller.refusal(of: .read) == nil:
            source.accessChanged(for: caller, in: snapshot, at: revision)
        case .failure(.tokenExpired):
            // Its own clock ends it, after a last word.
            break
        case .success, .failure:
            source.end(.accessWithdrawn)
        }
    }

    func trimmed(to floor: Revision) {
        feed.trimmed(to: floor)
        for source in sources { source.wake() }
    }

    /// The server goes down: each stream says goodbye at a moment of its own, so that not all come back at once.
    func drain() {
        isDraining = true
        for source in sources { scheduleGoodbye(source) }
    }

    private func scheduleGoodbye(_ source: SubscriptionSource) {
        let delay = Int64.random(in: 0...core.goodbyeMilliseconds)
        _ = context.schedule(at: context.now.adding(milliseconds: delay)) { [weak source] in
            source?.drain(retryAfterMilliseconds: UInt32.random(in: 100...2000))
        }
    }

    // MARK: How far behind

    /// Over all streams of the loop.
    var lag: SubscriptionLag {
        var lag = SubscriptionLag()
        for source in sources { lag.add(source.lag) }
        return lag
    }

    /// Tells operators of streams that cannot keep up: they read from the disk, and end once the log has moved on.
    func reportLag() {
        let lag = lag
        guard lag.streamsBehindRing > 0 else { return }
        let seconds = lag.since.map { (now.milliseconds - $0.milliseconds) / 1000 } ?? 0
        core.logger.notice(
            """
            subscriptions of one loop: \(lag.streamsBehindRing) of \(lag.streams) are behind what is kept in \
            memory, the furthest by \(lag.revisions) revisions, \(lag.bytes) bytes and \(seconds) s of it in memory
            """
        )
    }

    // MARK: Turns

    /// Asks for the source's next message once the loop has looked after the others.
    func wakeSoon(_ source: SubscriptionSource) {
        due.append(source)
        guard !isWakeScheduled else { return }
        isWakeScheduled = true
        _ = context.schedule(at: context.now) { [weak self] in
            guard let self else { return }
            isWakeScheduled = false
            let woken = due
            due = []
            for source in woken { source.wake() }
        }
    }

    // MARK: The log behind the ring

    /// Reads a page of the log; streams at the same place share it.
    func read(from position: FeedPosition, for source: SubscriptionSource) {
        reads[position, default: []].append(source)
        guard reads[position]?.count == 1 else { return }
        let mailbox = context.mailbox
        let logger = core.logger
        let submitted = core.readPool.submit { reader in
            let result = Result { () throws(StoreError) in
                var log = LogReader(reader)
                return try log.parts(from: position)
            }
            if case .failure(let error) = result, !error.isBelowLogFloor {
                logger.error("the log of changes cannot be read: \(error)")
            }
            mailbox.post { context in
                let state = context.application(as: LoopState.self)
                state.subscriptions.finishedReading(from: position, result)
            }
        }
        guard submitted != .queued else { return }
        // Too many others read; it is tried again.
        let waiting = reads.removeValue(forKey: position) ?? []
        _ = context.schedule(at: context.now.adding(milliseconds: Self.retryMilliseconds)) {
            for source in waiting { source.wake() }
        }
    }

    private static let retryMilliseconds: Int64 = 50

    func finishedReading(
        from position: FeedPosition,
        _ result: Result<[FeedRevision], StoreError>
    ) {
        let waiting = reads.removeValue(forKey: position) ?? []
        switch result {
        case .success(let parts):
            feed.received(parts, at: position)
        case .failure(let error):
            if case .belowLogFloor(let floor) = error.reason {
                feed.trimmed(to: Revision(floor))
            } else {
                for source in waiting { source.end(.failed) }
            }
        }
        for source in waiting { source.wake() }
    }
}

extension StoreError {
    fileprivate var isBelowLogFloor: Bool {
        if case .belowLogFloor = reason { true } else { false }
    }
}
