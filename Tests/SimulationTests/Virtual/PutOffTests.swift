import Directory
import ReadModel
import Sync
import Testing

@testable import GraphSimulator

/// Rounds that wait until they may become visible.
@Suite struct PutOffTests {
    /// A full round in the place of a lost link waits once, and not again each time that somebody looks whether its time
    /// has come.
    @Test(arguments: ["/users", "/groups"])
    func aFullRoundForALostLinkWaitsOnce(path: String) throws {
        let thread = OneThread(seed: 29, clock: VirtualClock())
        let world = try FaultWorld(
            seed: 29,
            behaviors: [DeltaBehavior()],
            executor: thread,
            policy: SyncPolicy(visibilityDelaySeconds: 600)
        )
        try thread.run {
            try await world.sync(0)
            let tenant = world.followed[0].entraID.text
            try world.simulator.apply(.churn(.init(tenant: tenant, count: 20, seed: 1)))
            var fault = Fault(.syncStateNotFound)
            fault.path = path
            fault.call = 1
            fault.count = 1
            world.simulator.arm(fault)
            let revision = world.snapshot.revision
            for seconds in [0, 300] as [Int64] {
                try await world.clock.sleep(milliseconds: seconds * 1000)
                do {
                    try await world.sync(0)
                    Issue.record("it did not wait")
                } catch {
                    guard case RoundError.putOff = error else {
                        Issue.record("\(error)")
                        return
                    }
                }
                #expect(world.snapshot.revision == revision)
            }
            #expect(world.simulator.faults.map(\.hitCount) == [1])
            try await world.clock.sleep(milliseconds: 301_000)
            #expect(try await world.sync(0).isFull)
            #expect(try world.differences() == [])
        }
    }
}
