import Directory
import GraphSimulator
import Store
import Sync
import Synchronization

/// A world whose rounds the engine starts, as in the service, in virtual time.
final class EngineWorld: SyncEngineHost {
    /// What became of the rounds.
    struct Ends: Sendable {
        var succeeded: [TenantID: Int] = [:]
        var failed: [TenantID: Int] = [:]
        /// What was found that delta queries had not told.
        var findingCount: UInt64 = 0
    }

    let world: FaultWorld
    private let executor: OneThread
    private let state = Mutex(Ends())

    init(_ world: FaultWorld, executor: OneThread) {
        self.world = world
        self.executor = executor
    }

    var ends: Ends { state.withLock(\.self) }

    /// An engine that follows every tenant of the world.
    func start(intervalSeconds: UInt32 = 3600) -> SyncEngine<EngineWorld> {
        let engine = SyncEngine(host: self, clock: world.clock, executor: executor)
        engine.follow(
            world.followed.map { followed in
                FollowedTenant(
                    id: followed.tenant,
                    entraID: followed.entraID,
                    intervalSeconds: intervalSeconds,
                    lastCompleted: nil
                )
            }
        )
        engine.start()
        return engine
    }

    // MARK: SyncEngineHost

    func prepare(_ tenant: TenantID) async throws(RoundError) -> RoundSetup {
        try await world.prepare(tenant)
    }

    func step<Value: Sendable>(
        _ body: @escaping @Sendable (any RoundPublisher) throws(StoreError) -> Value
    ) async throws(RoundError) -> Value {
        try await world.step(body)
    }

    func report(_ progress: SyncProgress) {}

    func ended(_ round: SyncSchedule.Start, run: RunID, record: RunRecord) {
        state.withLock { ends in
            ends.findingCount += record.findingCount
            if record.outcome == .succeeded {
                ends.succeeded[round.tenant, default: 0] += 1
            } else {
                ends.failed[round.tenant, default: 0] += 1
            }
        }
    }

    func refused(_ round: SyncSchedule.Start, _ error: RoundError) {
        state.withLock { $0.failed[round.tenant, default: 0] += 1 }
    }

    func unstored(_ run: RunID, _ error: RoundError) {}
}
