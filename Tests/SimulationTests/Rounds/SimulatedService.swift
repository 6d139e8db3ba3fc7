import Directory
import Graph
import GraphSimulator
import Logging
import Matching
import ReadModel
import Synchronization
import Testing

@testable import Server
@testable import Store
@testable import Sync

/// As much of the service as a round needs, on a store of its own, beside the simulator that it follows.
///
/// `restart()` gives the directory up and opens it again, as a new process would.
final class SimulatedService: RoundHost, DocumentedTenant {
    private struct State {
        var store: Store
        var publisher: Publisher
        var stepCount = 0
        /// The step that the service does not live to see, counted from 1 on.
        var lastStep: Int?
        /// What somebody else does before a step, once.
        var visit: (step: Int, body: @Sendable (Publisher) -> Void)?
    }

    let simulator: Simulator
    let transport: SimulatedTransport
    let clock = TestClock()
    let tenant: TenantID
    let organization: OrganizationID
    let entraID: GUID
    private let directory = ScratchDirectory()
    private let application: (id: GUID, secret: String)
    /// What the operator decided; for a test to change between rounds.
    let policy = Mutex(SyncPolicy())
    private let state: Mutex<State>
    private let watcher = Mutex<(@Sendable (SyncProgress) -> Void)?>(nil)
    private let interruption =
        Mutex<(phase: SyncProgress.Phase, body: @Sendable () -> Void)?>(nil)

    init(seed: UInt64, behavior: DeltaBehavior = DeltaBehavior()) throws {
        var simulation = Simulation(seed: seed)
        simulation.behavior = behavior
        let entraID = simulation.addTenant(profile: .small, name: "Contoso")
        self.entraID = entraID
        application = try SimulatedTruth.application(of: simulation)
        let clock = clock
        simulator = try Simulator(simulation) { clock.seconds }
        transport = SimulatedTransport(simulator)
        let store = try Store(directory: directory.path)
        tenant = try store.intern(tenant: entraID)
        organization = try store.intern(organization: "contoso")
        state = Mutex(State(store: store, publisher: try Self.makePublisher(store, clock)))
        try publish(firstPolicy())
    }

    deinit { state.withLock { $0.store.close() } }

    private func firstPolicy() -> [Change] {
        let integration = Integration(
            key: "main",
            name: "Main",
            applicationID: application.id.text,
            syncsMicrosoft365Groups: true,
            syncsSecurityGroups: true
        )
        return [
            .policy(.organization(organization, Organization(key: "contoso", name: "Contoso"))),
            .policy(.integration("main", integration)),
            .policy(
                .tenant(
                    tenant,
                    Tenant(entraID: entraID, integrationKey: "main", organization: organization)
                )
            ),
        ]
    }

    private static func makePublisher(_ store: Store, _ clock: TestClock) throws -> Publisher {
        try Publisher(
            store: store,
            hashKey: HashKey(first: 3, second: 4),
            clock: { clock.now },
            broadcast: { _, _ in }
        )
    }

    // MARK: What a test does

    var snapshot: Snapshot { state.withLock(\.publisher.snapshot) }

    func read<Value>(_ body: (StoreReader) throws(StoreError) -> Value) throws(StoreError) -> Value
    {
        let store = state.withLock(\.store)
        return try store.read(body)
    }

    func publish(_ changes: [Change]) throws {
        try state.withLock { state in
            _ = try state.publisher.publish(ChangeBatch(.command, changes))
        }
    }

