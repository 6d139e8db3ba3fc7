public import Directory
public import Graph
public import Store
import Synchronization

/// What the engine needs of the service, beside what its rounds need.
public protocol SyncEngineHost: RoundHost {
    /// Tells whoever watches that a round has ended; `record` is as it is stored.
    func ended(_ tenant: TenantID, run: RunID, record: RunRecord)

    /// Tells whoever watches that a round could not even begin.
    func refused(_ tenant: TenantID, _ error: RoundError)
}

/// Starts every tenant's rounds when they are due or asked for, and sees to it that each has one at a time.
///
/// One task drives the schedule; each round is a task of its own. A round that fails concerns its tenant alone.
public final class SyncEngine<Host: SyncEngineHost>: Sendable {
    private struct State {
        var schedule = SyncSchedule()
        var rounds: [TenantID: Task<Void, Never>] = [:]
        var fullRounds: Set<TenantID> = []
        var triggers: [TenantID: RunRecord.Trigger] = [:]
        var isStopped = false
        /// The driver's pause, which a wake-up ends early.
        var pause: Task<Void, Never>?
        /// Something may be due earlier than the driver thought when it last looked.
        var isWoken = false
    }

    private let host: Host
    private let clock: any GraphClock
    private let executor: (any TaskExecutor)?
    private let state = Mutex(State())
    private let driver = Mutex<Task<Void, Never>?>(nil)

    /// - Parameters:
    ///   - host: What the rounds need.
    ///   - clock: The time.
    ///   - executor: Where the schedule and the rounds run; `nil` for Swift's own threads.
    public init(host: Host, clock: any GraphClock, executor: (any TaskExecutor)? = nil) {
        self.host = host
        self.clock = clock
        self.executor = executor
    }

    /// Begins to drive the schedule.
    public func start() {
        driver.withLock { driver in
            driver = Task(executorPreference: executor) { await self.drive() }
        }
    }

    /// Makes the schedule follow `tenants`; others are forgotten, their rounds under way end by themselves.
    public func follow(_ tenants: [FollowedTenant]) {
        let now = clock.now
        state.withLock { state in
            for gone in state.schedule.tenants.subtracting(tenants.map(\.id)) {
                state.schedule.remove(gone)
            }
            for tenant in tenants {
                state.schedule.set(
                    tenant.id,
                    entraID: tenant.entraID,
                    intervalSeconds: tenant.intervalSeconds,
                    lastCompleted: tenant.lastCompleted,
                    now: now
                )
            }
        }
        wake()
    }

    /// Asks for a round now; one that is under way is as good, unless everything is to be read again.
    public func ask(for tenant: TenantID, full: Bool) -> SyncSchedule.Asked {
        let asked = state.withLock { state in
            let asked = state.schedule.ask(for: tenant)
            if case .queued = asked {
                state.triggers[tenant] = .request
                if full { state.fullRounds.insert(tenant) }
            }
            return asked
        }
        wake()
        return asked
    }

    /// Stops the schedule and every round, and returns when all have ended.
    public func stop() async {
        let rounds = state.withLock { state in
            state.isStopped = true
            return Array(state.rounds.values)
        }
        wake()
        let driver = driver.withLock(\.self)
        driver?.cancel()
        for round in rounds { round.cancel() }
        for round in rounds { await round.value }
        await driver?.value
    }

    // MARK: Driving

    private func drive() async {
        while !Task.isCancelled {
            startDue()
            let now = clock.now
            // What is due and was not started waits for a round to end, which wakes the driver.
            let due = state.withLock { $0.schedule.nextDue() }.flatMap { $0 > now ? $0 : nil }
            let wait = due.map { $0.milliseconds - now.milliseconds } ?? Self.pauseMillisecondsMax
            await pause(milliseconds: min(wait, Self.pauseMillisecondsMax))
        }
    }

    /// Looking again this often costs nothing, and bounds what a clock that was set can do.
    private static var pauseMillisecondsMax: Int64 { 60_000 }

