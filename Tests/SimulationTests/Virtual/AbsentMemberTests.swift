import Directory
import Graph
import ReadModel
import Sync
import Testing

@testable import GraphSimulator
@testable import Store

/// Members who were there when the pages of groups were given, and not any more when those of users were.
@Suite struct AbsentMemberTests {
    /// A tenant whose streams say as little as they may of who is gone.
    private static var behavior: DeltaBehavior {
        var behavior = DeltaBehavior()
        behavior.objectsPerPageMax = 9
        behavior.linksPerPageMax = 15
        behavior.initialRemovedShare = 0
        behavior.purgeReportedInMembers = false
        return behavior
    }

    private func run(_ body: @escaping @Sendable (FaultWorld) async throws -> Void) throws {
        let thread = OneThread(seed: 23, clock: VirtualClock())
        let world = try FaultWorld(seed: 23, behaviors: [Self.behavior], executor: thread)
        try thread.run { try await body(world) }
    }

    private static func truth(_ world: FaultWorld) throws -> SimulatedTruth {
        try SimulatedTruth(world.simulator.simulation, tenant: world.followed[0].entraID)
    }

    private static func mutate(_ world: FaultWorld, _ action: Mutation.Action, _ id: GUID) throws {
        let tenant = world.followed[0].entraID.text
        try world.simulator.apply(.mutate(tenant: tenant, Mutation(action, id: id.text)))
    }

    private static func user(of group: GUID, _ world: FaultWorld) throws -> GUID {
        let truth = try truth(world)
        let users = Set(truth.live(.user))
        return try #require(try truth.members(of: group).filter(users.contains).min())
    }

    /// The stream of users has to begin anew with its next request.
    private static func loseUsersLink(_ world: FaultWorld) {
        var fault = Fault(.syncStateNotFound)
        fault.path = "/users"
        fault.call = 1
        fault.count = 1
        world.simulator.arm(fault)
    }

    /// A first import that has read all users, and some of the groups.
    private static func importInPart(_ world: FaultWorld) async throws {
        var fault = Fault(.gatewayTimeout)
        fault.path = "/groups/delta"
        fault.call = 5
        world.simulator.arm(fault)
        await #expect(throws: RoundError.self) { try await world.sync(0) }
        world.simulator.disarm()
        try await world.clock.sleep(milliseconds: 60_000)
    }

    /// Rules 13 and 14: the full round of users that takes the place of a lost link does not tell who is gone for good, and
    /// no stream ever will; so the groups are read anew as well.
    @Test func whoIsPurgedWhileTheLinkOfUsersIsLostIsInNoGroup() throws {
        try run { world in
            try await world.sync(0)
            let group = try Self.truth(world).groupWithUsers()
            let user = try Self.user(of: group, world)
            try Self.mutate(world, .purge, user)
            Self.loseUsersLink(world)
            #expect(try await world.sync(0).isFull)
            #expect(world.simulator.faults.map(\.hitCount) == [1])
            try #require(try world.differences() == [])
            #expect(try world.documented(0).contents().members[group]?.contains(user) == false)
            let revision = world.snapshot.revision
            try await world.sync(0, full: true)
            #expect(world.snapshot.revision == revision)
        }
    }

    /// Rules 12 and 13: pages of groups from before the users were read anew name members who are gone; they are read
    /// again.
    @Test func whoIsPurgedInTheMiddleOfAFirstImportIsInNoGroup() throws {
        try run { world in
            let group = try Self.truth(world).groupWithUsers()
            let user = try Self.user(of: group, world)
            try await Self.importInPart(world)
            try Self.mutate(world, .purge, user)
            Self.loseUsersLink(world)
            try await world.sync(0)
            #expect(world.simulator.faults.map(\.hitCount) == [1])
            try #require(try world.differences() == [])
            #expect(try world.documented(0).contents().members[group]?.contains(user) == false)
        }
    }

    /// Rule 14: who is in the recycle bin keeps its memberships meanwhile, and has them when it comes back.
    @Test func whoIsDeletedInTheMiddleOfAFirstImportComesBack() throws {
        try run { world in
            let group = try Self.truth(world).groupWithUsers()
            let user = try Self.user(of: group, world)
            try await Self.importInPart(world)
            try Self.mutate(world, .delete, user)
            Self.loseUsersLink(world)
            try await world.sync(0)
            try #require(try world.differences() == [])
            #expect(try world.documented(0).contents().members[group]?.contains(user) == true)
            try Self.mutate(world, .restore, user)
            try await world.sync(0)
            try #require(try world.differences() == [])
            let contents = try world.documented(0).contents()
            #expect(contents.present.contains(user))
            #expect(contents.members[group]?.contains(user) == true)
        }
    }

    /// Rule 12: a first import whose users have been read goes on with the groups that it has.
    @Test func pagesOfGroupsAfterThoseOfUsersAreKept() throws {
        try run { world in
            try await Self.importInPart(world)
            let before = world.simulator.requestCounts["/v1.0/groups/delta"] ?? 0
            try await world.sync(0)
            let resumed = (world.simulator.requestCounts["/v1.0/groups/delta"] ?? 0) - before
            try await world.sync(0, full: true)
            let whole =
                (world.simulator.requestCounts["/v1.0/groups/delta"] ?? 0) - before - resumed
            #expect(resumed < whole, "\(resumed) of \(whole)")
            try #require(try world.differences() == [])
        }
    }
}
