import Access
import ChangeFeed
import Directory
import ReadModel
import Transport
import Wire

/// What one loop holds: its own reference to the snapshot, and whatever it has sorted or kept because of it.
///
/// Touched by its loop's thread alone. A publish replaces the snapshot between two dispatches, never during one.
final class LoopState {
    let core: ServiceCore
    unowned let context: LoopContext
    private(set) var snapshot: Snapshot
    private(set) var freshness: FreshnessTable
    var orders = OrderCache()
    /// Who has called since policy changed.
    let callers = CallerTable()
    private(set) var recentImages = RecentImages()
    private var views: [Principal.Role: CallerViewTable] = [:]
    var groupHomes = GroupHomes()
    private var knownCallers = KnownCallers()
    private var toldFreshness = ToldFreshness()
    private var waiters: [RevisionWaiter] = []
    private var parked: [UInt64: (Result<PastImage, CallError>) -> Void] = [:]
    private var parkedCount: UInt64 = 0
    private var openings: [UInt64: (Result<SubscriptionOpening.Answer, CallError>) -> Void] = [:]
    private var works: [UInt64: (Result<any Sendable, CallError>) -> Void] = [:]
    let health: HealthWatchers
    let subscriptions: Subscriptions

    init(
        core: ServiceCore,
        context: LoopContext,
        snapshot: Snapshot,
        freshness: FreshnessTable,
        log: LogStart
    ) {
        self.core = core
        self.context = context
        self.snapshot = snapshot
        self.freshness = freshness
        health = HealthWatchers()
        subscriptions = Subscriptions(
            feed: Feed(
                image: SnapshotRows(snapshot),
                policyRevision: log.policyRevision,
                logFloor: log.floor,
                ringBytesMax: log.ringBytesMax
            ),
            context: context,
            core: core
        )
    }

    var now: Timestamp { core.clock() }

    /// Who calls, under the present snapshot.
    ///
    /// - Throws: UNAUTHENTICATED for a token that is missing, unknown, revoked or over; PERMISSION_DENIED for a
    ///   principal that was switched off or deleted.
    func caller(of call: Call) throws(CallError) -> Caller {
        let header = call.metadata("authorization")
        if let header, let known = knownCallers.caller(sending: header, at: now) { return known }
        let token = try Authenticator.token(of: call, in: snapshot)
        switch callers.caller(presenting: token.digest, at: now, under: snapshot.policy) {
        case .failure(let refusal): throw CallError(refusal)
        case .success(let caller):
            if let header { knownCallers.remember(caller, sending: header, until: token.expires) }
            return caller
        }
    }

    /// The freshness of what `organization` draws on, without its tenants one by one.
    func freshness(of organization: OrganizationID, in snapshot: Snapshot) -> V1.Freshness {
        guard snapshot === self.snapshot else {
            return freshness.message(for: organization, in: snapshot, withTenants: false, now: now)
        }
        return toldFreshness.message(for: organization, in: snapshot, freshness, now: now)
    }

    func callerViews(for role: Principal.Role) -> CallerViewTable {
        if let table = views[role] { return table }
        let table = CallerViewTable(role: role)
        views[role] = table
        return table
    }

    // MARK: What other threads post

    /// The next revision: calls that begin from here on see it, those under way keep theirs.
    ///
    /// The snapshot comes with what made it of the one before, so that the log and the snapshot of a loop always
    /// have the same revision.
    func received(_ next: Snapshot, _ revision: FeedRevision) {
        let now = now
        for (id, image) in snapshot.organizations {
            if let replacement = next.organizations[id], replacement === image { continue }
            recentImages.keep(image, at: now)
        }
        snapshot = next
        knownCallers = KnownCallers()
        toldFreshness = ToldFreshness()
        if revision.changesPolicy { callers.policyChanged() }
        let ready = waiters.filter { $0.revision <= next.revision.number }
        waiters.removeAll { $0.revision <= next.revision.number }
        subscriptions.published(revision, next, callers)
        for waiter in ready { waiter.proceed() }
    }

    func received(_ freshness: FreshnessTable) {
        self.freshness = freshness
        toldFreshness = ToldFreshness()
    }

    // MARK: Waiting for a revision

