public import Directory

/// When each tenant's next round starts: a value that is told the time and asked who is due.
///
///     resting ──due or asked for──▶ running ──Graph says wait──▶ paused
///        ▲                            │  ▲                         │
///        └──────── finished ──────────┘  └───────── resumed ───────┘
///
/// A tenant has at most one round under way. Starts are spread over the interval by a phase of the tenant's own, so
/// that a thousand tenants do not begin at the full hour; a failed round is tried again sooner than the interval, and
/// later after each failure. A round that only waits for Graph takes no place from others, and tenants whose last round
/// failed share one half of the places, however many they are.
public struct SyncSchedule: Sendable {
    private struct Entry {
        /// `nil`: only when somebody asks.
        var intervalSeconds: Int64?
        var phaseSeconds: Int64
        /// `nil`: not by itself.
        var dueAt: Timestamp?
        var standing = Standing.resting
        /// Counts the tenant's rounds; one that is put off keeps its number.
        var roundNumber: UInt64 = 0
        var isPutOff = false
        var runsFull = false
        /// The next round reads everything again.
        var reconciles = false
        var failureCount = 0
        var request: Request?
        /// Nobody follows it any more; its round under way ends by itself.
        var isLeaving = false

        var isResting: Bool { standing == .resting }

        func isDue(at now: Timestamp) -> Bool {
            isResting && !isLeaving && (request != nil || dueAt.map { $0 <= now } ?? false)
        }
    }

    private enum Standing {
        case resting
        case running
        case paused
    }

    private enum Request {
        case round
        case fullRound
    }

    private var entries: [TenantID: Entry] = [:]

    public init() {}

    /// Adds a tenant or changes its interval; a new one is due within the first minute.
    ///
    /// - Parameters:
    ///   - tenant: Which.
    ///   - entraID: Gives the tenant its phase.
    ///   - intervalSeconds: From 60 upwards, less counts as 60; `nil` for rounds on demand only.
    ///   - lastCompleted: The end of its last good round, `nil` when there was none.
    ///   - now: The present.
    public mutating func set(
        _ tenant: TenantID,
        entraID: GUID,
        intervalSeconds: UInt32?,
        lastCompleted: Timestamp?,
        now: Timestamp
    ) {
        let interval = intervalSeconds.map { max(Int64($0), SyncLimits.intervalSecondsMin) }
        var entry = entries[tenant] ?? Entry(phaseSeconds: 0)
        let isNew = entries[tenant] == nil || entry.isLeaving
        entry.isLeaving = false
        guard isNew || entry.intervalSeconds != interval else { return }
        let wasScheduled = entry.intervalSeconds != nil
        entry.intervalSeconds = interval
        guard let interval else {
            // What was put off goes on: whoever asked for it waits for its end.
            if !entry.isPutOff { entry.dueAt = nil }
            entries[tenant] = entry
            return
        }
        let phase = Int64((entraID.high ^ entraID.low) % UInt64(interval))
        entry.phaseSeconds = phase
        if wasScheduled, let dueAt = entry.dueAt {
            entry.dueAt = min(dueAt, Self.slot(after: now, interval: interval, phase: phase))
        } else if let lastCompleted {
            let slot = Self.slot(after: lastCompleted, interval: interval, phase: phase)
            entry.dueAt = max(now, slot)
        } else {
            let spread = phase % SyncLimits.firstRoundSpreadSeconds
            entry.dueAt = Timestamp(milliseconds: now.milliseconds + spread * 1000)
        }
        entries[tenant] = entry
    }

    /// Forgets a tenant; a round under way ends by itself.
    public mutating func remove(_ tenant: TenantID) {
        guard let entry = entries[tenant], !entry.isResting else {
            entries[tenant] = nil
            return
        }
        entries[tenant]?.isLeaving = true
        entries[tenant]?.request = nil
    }

    public var tenants: Set<TenantID> { Set(entries.filter { !$0.value.isLeaving }.keys) }

    // MARK: Asking

    /// Which round answers a request, by the number that its end is told with.
    public enum Asked: Hashable, Sendable {
        /// It starts with the next `start(at:limit:)` that has a place.
        case queued(round: UInt64)
        /// It is under way.
        case running(round: UInt64)
        case unknownTenant
    }

    /// A person asks for a round now.
    ///
    /// One that is under way is as good, unless everything is to be read again and it reads only what changed: then
    /// another one follows.
    public mutating func ask(for tenant: TenantID, full: Bool = false) -> Asked {
        guard let entry = entries[tenant], !entry.isLeaving else { return .unknownTenant }
        if !entry.isResting, !full || entry.runsFull { return .running(round: entry.roundNumber) }
        if full || entry.request == nil {
            entries[tenant]?.request = full ? .fullRound : .round
        }
        let isContinued = entry.isResting && entry.isPutOff
        return .queued(round: isContinued ? entry.roundNumber : entry.roundNumber + 1)
    }

    // MARK: Rounds

    /// A round that begins, or one that was put off and goes on.
    public struct Start: Hashable, Sendable {
        public var tenant: TenantID
        public var round: UInt64
        public var isAskedFor: Bool
        public var isFull: Bool
        /// It reads everything again to find what the rounds before it have missed.
        public var isReconciliation: Bool
    }

