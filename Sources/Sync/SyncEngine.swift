public import Directory
public import Graph
public import Store
import Synchronization

/// What the engine needs of the service, beside what its rounds need.
public protocol SyncEngineHost: RoundHost {
    /// Tells whoever watches that a round has ended; `record` is as it is stored.
    func ended(_ round: SyncSchedule.Start, run: RunID, record: RunRecord)

    /// Tells whoever watches that a round could not even begin.
    func refused(_ round: SyncSchedule.Start, _ error: RoundError)

    /// How a run ended could not be stored.
    func unstored(_ run: RunID, _ error: RoundError)
}

/// Starts every tenant's rounds when they are due or asked for, and sees to it that each has one at a time.
///
/// One task drives the schedule; each round is a task of its own. A round that fails concerns its tenant alone, and one
/// that waits for Graph takes no place from others.
public final class SyncEngine<Host: SyncEngineHost>: Sendable {
    private struct State {
        var schedule = SyncSchedule()
        var rounds: [TenantID: Task<Void, Never>] = [:]
        /// The run of a round that goes on later.
        var begun: [TenantID: BegunRun] = [:]
        /// Rounds that were told to end where they are, because too many wait.
        var givenUp: [TenantID: Timestamp] = [:]
        var isStopped = false
        /// The driver's pause, which a wake-up ends early.
        var pause: Task<Void, Never>?
        /// Something may be due earlier than the driver thought when it last looked.
        var isWoken = false
    }

    private struct BegunRun {
        var run: RunID
        var record: RunRecord
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

    /// Asks for a round now, or learns which one under way is as good.
    public func ask(for tenant: TenantID, full: Bool) -> SyncSchedule.Asked {
        let asked = state.withLock { $0.schedule.ask(for: tenant, full: full) }
        wake()
        return asked
    }

    /// When the tenant's next round starts by itself; `nil` while one is under way, and when none will.
    public func dueAt(_ tenant: TenantID) -> Timestamp? {
        state.withLock { $0.schedule.dueAt(tenant) }
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
            for start in state.schedule.start(at: now, limit: SyncLimits.roundsMax) {
                state.rounds[start.tenant] = Task(executorPreference: executor) {
                    await self.round(start)
                }
            }
        }
    }

    // MARK: One round

    private func round(_ start: SyncSchedule.Start) async {
        let end: RoundEnd
        do throws(RoundError) {
            end = try await perform(start)
        } catch {
            end = .refused(error)
        }
        let now = clock.now
        // First the schedule: whoever hears of the end may ask for the next round at once.
        state.withLock { state in
            state.rounds[start.tenant] = nil
            state.givenUp[start.tenant] = nil
            if case .putOff(let begun, _) = end {
                state.begun[start.tenant] = begun
            } else {
                state.begun[start.tenant] = nil
            }
            state.schedule.finished(start.tenant, at: now, end.outcome)
            if case .ran(_, let record, _, true) = end, record.outcome == .succeeded {
                state.schedule.reconcile(start.tenant, at: now)
            }
        }
        wake()
        switch end {
        case .ran(let run, let record, _, _): host.ended(start, run: run, record: record)
        case .refused(let error): host.refused(start, error)
        case .putOff: break
        }
    }

    /// What became of a round.
    private enum RoundEnd {
        case ran(RunID, RunRecord, retryAt: Timestamp?, isReconciliationDue: Bool)
        case putOff(BegunRun, until: Timestamp)
        case refused(RoundError)

        var outcome: SyncSchedule.Outcome {
            switch self {
            case .ran(_, let record, let retryAt, _):
                switch record.outcome {
                case .succeeded, .held: .succeeded
                case .running, .failed, .cancelled: .failed(retryAt: retryAt)
                }
            case .putOff(_, let until): .putOff(until: until)
            case .refused: .failed(retryAt: nil)
            }
        }
    }

    private func perform(_ start: SyncSchedule.Start) async throws(RoundError) -> RoundEnd {
        let tenant = start.tenant
        var setup = try await host.prepare(tenant)
        if start.isFull {
            for stream in DirectoryStream.allCases { setup.state[stream].deltaLink = nil }
        }
        let begun = try await begin(start)
        var record = begun.record
        setup.client.tally.observe { [weak self] pause in self?.paused(tenant, pause) }
        defer { setup.client.tally.observe(nil) }
        let round = TenantRound(of: tenant, run: begun.run, setup: setup, host: host, clock: clock)
        do throws(RoundError) {
            let summary = try await round.perform(record)
            let now = clock.now
            record = summary.applied(to: record, ended: now)
            record.add(setup.client.tally.counts)
            let isDue =
                !summary.isFull
                && setup.policy.isReconciliationDue(
                    setup.state,
                    of: setup.tenant.entraID,
                    at: now
                )
            return .ran(begun.run, record, retryAt: nil, isReconciliationDue: isDue)
        } catch {
            setup.staging.close()
            record.add(setup.client.tally.counts)
            if case .putOff(let until) = error {
                return .putOff(BegunRun(run: begun.run, record: record), until: until)
            }
            if let until = state.withLock({ $0.isStopped ? nil : $0.givenUp[tenant] }) {
                return .putOff(BegunRun(run: begun.run, record: record), until: until)
            }
            let retryAt = error.retryAt(now: clock.now)
            let failed = failed(record, with: error)
            await store(failed, of: begun.run)
            return .ran(begun.run, failed, retryAt: retryAt, isReconciliationDue: false)
        }
    }

    /// The run that goes on, or a new one.
    private func begin(_ start: SyncSchedule.Start) async throws(RoundError) -> BegunRun {
        if let begun = state.withLock({ $0.begun[start.tenant] }) { return begun }
        let record = RunRecord(
            tenant: start.tenant,
            started: clock.now,
            trigger: start.isAskedFor
                ? .request : start.isReconciliation ? .reconciliation : .schedule
        )
        let run = try await host.step { publisher throws(StoreError) in
            try publisher.store.beginRun(record)
        }
        return BegunRun(run: run, record: record)
    }

    private func failed(_ record: RunRecord, with error: RoundError) -> RunRecord {
        var record = record
        let error = error.wasStopped || Task.isCancelled ? .stopped : error
        record.ended = clock.now
        record.outcome = error.wasStopped ? .cancelled : .failed
        record.message = error.description
        record.errorClass = error.errorClass
        return record
    }

    /// Graph makes a round wait, or it goes on.
    private func paused(_ tenant: TenantID, _ pause: RequestTally.Pause) {
        let givenUp = state.withLock { state -> Task<Void, Never>? in
            switch pause {
            case .ended: state.schedule.resumed(tenant)
            case .began(let until):
                guard state.schedule.paused(tenant) == .giveUp else { return nil }
                state.givenUp[tenant] = until
                return state.rounds[tenant]
            }
            return nil
        }
        givenUp?.cancel()
        if case .began = pause { wake() }
    }

    /// Keeps how a round failed; when that fails too, the log has it.
    private func store(_ record: RunRecord, of run: RunID) async {
        let writes = RoundWrites(run: run, record: record)
        do throws(RoundError) {
            _ = try await host.step { publisher throws(StoreError) in
                try publisher.publish([], of: writes)
            }
        } catch {
            host.unstored(run, error)
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
