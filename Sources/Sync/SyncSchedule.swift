public import Directory

/// When each tenant's next round starts: a value that is told the time and asked who is due.
///
/// A tenant has at most one round under way. Starts are spread over the interval by a phase of the tenant's own, so
/// that a thousand tenants do not begin at the full hour; a failed round is tried again sooner than the interval, and
/// later after each failure.
public struct SyncSchedule: Sendable {
    private struct Entry {
        var intervalSeconds: Int64
        var phaseSeconds: Int64
        var dueAt: Timestamp
        var isRunning = false
        var failureCount = 0
        var isAskedFor = false
    }

    private var entries: [TenantID: Entry] = [:]

    public init() {}

    /// Adds a tenant or changes its interval; a new one is due within the first minute.
    ///
    /// - Parameters:
    ///   - tenant: Which.
    ///   - entraID: Gives the tenant its phase.
    ///   - intervalSeconds: From 60 upwards; less counts as 60.
    ///   - lastCompleted: The end of its last good round, `nil` when there was none.
    ///   - now: The present.
    public mutating func set(
        _ tenant: TenantID,
        entraID: GUID,
        intervalSeconds: UInt32,
        lastCompleted: Timestamp?,
        now: Timestamp
    ) {
        let interval = max(Int64(intervalSeconds), SyncLimits.intervalSecondsMin)
        let phase = Int64((entraID.high ^ entraID.low) % UInt64(interval))
        if var entry = entries[tenant] {
            guard entry.intervalSeconds != interval else { return }
            entry.intervalSeconds = interval
            entry.phaseSeconds = phase
            entry.dueAt = min(entry.dueAt, Self.slot(after: now, interval: interval, phase: phase))
            entries[tenant] = entry
            return
        }
        let dueAt: Timestamp
        if let lastCompleted {
            dueAt = max(now, Self.slot(after: lastCompleted, interval: interval, phase: phase))
        } else {
            let spread = phase % SyncLimits.firstRoundSpreadSeconds
            dueAt = Timestamp(milliseconds: now.milliseconds + spread * 1000)
        }
        entries[tenant] = Entry(intervalSeconds: interval, phaseSeconds: phase, dueAt: dueAt)
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
            !$0.value.isRunning && ($0.value.isAskedFor || $0.value.dueAt <= now)
        }
        let ordered = waiting.sorted { left, right in
            if left.value.isAskedFor != right.value.isAskedFor { return left.value.isAskedFor }
            if left.value.dueAt != right.value.dueAt { return left.value.dueAt < right.value.dueAt }
            return left.key < right.key
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
        guard var entry = entries[tenant] else { return }
        entry.isRunning = false
        if succeeded {
            entry.failureCount = 0
            entry.dueAt = Self.slot(
                after: now,
                interval: entry.intervalSeconds,
                phase: entry.phaseSeconds
            )
        } else {
            let doublings = min(entry.failureCount, 10)
            entry.failureCount += 1
            let pause = min(entry.intervalSeconds, SyncLimits.retrySecondsMin << Int64(doublings))
            entry.dueAt = Timestamp(milliseconds: now.milliseconds + pause * 1000)
        }
        entries[tenant] = entry
    }

    /// When to look again, `nil` while nothing waits.
    public func nextDue() -> Timestamp? {
        entries.values.filter { !$0.isRunning }.map {
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
