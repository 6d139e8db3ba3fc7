import Directory
import ReadModel
import Sync
import Testing

@testable import GraphSimulator

/// First imports that list everything, many groups at once, before they follow changes.
@Suite struct ListingTests {
    private static var behavior: DeltaBehavior {
        var behavior = DeltaBehavior()
        behavior.objectsPerPageMax = 9
        behavior.linksPerPageMax = 15
        return behavior
    }

    private func run<Value: Sendable>(
        seed: UInt64,
        _ behavior: DeltaBehavior = ListingTests.behavior,
        listsAtFirst: Bool = true,
        _ body: @escaping @Sendable (FaultWorld) async throws -> Value
    ) throws -> Value {
        let thread = OneThread(seed: seed, clock: VirtualClock())
        let world = try FaultWorld(
            seed: seed,
            behaviors: [behavior],
            executor: thread,
            policy: SyncPolicy(listsAtFirst: listsAtFirst)
        )
        return try thread.run { try await body(world) }
    }

    /// What is documented is the same to the last member, those in the recycle bin included, and it is followed as well.
    @Test(arguments: [true, false], [1, 2, 3] as [UInt64])
    func theResultIsTheSame(resends: Bool, seed: UInt64) throws {
        var behavior = Self.behavior
        behavior.restoreResendsMembers = resends
        let contents = try [true, false].map { listsAtFirst in
            try run(seed: seed, behavior, listsAtFirst: listsAtFirst) { world in
                let tenant = world.followed[0].entraID.text
                try await world.sync(0)
                let batches = world.simulator.requestCounts["/v1.0/$batch"] ?? 0
                #expect((batches > 0) == listsAtFirst)
                try #require(try world.differences() == [])
                let first = try world.documented(0).contents()
                for round in 0..<6 as Range<UInt64> {
                    try world.simulator.apply(
                        .churn(.init(tenant: tenant, count: 25, seed: seed << 8 | round))
                    )
                    try await world.sync(0)
                    try #require(try world.differences() == [], "round \(round)")
                }
                let revision = world.snapshot.revision
                try await world.sync(0, full: true)
                #expect(world.snapshot.revision == revision)
                return first
            }
        }
        #expect(contents[0].present == contents[1].present)
        #expect(contents[0].members == contents[1].members)
    }

    /// What changes while the lists are read is told by the delta link from before them.
    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func whatChangesMeanwhileIsNotLost(seed: UInt64) throws {
        try run(seed: seed) { world in
            let tenant = world.followed[0].entraID.text
            await withTaskGroup(of: Void.self) { group in
                group.addTask { _ = try? await world.sync(0) }
                group.addTask {
                    for round in 0..<8 as Range<UInt64> {
                        try? await world.clock.sleep(milliseconds: 150)
                        _ = try? world.simulator.apply(
                            .churn(.init(tenant: tenant, count: 8, seed: seed << 8 | round))
                        )
                    }
                }
            }
            try await world.sync(0)
            try #require(try world.differences() == [])
        }
    }

    /// Whatever goes wrong, the import goes on from what it has listed, and ends in the truth.
    @Test(arguments: FaultMode.allCases)
    func anImportThatListsSurvives(mode: FaultMode) throws {
        for call in [2, 5, 9] {
            try run(seed: 17) { world in
                var fault = Fault(mode)
                fault.call = mode.scope == .signIn ? 1 : call
                fault.count = 1
                world.simulator.arm(fault)
                for _ in 0..<3 {
                    _ = try? await world.sync(0)
                    try await world.clock.sleep(milliseconds: 600_000)
                }
                world.simulator.disarm()
                try await world.sync(0)
                try #require(try world.differences() == [], "\(mode) at \(call)")
                #expect(world.transport.strayRequests == [])
            }
        }
    }
}
