import Directory
import Graph
import GraphSimulator
import Logging
import Matching
import ReadModel
import Synchronization
import TestSupport
import Testing

@testable import Server
@testable import Store
@testable import Sync

/// A service and the tenants that it follows, in virtual time on one thread.
final class FaultWorld: RoundHost {
    /// One followed tenant.
    struct Followed: Sendable {
        let tenant: TenantID
        let entraID: GUID
        let organization: OrganizationID
    }

    private struct State {
        var store: Store
        var publisher: Publisher
        var clients: [TenantID: GraphClient] = [:]
        var stepCount = 0
        /// The step that the service does not live to see, counted from 1 on.
        var lastStep: Int?
        /// The SQL step of the next staging file that fails.
        var stagingFault: Int?
    }

    /// The files that a round writes to.
    enum StoreFile: CaseIterable, Sendable {
        case main
        case staging
    }

    let simulator: Simulator
    let clock: VirtualClock
    let followed: [Followed]
    let transport: VirtualTransport
    let truth: TruthHistory
    /// What the clients log; errors that end rounds are added to it.
    let log: SecretWatch
    private let executor: OneThread
    private let policy: SyncPolicy
    private let seed: UInt64
    private let directory = ScratchDirectory()
    private let application: (id: GUID, secret: String)
    private let state: Mutex<State>

    /// A world that nothing has happened in yet.
    ///
    /// - Parameters:
    ///   - seed: decides on everything that is left to chance.
    ///   - profile: how large the tenants are.
    ///   - behaviors: how each tenant behaves; there are as many tenants.
    ///   - executor: where everything runs.
    ///   - policy: how rounds are.
    /// - Throws: what keeps the store from being made.
    init(
        seed: UInt64,
        profile: Profile = .small,
        behaviors: [DeltaBehavior],
        executor: OneThread,
        policy: SyncPolicy = SyncPolicy()
    ) throws {
        self.policy = policy
        self.seed = seed
        self.executor = executor
        clock = executor.clock
        var simulation = Simulation(seed: seed)
        var ids: [GUID] = []
        for (place, behavior) in behaviors.enumerated() {
            simulation.behavior = behavior
            ids.append(simulation.addTenant(profile: profile, name: "Tenant \(place)"))
        }
        application = try SimulatedTruth.application(of: simulation)
        log = SecretWatch(secrets: [application.secret])
        let clock = executor.clock
        let simulator = try Simulator(simulation) { clock.seconds }
        self.simulator = simulator
        let truth = TruthHistory(simulator, clock: clock)
        self.truth = truth
        transport = VirtualTransport(simulator, clock: clock, seed: seed) { truth.observe() }
        let store = try Store(directory: directory.path)
        followed = try ids.enumerated().map { place, id in
            Followed(
                tenant: try store.intern(tenant: id),
                entraID: id,
                organization: try store.intern(organization: "organization-\(place)")
            )
        }
        state = Mutex(State(store: store, publisher: try Self.makePublisher(store, clock)))
        let changes = firstPolicy()
        try state.withLock { state in
            _ = try state.publisher.publish(ChangeBatch(.command, changes))
        }
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
        var changes: [Change] = [.policy(.integration("main", integration))]
        for (place, one) in followed.enumerated() {
            let key = "organization-\(place)"
            changes.append(
                .policy(.organization(one.organization, Organization(key: key, name: key)))
            )
            let tenant = Tenant(
                entraID: one.entraID,
                integrationKey: "main",
                organization: one.organization
            )
            changes.append(.policy(.tenant(one.tenant, tenant)))
        }
        return changes
    }

