public import Directory

/// When each tenant's next round starts: a value that is told the time and asked who is due.
///
/// A tenant has at most one round under way. Starts are spread over the interval by a phase of the tenant's own, so
/// that a thousand tenants do not begin at the full hour; a failed round is tried again sooner than the interval, and
/// later after each failure.
public struct SyncSchedule: Sendable {
    private struct Entry {
        /// `nil`: only when somebody asks.
        var intervalSeconds: Int64?
        var phaseSeconds: Int64
        /// `nil`: not by itself.
        var dueAt: Timestamp?
        var isRunning = false
        var failureCount = 0
        var isAskedFor = false

        func isDue(at now: Timestamp) -> Bool {
            isAskedFor || dueAt.map { $0 <= now } ?? false
        }

        /// The entry after a round.
        func finished(at now: Timestamp, succeeded: Bool) -> Entry {
            var entry = self
            entry.isRunning = false
            entry.failureCount = succeeded ? 0 : failureCount + 1
            guard let intervalSeconds else { return entry }
            if succeeded {
                entry.dueAt = SyncSchedule.slot(
                    after: now,
                    interval: intervalSeconds,
                    phase: phaseSeconds
                )
            } else {
                let doublings = Int64(min(failureCount, 10))
                let pause = min(intervalSeconds, SyncLimits.retrySecondsMin << doublings)
                entry.dueAt = Timestamp(milliseconds: now.milliseconds + pause * 1000)
            }
            return entry
        }
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
        guard entries[tenant] == nil || entry.intervalSeconds != interval else { return }
        let wasScheduled = entry.intervalSeconds != nil
        entry.intervalSeconds = interval
        guard let interval else {
            entry.dueAt = nil
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
        entries[tenant] = nil
    }

    public var tenants: Set<TenantID> { Set(entries.keys) }

    public enum Asked: Sendable {
        /// It starts with the next `start(at:limit:)`.
        case queued
        /// A round is under way; its end is the answer.
        case running
        case unknownTenant
    }

    /// A person asks for a round now.
    public mutating func ask(for tenant: TenantID) -> Asked {
        guard var entry = entries[tenant] else { return .unknownTenant }
        guard !entry.isRunning else { return .running }
        entry.isAskedFor = true
        entries[tenant] = entry
        return .queued
    }

    /// The tenants whose rounds start now, those asked for first, then the longest overdue; each counts as running from here on.
    public mutating func start(at now: Timestamp, limit: Int) -> [TenantID] {
        let running = entries.values.count { $0.isRunning }
        let waiting = entries.filter {
            !$0.value.isRunning && $0.value.isDue(at: now)
        }
        let ordered = waiting.sorted { left, right in
            if left.value.isAskedFor != right.value.isAskedFor { return left.value.isAskedFor }
            let (leftDue, rightDue) = (left.value.dueAt ?? now, right.value.dueAt ?? now)
            return leftDue != rightDue ? leftDue < rightDue : left.key < right.key
        }
        let started = ordered.prefix(max(0, limit - running)).map(\.key)
        for tenant in started {
            entries[tenant]?.isRunning = true
            entries[tenant]?.isAskedFor = false
        }
        return started
    }

    /// A round has ended, well or not.
    public mutating func finished(_ tenant: TenantID, at now: Timestamp, succeeded: Bool) {
        guard let entry = entries[tenant] else { return }
        entries[tenant] = entry.finished(at: now, succeeded: succeeded)
    }

    /// When to look again, `nil` while nothing waits.
    public func nextDue() -> Timestamp? {
        entries.values.filter { !$0.isRunning }.compactMap {
            $0.isAskedFor ? Timestamp(milliseconds: 0) : $0.dueAt
        }.min()
    }

    /// The tenant's first slot after `time`, at least half an interval away, so that no round follows at once.
    private static func slot(after time: Timestamp, interval: Int64, phase: Int64) -> Timestamp {
        let seconds = time.milliseconds / 1000 + interval / 2
        let sincePhase = (seconds - phase) % interval
        let wait = sincePhase == 0 ? 0 : interval - sincePhase
        return Timestamp(milliseconds: (seconds + wait) * 1000)
    }
}
