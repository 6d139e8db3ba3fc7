import Directory
import Graph
import GraphSimulator
import ReadModel
import Store
import Sync
import Synchronization
import Testing

@testable import Server

/// The engine with one tenant: what is asked for, what is put off, and what follows by itself.
@Suite struct EngineTests {
    /// A service whose rounds the engine starts; it tells of every end.
    private final class Host: SyncEngineHost {
        let service: SimulatedService
        let ends: AsyncStream<End>
        private let continuation: AsyncStream<End>.Continuation

        struct End: Sendable {
            var start: SyncSchedule.Start
            var run: RunID?
            var record: RunRecord?
        }

        init(_ service: SimulatedService) {
            self.service = service
            (ends, continuation) = AsyncStream.makeStream()
        }

        func prepare(_ tenant: TenantID) async throws(RoundError) -> RoundSetup {
            try await service.prepare(tenant)
        }

        func step<Value: Sendable>(
            _ body: @escaping @Sendable (any RoundPublisher) throws(StoreError) -> Value
        ) async throws(RoundError) -> Value {
            try await service.step(body)
        }

        func report(_ progress: SyncProgress) { service.report(progress) }

        func ended(_ round: SyncSchedule.Start, run: RunID, record: RunRecord) {
            continuation.yield(End(start: round, run: run, record: record))
        }

        func refused(_ round: SyncSchedule.Start, _ error: RoundError) {
            continuation.yield(End(start: round))
        }

        func unstored(_ run: RunID, _ error: RoundError) {}
    }

    private struct Fixture {
        let service: SimulatedService
        let engine: SyncEngine<Host>
        var ends: AsyncStream<Host.End>.Iterator

        init(seed: UInt64, _ policy: SyncPolicy = SyncPolicy()) throws {
            service = try SimulatedService(seed: seed)
            service.policy.withLock { $0 = policy }
            let host = Host(service)
            ends = host.ends.makeAsyncIterator()
            engine = SyncEngine(host: host, clock: service.clock, executor: nil)
            follow()
            engine.start()
        }

        /// Looks at the schedule again: the clock of the test wakes nobody.
        func follow() {
            engine.follow([
                FollowedTenant(
                    id: service.tenant,
                    entraID: service.entraID,
                    intervalSeconds: nil,
                    lastCompleted: nil
                )
            ])
        }

        mutating func nextEnd() async throws -> Host.End {
            try #require(await ends.next(isolation: nil))
        }

        func runCount() throws -> Int {
            try service.read { reader throws(StoreError) in try reader.runs(limit: 100).count }
        }
    }

    @Test func aFullRoundThatIsAskedForDuringARoundFollowsIt() async throws {
        var fixture = try Fixture(seed: 1)
        let (engine, tenant) = (fixture.engine, fixture.service.tenant)
        _ = engine.ask(for: tenant, full: false)
        #expect(try await fixture.nextEnd().record?.outcome == .succeeded)
        let asked = Mutex<SyncSchedule.Asked?>(nil)
        fixture.service.interrupt(at: .publishing) {
            asked.withLock { $0 = engine.ask(for: tenant, full: true) }
        }
        _ = engine.ask(for: tenant, full: false)
        let incremental = try await fixture.nextEnd()
        #expect(incremental.record?.isFull == false)
        let answer = asked.withLock { $0 }
        #expect(answer == .queued(round: incremental.start.round + 1))
        let full = try await fixture.nextEnd()
        #expect(full.start.round == incremental.start.round + 1)
        #expect(full.record?.isFull == true)
        await engine.stop()
    }

    @Test func aTenantThatNobodyFollowsIsSaidToBeUnknown() async throws {
        let fixture = try Fixture(seed: 1)
        let asked = fixture.engine.ask(for: TenantID(99), full: false)
        #expect(asked == .unknownTenant)
        await fixture.engine.stop()
    }

    @Test func aRoundThatIsPutOffGoesOnInTheSameRun() async throws {
        var fixture = try Fixture(seed: 2, SyncPolicy(visibilityDelaySeconds: 600))
        let (engine, service) = (fixture.engine, fixture.service)
        _ = engine.ask(for: service.tenant, full: false)
        // Nothing is documented yet, so a first import does not wait.
        #expect(try await fixture.nextEnd().record?.outcome == .succeeded)
        try service.simulator.apply(
            .churn(.init(tenant: service.entraID.text, count: 20, seed: 2))
        )
        let before = service.snapshot.revision
        _ = engine.ask(for: service.tenant, full: false)
        while engine.dueAt(service.tenant) == nil { await Task.yield() }
        #expect(service.snapshot.revision == before)
        service.clock.advance(seconds: 700)
        fixture.follow()
        let end = try await fixture.nextEnd()
        #expect(end.record?.outcome == .succeeded)
        #expect(try fixture.runCount() == 2)
        #expect(service.snapshot.revision > before)
        await engine.stop()
    }

    @Test func everythingIsReadAgainWhenItIsTime() async throws {
        var fixture = try Fixture(seed: 3, SyncPolicy(reconciliationSeconds: 30_000))
        let (engine, service) = (fixture.engine, fixture.service)
        _ = engine.ask(for: service.tenant, full: false)
        _ = try await fixture.nextEnd()
        service.clock.advance(seconds: 31_000)
        _ = engine.ask(for: service.tenant, full: false)
        let incremental = try await fixture.nextEnd()
        #expect(incremental.record?.isFull == false)
        let full = try await fixture.nextEnd()
        #expect(full.start.isReconciliation)
        #expect(full.record?.trigger == .reconciliation)
        #expect(full.record?.isFull == true)
        #expect(full.record?.findingCount == 0)
        await engine.stop()
    }
}
