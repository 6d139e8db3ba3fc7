import Directory
import GraphSimulator
import ReadModel
import Sync
import Testing

/// Many small rounds, and a full one that has nothing to add to them.
@Suite struct DriftTests {
    private func run(
        _ behavior: DeltaBehavior = DeltaBehavior(),
        seed: UInt64,
        _ body: @escaping @Sendable (FaultWorld) async throws -> Void
    ) throws {
        let thread = OneThread(seed: seed, clock: VirtualClock())
        let world = try FaultWorld(seed: seed, behaviors: [behavior], executor: thread)
        try thread.run { try await body(world) }
    }

    /// A full round finds nothing that was not known, and makes no revision of it.
    private static func expectNothingMore(_ world: FaultWorld, _ comment: Comment) async throws {
        try #require(try world.differences() == [], comment)
        let revision = world.snapshot.revision
        #expect(try await world.sync(0, full: true).isFull, comment)
        #expect(world.snapshot.revision == revision, comment)
    }

    /// Rules 16 and 29, whether or not the end of a member is told of the groups that it was in.
    @Test(arguments: [true, false], [70, 74, 1, 2, 3, 4] as [UInt64])
    func aFullRoundFindsNothingThatSmallOnesHaveNotTold(tellsPurges: Bool, seed: UInt64) throws {
        var behavior = DeltaBehavior()
        behavior.purgeReportedInMembers = tellsPurges
        try run(behavior, seed: seed) { world in
            try await world.sync(0)
            for round in 0..<12 as Range<UInt64> {
                let tenant = world.followed[0].entraID.text
                let churn = seed &* 1000 &+ round
                try world.simulator.apply(.churn(.init(tenant: tenant, count: 25, seed: churn)))
                try await world.sync(0)
                try #require(try world.differences() == [], "round \(round)")
                try await world.clock.sleep(milliseconds: 60_000)
            }
            try await Self.expectNothingMore(world, "seed \(seed)")
        }
    }

    /// Rule 15: who leaves a group in the moment in which the group is deleted has left it when it comes back, although
    /// no page tells so, and nobody in the recycle bin is in a list of members.
    @Test(arguments: [true, false], [true, false])
    func aRestoredGroupHasWhoeverIsInItAndNobodyElse(resends: Bool, isDeleted: Bool) throws {
        var behavior = DeltaBehavior()
        behavior.restoreResendsMembers = resends
        try run(behavior, seed: 5) { world in
            try await world.sync(0)
            let tenant = world.followed[0].entraID
            let truth = try SimulatedTruth(world.simulator.simulation, tenant: tenant)
            let group = try truth.groupWithUsers(atLeast: 2)
            let users = try truth.members(of: group).sorted()
            func mutate(_ action: Mutation.Action, _ id: GUID, members: [GUID] = []) throws {
                var mutation = Mutation(action, id: id.text)
                if !members.isEmpty { mutation.members = members.map(\.text) }
                try world.simulator.apply(.mutate(tenant: tenant.text, mutation))
            }
            try mutate(.removeMembers, group, members: [users[0]])
            try mutate(.delete, group)
            try await world.sync(0)
            if isDeleted {
                for user in users.prefix(2) { try mutate(.delete, user) }
                try await world.sync(0)
            }
            try mutate(.restore, group)
            try await world.sync(0)
            try await Self.expectNothingMore(world, "resends \(resends), deleted \(isDeleted)")
        }
    }
}