    private static func makePublisher(_ store: Store, _ clock: VirtualClock) throws -> Publisher {
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

    /// One tenant, as the truth is compared with it.
    func documented(_ place: Int) -> FollowedView { FollowedView(world: self, place: place) }

    /// Where the documentation of any tenant is not the truth.
    func differences() throws -> [String] {
        let simulation = simulator.simulation
        return try followed.indices.flatMap { place in
            let truth = try SimulatedTruth(simulation, tenant: followed[place].entraID)
            return try truth.differences(in: documented(place)).map { "tenant \(place): \($0)" }
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

    /// Makes the `step`-th SQL step from now on fail, in one of the files; `nil` lets all succeed.
    func breakStore(_ file: StoreFile, atStep step: Int?) {
        state.withLock { state in
            switch file {
            case .main: try? state.store.injectFault(atStep: step ?? -1)
            case .staging: state.stagingFault = step
            }
        }
    }

    /// Runs one round, as the engine does.
    @discardableResult
    func sync(
        _ place: Int,
        full: Bool = false
    ) async throws(RoundError) -> TenantRound<FaultWorld>.Summary {
        let tenant = followed[place].tenant
        var setup = try await prepare(tenant)
        if full {
            for stream in DirectoryStream.allCases { setup.state[stream].deltaLink = nil }
        }
        let record = RunRecord(tenant: tenant, started: clock.now, trigger: .schedule)
        do throws(RoundError) {
            let run = try await step { publisher throws(StoreError) in
                try publisher.store.beginRun(record)
            }
            let round = TenantRound(of: tenant, run: run, setup: setup, host: self, clock: clock)
            return try await round.perform(record)
        } catch {
            setup.staging.close()
            log.logger.warning("a round has failed: \(error)")
            throw error
        }
    }

    // MARK: RoundHost

    func prepare(_ id: TenantID) async throws(RoundError) -> RoundSetup {
        let snapshot = snapshot
        guard let tenant = snapshot.policy.tenants[id],
            let integration = snapshot.policy.integrations[tenant.integrationKey],
            let client = client(of: tenant, id)
        else { throw .refused("the test has no such tenant") }
        let (store, stagingFault) = state.withLock { ($0.store, $0.stagingFault) }
        do throws(StoreError) {
            let staging = try store.openStaging(for: tenant.entraID)
            if let stagingFault { try staging.injectFault(atStep: stagingFault) }
            return RoundSetup(
                tenant: tenant,
                integration: integration,
                client: client,
                staging: staging,
                state: try store.read { reader throws(StoreError) in
                    try reader.tenantState(of: id) ?? TenantState()
                },
                policy: policy
            )
        } catch {
            throw .store(error)
        }
    }

    /// The tenant's client, which lives as long as the service, and with it its token.
    private func client(of tenant: Tenant, _ id: TenantID) -> GraphClient? {
        if let client = state.withLock({ $0.clients[id] }) { return client }
        guard
            let cloud = GraphCloud(
                .global,
                loginBase: "http://login.test",
                graphBase: "http://graph.test"
            )
        else { return nil }
        let client = GraphClient(
            tenant: tenant.entraID,
            applicationID: application.id.text,
            credential: .secret(application.secret),
            cloud: cloud,
            transport: transport,
            clock: clock,
            random: SplitMix64(seed: seed &+ UInt64(id.rawValue)),
            logger: log.logger,
            executor: executor
        )
        state.withLock { $0.clients[id] = client }
        return client
    }

    func step<Value: Sendable>(
        _ body: @escaping @Sendable (any RoundPublisher) throws(StoreError) -> Value
    ) async throws(RoundError) -> Value {
        let result: Result<Value, RoundError> = state.withLock { state in
            state.stepCount += 1
            guard state.stepCount != state.lastStep else { return .failure(.stopped) }
            do throws(StoreError) {
                return .success(try body(state.publisher))
            } catch {
                return .failure(.store(error))
            }
        }
        return try result.get()
    }

    func report(_ progress: SyncProgress) {}
}

/// One tenant of a world.
struct FollowedView: DocumentedTenant {
    let world: FaultWorld
    let place: Int

    var tenant: TenantID { world.followed[place].tenant }
    var organization: OrganizationID { world.followed[place].organization }
    var snapshot: Snapshot { world.snapshot }

    func read<Value>(_ body: (StoreReader) throws(StoreError) -> Value) throws(StoreError) -> Value
    {
        try world.read(body)
    }

    /// What is documented as being there, and who is in which group.
    func contents() throws -> DocumentedContents {
        try read { reader throws(StoreError) in
            var contents = DocumentedContents()
            var last: GUID?
            while true {
                let objects = try reader.mirroredObjects(of: tenant, after: last, limit: 500)
                guard let end = objects.last?.entraID else { return contents }
                for object in objects {
                    if object.documented.map({ !$0.isDeleted }) ?? false {
                        contents.present.insert(object.entraID)
                    }
                    guard object.type == .group else { continue }
                    let members = try reader.mirrored(try reader.documentedMembers(of: object.id))
                    contents.members[object.entraID] = Set(members.compactMap { $0?.entraID })
                }
                last = end
            }
        }
    }
}

/// What the documentation of one tenant holds, by Entra ids.
struct DocumentedContents {
    var present: Set<GUID> = []
    var members: [GUID: Set<GUID>] = [:]
}