    /// What is kept of the tenant between rounds.
    var tenantState: TenantState {
        get throws {
            try #require(
                try read { reader throws(StoreError) in try reader.tenantState(of: tenant) }
            )
        }
    }

    /// Changes what is kept of the tenant as a command does, and lets go what waits then.
    func changeState(dropsPending: Bool = false, _ change: (inout TenantState) -> Void) throws {
        var changed = try tenantState
        change(&changed)
        try state.withLock { state in
            var batch = ChangeBatch(.command)
            batch.tenantStates[tenant] = changed
            if dropsPending { batch.tenantsWithoutPending = [tenant] }
            _ = try state.publisher.publish(batch)
            guard !changed.notes.isEmpty else { return }
            var step: ThawStep? = ThawStep(tenant: tenant, logger: Logger(label: "test"))
            while let next = step { step = try next.run(state.publisher) }
        }
    }

    /// Ends the service and starts it again on the same directory.
    func restart() throws {
        let path = directory.path
        let clock = clock
        try state.withLock { state in
            state.store.close()
            let store = try Store(directory: path)
            state = State(store: store, publisher: try Self.makePublisher(store, clock))
        }
    }

    /// Ends the service in the `step`-th step of the writer from now on, before it does anything.
    func stop(atStep step: Int?) {
        state.withLock { state in
            state.stepCount = 0
            state.lastStep = step
        }
    }

    /// Does something else before the `step`-th step of the writer from now on.
    func visit(beforeStep step: Int, _ body: @escaping @Sendable (Publisher) -> Void) {
        state.withLock { state in
            state.stepCount = 0
            state.visit = (step, body)
        }
    }

    /// Does something on the writer's side between rounds.
    func perform<Value: Sendable>(_ body: (Publisher) throws -> Value) throws -> Value {
        try state.withLock { state in try body(state.publisher) }
    }

    /// Runs one round, as the engine does.
    @discardableResult
    func sync(full: Bool = false) async throws(RoundError) -> TenantRound<SimulatedService>.Summary
    {
        var setup = try await prepare(tenant)
        if full {
            for stream in DirectoryStream.allCases { setup.state[stream].deltaLink = nil }
        }
        let record = RunRecord(tenant: tenant, started: clock.now, trigger: .request)
        do throws(RoundError) {
            let run = try await step { publisher throws(StoreError) in
                try publisher.store.beginRun(record)
            }
            let round = TenantRound(of: tenant, run: run, setup: setup, host: self, clock: clock)
            return try await round.perform(record)
        } catch {
            setup.staging.close()
            throw error
        }
    }

    // MARK: RoundHost

    func prepare(_ id: TenantID) async throws(RoundError) -> RoundSetup {
        let snapshot = snapshot
        guard let tenant = snapshot.policy.tenants[id],
            let integration = snapshot.policy.integrations[tenant.integrationKey],
            let cloud = GraphCloud(
                .global,
                loginBase: "http://login.test",
                graphBase: "http://graph.test"
            )
        else { throw .refused("the test has no such tenant") }
        let store = state.withLock(\.store)
        do throws(StoreError) {
            return RoundSetup(
                tenant: tenant,
                integration: integration,
                client: GraphClient(
                    tenant: tenant.entraID,
                    applicationID: integration.applicationID,
                    credential: .secret(application.secret),
                    cloud: cloud,
                    transport: transport,
                    clock: clock
                ),
                staging: try store.openStaging(for: tenant.entraID),
                state: try store.read { reader throws(StoreError) in
                    try reader.tenantState(of: id) ?? TenantState()
                },
                policy: policy.withLock(\.self)
            )
        } catch {
            throw .store(error)
        }
    }

    func step<Value: Sendable>(
        _ body: @escaping @Sendable (any RoundPublisher) throws(StoreError) -> Value
    ) async throws(RoundError) -> Value {
        let result: Result<Value, RoundError> = state.withLock { state in
            state.stepCount += 1
            guard state.stepCount != state.lastStep else { return .failure(.stopped) }
            if let visit = state.visit, visit.step == state.stepCount {
                state.visit = nil
                visit.body(state.publisher)
            }
            do throws(StoreError) {
                return .success(try body(state.publisher))
            } catch {
                return .failure(.store(error))
            }
        }
        return try result.get()
    }

    func report(_ progress: SyncProgress) {
        watcher.withLock(\.self)?(progress)
        let body = interruption.withLock { interruption -> (@Sendable () -> Void)? in
            guard let waiting = interruption, waiting.phase == progress.phase else { return nil }
            interruption = nil
            return waiting.body
        }
        body?()
    }

    /// Tells `body` of all progress from now on.
    func watch(_ body: @escaping @Sendable (SyncProgress) -> Void) {
        watcher.withLock { $0 = body }
    }

    /// Does something else, once, when a round enters `phase`.
    func interrupt(at phase: SyncProgress.Phase, _ body: @escaping @Sendable () -> Void) {
        interruption.withLock { $0 = (phase, body) }
    }
}