    private func pause(milliseconds: Int64) async {
        let clock = clock
        let pause = state.withLock { state -> Task<Void, Never>? in
            guard !state.isWoken, !state.isStopped else {
                state.isWoken = false
                return nil
            }
            let pause = Task(executorPreference: executor) {
                _ = try? await clock.sleep(milliseconds: milliseconds)
            }
            state.pause = pause
            return pause
        }
        await pause?.value
        state.withLock { state in
            state.pause = nil
            state.isWoken = false
        }
    }

    private func wake() {
        state.withLock { state in
            state.isWoken = true
            state.pause?.cancel()
        }
    }

    private func startDue() {
        let now = clock.now
        state.withLock { state in
            guard !state.isStopped else { return }
            for tenant in state.schedule.start(at: now, limit: SyncLimits.roundsMax) {
                let trigger = state.triggers.removeValue(forKey: tenant) ?? .schedule
                let isFull = state.fullRounds.remove(tenant) != nil
                state.rounds[tenant] = Task(executorPreference: executor) {
                    await self.round(of: tenant, trigger: trigger, isFull: isFull)
                }
            }
        }
    }

    private func round(of tenant: TenantID, trigger: RunRecord.Trigger, isFull: Bool) async {
        let end: RoundEnd
        do throws(RoundError) {
            end = try await perform(tenant, trigger: trigger, isFull: isFull)
        } catch {
            end = .refused(error)
        }
        let now = clock.now
        // First the schedule: whoever hears of the end may ask for the next round at once.
        state.withLock { state in
            state.rounds[tenant] = nil
            state.schedule.finished(tenant, at: now, succeeded: end.isSuccess)
        }
        wake()
        switch end {
        case .ran(let run, let record): host.ended(tenant, run: run, record: record)
        case .refused(let error): host.refused(tenant, error)
        }
    }

    /// What became of a round.
    private enum RoundEnd {
        case ran(RunID, RunRecord)
        case refused(RoundError)

        var isSuccess: Bool {
            if case .ran(_, let record) = self { record.outcome == .succeeded } else { false }
        }
    }

    private func perform(
        _ tenant: TenantID,
        trigger: RunRecord.Trigger,
        isFull: Bool
    ) async throws(RoundError) -> RoundEnd {
        var setup = try await host.prepare(tenant)
        if isFull {
            for stream in DirectoryStream.allCases { setup.state[stream].deltaLink = nil }
        }
        let started = clock.now
        var record = RunRecord(tenant: tenant, started: started, trigger: trigger)
        let begun = record
        let run = try await host.step { publisher throws(StoreError) in
            try publisher.store.beginRun(begun)
        }
        let round = TenantRound(of: tenant, run: run, setup: setup, host: host, clock: clock)
        do throws(RoundError) {
            let summary = try await round.perform(record)
            record = summary.applied(to: record, ended: clock.now)
            return .ran(run, record)
        } catch {
            setup.staging.close()
            record.ended = clock.now
            let error = error.wasStopped || Task.isCancelled ? .stopped : error
            record.outcome = error.wasStopped ? .cancelled : .failed
            record.message = error.description
            await store(record, of: run)
            return .ran(run, record)
        }
    }

    /// Keeps how a round failed; when that fails too, the log has it.
    private func store(_ record: RunRecord, of run: RunID) async {
        let writes = RoundWrites(run: run, record: record)
        do throws(RoundError) {
            _ = try await host.step { publisher throws(StoreError) in
                try publisher.publish([], of: writes)
            }
        } catch {
            host.refused(record.tenant, error)
        }
    }
}

/// A tenant as the schedule needs it.
public struct FollowedTenant: Hashable, Sendable {
    public var id: TenantID
    public var entraID: GUID
    /// `nil`: only when somebody asks.
    public var intervalSeconds: UInt32?
    public var lastCompleted: Timestamp?

    public init(
        id: TenantID,
        entraID: GUID,
        intervalSeconds: UInt32?,
        lastCompleted: Timestamp?
    ) {
        self.id = id
        self.entraID = entraID
        self.intervalSeconds = intervalSeconds
        self.lastCompleted = lastCompleted
    }
}
