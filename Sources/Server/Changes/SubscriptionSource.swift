import Access
import ChangeFeed
import Directory
import ReadModel
import Transport

/// One subscription on its stream: asks it for messages when the client has room, and keeps its clock.
final class SubscriptionSource: ResponseSource {
    /// Holds the source until the stream has ended.
    private let table: Subscriptions
    private var subscription: Subscription
    /// Where it stands in the table; `nil` when it does not.
    var place: Int?
    let call: Call
    /// The filter that was asked for.
    private let asked: ChangeFilter
    /// Makes the tokens of a stream of this caller that begins now, where there can be more than one.
    private let sealed: ((ChangeFilter) -> [UInt8])?
    /// The credential that opened the stream.
    let token: AccessToken
    private var sentAt: Instant
    private var timer: LoopContext.ScheduledWork?
    private var holdsWork = true
    private var isExpiryTold = false
    private var isDeadlineTold = false

    init(
        _ subscription: Subscription,
        asked: ChangeFilter,
        sealed: ((ChangeFilter) -> [UInt8])?,
        token: AccessToken,
        call: Call,
        in table: Subscriptions
    ) {
        self.subscription = subscription
        self.asked = asked
        asksForGroup = asked.asksForGroup
        self.sealed = sealed
        self.token = token
        self.call = call
        self.table = table
        sentAt = table.context.now
    }

    // MARK: Messages

    func next(_ call: Call) -> ResponseStep {
        switch subscription.next(table.feed) {
        case .send(let message):
            sentAt = table.context.now
            arm()
            return .message(MessageBytes(message))
        case .again:
            // Others on this loop have their turn first.
            table.wakeSoon(self)
            return .wait
        case .wait:
            if holdsWork, subscription.isLive(table.feed) {
                holdsWork = false
                call.releaseWorkSlot()
            }
            return .wait
        case .read(let position):
            table.read(from: position, for: self)
            return .wait
        case .end(let reason):
            forget()
            return .end(reason.status)
        }
    }

    func cancelled(_ reason: CancellationReason) {
        forget()
    }

    private func forget() {
        if let timer { table.context.cancel(timer) }
        timer = nil
        table.remove(self)
    }

    func wake() {
        call.wake()
    }

    /// How far the stream is behind.
    var lag: SubscriptionLag { subscription.lag(table.feed) }

    // MARK: Events

    /// What the caller may see may have become another with `revision`.
    func accessChanged(for caller: Caller, in snapshot: Snapshot, at revision: Revision) {
        subscription.accessChanged(to: caller.visible, at: revision)
        principalMayHaveChanged(for: caller, in: snapshot)
    }

    /// Whether the stream tells the groups that a group is in, which may be hidden from the caller.
    let asksForGroup: Bool

    /// The group that the filter asks for may be hidden now, or seen again.
    func principalMayHaveChanged(for caller: Caller, in snapshot: Snapshot) {
        guard let sealed else { return }
        let seen = asked.seen(by: caller, in: snapshot)
        guard seen.principal != subscription.plan.filter.principal else { return }
        subscription.principalChanged(to: seen.principal, token: sealed(seen))
    }

    func end(_ reason: SubscriptionEnd) {
        subscription.end(reason)
        wake()
    }

    func drain(retryAfterMilliseconds: UInt32) {
        subscription.drain(retryAfterMilliseconds: retryAfterMilliseconds)
        wake()
    }

    /// Starts the clock: heartbeats, the credential's end, the call's deadline.
    func start() { arm() }

    // MARK: The clock

    /// How long before the deadline the last bookmark is sent.
    private static let deadlineLeadMilliseconds: Int64 = 2000

    private func arm() {
        guard timer == nil else { return }
        let next = min(heartbeatAt, expiryAt, deadlineBookmarkAt)
        guard next < .distantFuture else { return }
        // Not weakly: an object to which something points weakly is counted in a table beside it, and each delivery
        // counts. The timer is cancelled when the stream ends.
        timer = table.context.schedule(at: next) { [self] in timerFired() }
    }

    private func timerFired() {
        timer = nil
        let now = table.context.now
        if now >= expiryAt {
            isExpiryTold = true
            subscription.credentialExpired()
            wake()
        }
        if now >= heartbeatAt {
            // Should the client take nothing, the next one is due a heartbeat from now.
            sentAt = now
            subscription.bookmarkDue()
            wake()
        }
        if now >= deadlineBookmarkAt {
            isDeadlineTold = true
            subscription.bookmarkDue()
            wake()
        }
        arm()
    }

    private lazy var jitter = Double.random(in: 0.9...1.1)

    private var heartbeatAt: Instant {
        let milliseconds = Double(subscription.plan.heartbeatMilliseconds) * jitter
        return sentAt.adding(milliseconds: Int64(milliseconds))
    }

    private var expiryAt: Instant {
        guard !isExpiryTold, let expires = token.expires else { return .distantFuture }
        let left = expires.milliseconds.subtractingReportingOverflow(table.now.milliseconds)
        guard !left.overflow else { return .distantFuture }
        return table.context.now.adding(milliseconds: max(0, left.partialValue))
    }

    private var deadlineBookmarkAt: Instant {
        guard !isDeadlineTold, call.deadline < .distantFuture else { return .distantFuture }
        return call.deadline.adding(milliseconds: -Self.deadlineLeadMilliseconds)
    }
}