    /// The tenants whose rounds start now, those asked for first, then the longest overdue.
    ///
    /// Each counts as running from here on.
    ///
    /// - Parameters:
    ///   - now: The present.
    ///   - limit: How many rounds may be at work at once; those that wait for Graph are not counted.
    /// - Returns: The rounds to start.
    public mutating func start(at now: Timestamp, limit: Int) -> [Start] {
        let working = entries.values.filter { $0.standing == .running }
        var places = limit - working.count
        guard places > 0 else { return [] }
        var placesOfFailing = max(1, limit / 2) - working.count { $0.failureCount > 0 }
        let waiting = entries.filter { $0.value.isDue(at: now) }
        let ordered = waiting.sorted { left, right in
            let (isLeftAsked, isRightAsked) = (
                left.value.request != nil, right.value.request != nil
            )
            if isLeftAsked != isRightAsked { return isLeftAsked }
            let (leftDue, rightDue) = (left.value.dueAt ?? now, right.value.dueAt ?? now)
            return leftDue != rightDue ? leftDue < rightDue : left.key < right.key
        }
        var started: [Start] = []
        for (tenant, entry) in ordered where places > 0 {
            if entry.failureCount > 0 {
                guard placesOfFailing > 0 else { continue }
                placesOfFailing -= 1
            }
            places -= 1
            started.append(begin(tenant, entry))
        }
        return started
    }

    private mutating func begin(_ tenant: TenantID, _ waiting: Entry) -> Start {
        var entry = waiting
        if !entry.isPutOff {
            entry.roundNumber += 1
            entry.runsFull = entry.request == .fullRound || entry.reconciles
        } else if entry.request == .fullRound {
            // What waits is let go; the round begins anew and reads everything.
            entry.runsFull = true
        }
        entry.isPutOff = false
        entry.request = nil
        entry.reconciles = false
        entry.standing = .running
        entries[tenant] = entry
        return Start(
            tenant: tenant,
            round: entry.roundNumber,
            isAskedFor: waiting.request != nil,
            isFull: entry.runsFull,
            isReconciliation: waiting.reconciles
        )
    }

    /// What to do with a round that Graph makes wait.
    public enum Pause: Hashable, Sendable {
        case wait
        /// Too many wait already: the round is to end where it is, and goes on later.
        case giveUp
    }

    /// Graph makes a round wait: its place is free for others meanwhile.
    public mutating func paused(_ tenant: TenantID) -> Pause {
        guard entries[tenant]?.standing == .running else { return .wait }
        let pausedCount = entries.values.count { $0.standing == .paused }
        entries[tenant]?.standing = .paused
        return pausedCount < SyncLimits.pausedRoundsMax ? .wait : .giveUp
    }

    /// A round that had to wait goes on.
    public mutating func resumed(_ tenant: TenantID) {
        guard entries[tenant]?.standing == .paused else { return }
        entries[tenant]?.standing = .running
    }

    /// How a round ended, as far as the next one depends on it.
    public enum Outcome: Hashable, Sendable {
        case succeeded
        /// `retryAt`: no sooner than then, where that is known.
        case failed(retryAt: Timestamp?)
        /// It goes on from where it is at the given time, under the same number.
        case putOff(until: Timestamp)
    }

    /// A round has ended, or has been put off.
    public mutating func finished(_ tenant: TenantID, at now: Timestamp, _ outcome: Outcome) {
        guard var entry = entries[tenant] else { return }
        guard !entry.isLeaving else {
            entries[tenant] = nil
            return
        }
        entry.standing = .resting
        switch outcome {
        case .putOff(let until):
            entry.isPutOff = true
            entry.dueAt = until
        case .succeeded:
            entry.failureCount = 0
            if let interval = entry.intervalSeconds {
                entry.dueAt = Self.slot(after: now, interval: interval, phase: entry.phaseSeconds)
            } else {
                entry.dueAt = nil
            }
        case .failed(let retryAt):
            let doublings = Int64(min(entry.failureCount, 10))
            entry.failureCount += 1
            guard let interval = entry.intervalSeconds else {
                entry.dueAt = nil
                break
            }
            let pause = min(interval, SyncLimits.retrySecondsMin << doublings)
            let due = Timestamp(milliseconds: now.milliseconds + pause * 1000)
            entry.dueAt = max(due, retryAt ?? due)
        }
        entries[tenant] = entry
    }

    /// A round that reads everything again follows the one that has just ended, when its turn comes.
    public mutating func reconcile(_ tenant: TenantID, at now: Timestamp) {
        guard entries[tenant]?.isResting ?? false else { return }
        entries[tenant]?.reconciles = true
        entries[tenant]?.dueAt = now
    }

    // MARK: Looking ahead

    /// When to look again, `nil` while nothing waits.
    public func nextDue() -> Timestamp? {
        entries.values.filter { $0.isResting && !$0.isLeaving }.compactMap {
            $0.request != nil ? Timestamp(milliseconds: 0) : $0.dueAt
        }.min()
    }

    /// When the tenant's next round starts by itself; `nil` when none will.
    public func dueAt(_ tenant: TenantID) -> Timestamp? {
        guard let entry = entries[tenant], entry.isResting, !entry.isLeaving else { return nil }
        return entry.dueAt
    }

    /// The tenant's first slot after `time`, at least half an interval away, so that no round follows at once.
    private static func slot(after time: Timestamp, interval: Int64, phase: Int64) -> Timestamp {
        let seconds = time.milliseconds / 1000 + interval / 2
        let sincePhase = (seconds - phase) % interval
        let wait = sincePhase == 0 ? 0 : interval - sincePhase
        return Timestamp(milliseconds: (seconds + wait) * 1000)
    }
}