    /// Runs `proceed` once the snapshot has reached `revision`, or `giveUp` when the wait is over before that.
    func wait(
        for revision: UInt64,
        until deadline: Instant,
        proceed: @escaping () -> Void,
        giveUp: @escaping () -> Void
    ) {
        let waiter = RevisionWaiter(revision: revision, proceed: proceed)
        waiters.append(waiter)
        let latest = context.now.adding(milliseconds: CallLimits.revisionWaitMilliseconds)
        _ = context.schedule(at: min(deadline, latest)) { [weak self] in
            guard let self, let index = waiters.firstIndex(where: { $0 === waiter }) else { return }
            waiters.remove(at: index)
            giveUp()
        }
    }

    var waiterCount: Int { waiters.count }

    // MARK: Waiting for the past

    /// Keeps what is to be done with an image that another thread loads; answers the number to resume it by.
    func park(_ resume: @escaping (Result<PastImage, CallError>) -> Void) -> UInt64 {
        parkedCount += 1
        parked[parkedCount] = resume
        return parkedCount
    }

    /// Keeps what is to be done once another thread has looked where a stream begins.
    func parkOpening(
        _ resume: @escaping (Result<SubscriptionOpening.Answer, CallError>) -> Void
    ) -> UInt64 {
        parkedCount += 1
        openings[parkedCount] = resume
        return parkedCount
    }

    func resumeOpening(_ number: UInt64, with result: Result<SubscriptionOpening.Answer, CallError>)
    {
        openings.removeValue(forKey: number)?(result)
    }

    // MARK: Waiting for another thread's work

    /// Keeps what is to be done with what another thread works out; answers the number to resume it by.
    func parkWork<Value: Sendable>(
        _ resume: @escaping (Result<Value, CallError>) -> Void
    ) -> UInt64 {
        parkedCount += 1
        works[parkedCount] = { result in
            resume(
                result.map { value in
                    guard let value = value as? Value else {
                        preconditionFailure("what was parked for is resumed with")
                    }
                    return value
                }
            )
        }
        return parkedCount
    }

    func forgetWork(_ number: UInt64) {
        works[number] = nil
    }

    func resumeWork<Value: Sendable>(_ number: UInt64, with result: Result<Value, CallError>) {
        works.removeValue(forKey: number)?(result.map { $0 })
    }

    func resume(_ number: UInt64, with result: Result<PastImage, CallError>) {
        parked.removeValue(forKey: number)?(result)
    }
}

/// Where the log of changes stands when a loop begins.
struct LogStart: Sendable {
    /// The newest revision that changed policy.
    var policyRevision: Revision
    /// The oldest revision that a subscription can resume from.
    var floor: Revision
    var ringBytesMax: Int
}

/// A read that waits for a revision which is still to come.
private final class RevisionWaiter {
    let revision: UInt64
    let proceed: () -> Void

    init(revision: UInt64, proceed: @escaping () -> Void) {
        self.revision = revision
        self.proceed = proceed
    }
}

/// The bounds of calls, beside the transport's own.
enum CallLimits {
    /// The longest wait for `min_revision`, whatever the deadline.
    static let revisionWaitMilliseconds: Int64 = 30_000
    /// A wait for a revision further ahead than this is a mistake, not impatience.
    static let revisionLeadMax: UInt64 = 1_000_000
    /// Reads of one loop that wait for a revision.
    static let revisionWaitersMax = 10_000
    /// One message of an import: some thousands of records, so that a large import need not wait for many messages.
    static let importMessageBytesMax = 1 << 20
    /// Records of one import; more go into another call.
    static let importRecordsMax = 2_000_000
    /// Records of an import that one publish looks at, so that no command waits for a whole import.
    static let importRecordsPerPublishMax = 10_000
    /// Rejected records of an import that are told one by one.
    static let importRejectionsMax = 1000
    static let organizationsPerPageMax = 1000
    static let recordsPerMessage = 500
    /// The rows of one message end with the one that passes this, so that the message stays within its bound.
    static let rowBytesPerMessage = 128 * 1024
    /// Related items that people made in one organization: they are kept in memory with the policy.
    static let relatedItemsMax = 10_000
    static let deletedRecordsMax = 1000
    /// Groups that one command names.
    static let groupsPerCommandMax = 1000
    static let textBytesMax = 1024
    static let keyBytesMax = 128
}
