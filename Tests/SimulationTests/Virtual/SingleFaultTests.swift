import Directory
import Graph
import Sync
import Testing

@testable import GraphSimulator
@testable import Store

/// Each fault by itself, against the engine: what it must not do, and what has to be so once it is over.
@Suite struct SingleFaultTests {
    private static var behavior: DeltaBehavior {
        var behavior = DeltaBehavior()
        behavior.objectsPerPageMax = 9
        behavior.linksPerPageMax = 15
        return behavior
    }

    private func run<Value: Sendable>(
        _ behavior: DeltaBehavior = SingleFaultTests.behavior,
        _ body: @escaping @Sendable (FaultWorld) async throws -> Value
    ) throws -> Value {
        let thread = OneThread(seed: 17, clock: VirtualClock())
        let world = try FaultWorld(seed: 17, behaviors: [behavior], executor: thread)
        return try thread.run { try await body(world) }
    }

    private static func churn(_ world: FaultWorld, seed: UInt64) throws {
        let tenant = world.followed[0].entraID.text
        try world.simulator.apply(.churn(.init(tenant: tenant, count: 30, seed: seed)))
    }

    /// The faults stop, and one sync is enough.
    private static func expectTruth(_ world: FaultWorld, _ comment: Comment) async throws {
        world.simulator.disarm()
        try await world.clock.sleep(milliseconds: 7_200_000)
        try await world.sync(0)
        try #require(try world.differences() == [], comment)
        #expect(world.transport.strayRequests == [], comment)
    }

    /// How many pages of groups a round asks for.
    private static func groupPages(
        _ world: FaultWorld,
        _ sync: () async throws -> TenantRound<FaultWorld>.Summary
    ) async throws -> (count: Int, isFull: Bool) {
        let before = world.simulator.requestCounts["/v1.0/groups/delta"] ?? 0
        let summary = try await sync()
        let after = world.simulator.requestCounts["/v1.0/groups/delta"] ?? 0
        return (after - before, summary.isFull)
    }

    /// Rules 1 to 28: whatever goes wrong, and for as long as it does, a first import ends right afterwards.
    @Test(arguments: FaultMode.allCases)
    func aFirstImportSurvives(mode: FaultMode) throws {
        for isLasting in [false, true] {
            try run { world in
                var fault = Fault(mode)
                fault.call = mode.scope == .signIn ? 1 : 3
                fault.count = isLasting ? nil : 1
                world.simulator.arm(fault)
                for _ in 0..<3 {
                    _ = try? await world.sync(0)
                    try await world.clock.sleep(milliseconds: 600_000)
                }
                #expect(world.simulator.faults.map(\.hitCount) != [0], "\(mode) has never hit")
                try await Self.expectTruth(world, "\(mode)")
            }
        }
    }

    /// Rules 1 to 28: nothing is lost while it goes wrong, and what has changed meanwhile is known afterwards.
    @Test(arguments: FaultMode.allCases)
    func aFollowedTenantSurvives(mode: FaultMode) throws {
        try run { world in
            try await world.sync(0)
            for (round, share) in [0.2, 0.5, 1].enumerated() {
                try Self.churn(world, seed: UInt64(round))
                var fault = Fault(mode)
                fault.probability = share
                fault.seed = UInt64(round)
                world.simulator.arm(fault)
                let before = try world.documented(0).contents()
                _ = try? await world.sync(0)
                let after = try world.documented(0).contents()
                #expect(
                    world.truth.wronglyLost(0, from: before, to: after) == [],
                    "\(mode), \(share)"
                )
                world.simulator.disarm()
                try await world.clock.sleep(milliseconds: 600_000)
            }
            try await Self.expectTruth(world, "\(mode)")
        }
    }

    /// Rules 4 and 12: what a full round received before it was led back to its start is no part of the next one.
    @Test func aFullRoundThatIsLedBackToItsStartKeepsNothing() throws {
        var behavior = Self.behavior
        // What has gone before a full round begins is in no page of it, and no group's stream tells of it.
        behavior.initialRemovedShare = 0
        behavior.purgeReportedInMembers = false
        try run(behavior) { world in
            try await world.sync(0)
            var fault = Fault(.loopedLink)
            fault.probability = 1
            world.simulator.arm(fault)
            let hasEnded = (try? await world.sync(0, full: true)) != nil
            #expect(!hasEnded)
            let entraID = world.followed[0].entraID
            let truth = try SimulatedTruth(world.simulator.simulation, tenant: entraID)
            let user = try truth.firstLive(.user)
            try world.simulator.apply(
                .mutate(tenant: entraID.text, Mutation(.purge, id: user.text))
            )
            try await Self.expectTruth(world, "\(user) is gone")
        }
    }

    /// Rules 19 and 21: what passes by itself does not even end the round.
    @Test(arguments: [
        FaultMode.throttled, .throttledUntilDate, .throttledApplication, .unavailable,
        .internalError,
        .badGateway, .gatewayTimeout, .unknownError, .tokenExpired, .tokenRevoked,
        .pageTokenExpired,
        .pageTokenLostAfterRetry, .truncatedJSON, .connectionReset, .goAway, .stalledHeaders,
        .slowDrip,
        .longLine, .duplicateObject, .repeatedObject, .removeThenAdd, .addThenRemove, .emptyPage,
        .deletionOfUnknown, .loopedLink, .noLink, .bothLinks, .longLink, .gone, .goneWithLocation,
        .syncStateNotFound, .resyncRequired,
    ])
    func aRoundBearsWhatPasses(mode: FaultMode) throws {
        try run { world in
            var fault = Fault(mode)
            fault.path = "/groups"
            fault.call = 2
            fault.count = 1
            fault.value = mode == .throttled ? 30 : nil
            world.simulator.arm(fault)
            try await world.sync(0)
            #expect(world.simulator.faults.map(\.hitCount) == [1])
            try #require(try world.differences() == [])
        }
    }

    /// Rules 17 and 18: a link that has expired leads to a full round, whatever the status.
    @Test(arguments: [false, true])
    func anExpiredLinkLeadsToAFullRound(isGone: Bool) throws {
        var behavior = Self.behavior
        behavior.expiryIsGone = isGone
        try run(behavior) { world in
            try await world.sync(0)
            try await world.clock.sleep(milliseconds: 6 * 86_400_000)
            try Self.churn(world, seed: 1)
            #expect(try await world.sync(0).isFull == false)
            try await world.clock.sleep(milliseconds: 8 * 86_400_000)
            try Self.churn(world, seed: 2)
            #expect(try await world.sync(0).isFull)
            try #require(try world.differences() == [])
        }
    }

    /// Rules 12 and 18: a full round that replaces a lost link is resumed, although the link is still stored.
    @Test func aFullRoundForALostLinkIsResumed() throws {
        try run { world in
            try await world.sync(0)
            try await world.clock.sleep(milliseconds: 8 * 86_400_000)
            var fault = Fault(.gatewayTimeout)
            fault.path = "/groups/delta"
            fault.call = 5
            world.simulator.arm(fault)
            await #expect(throws: RoundError.self) { try await world.sync(0) }
            world.simulator.disarm()
            try await world.clock.sleep(milliseconds: 60_000)
            let resumed = try await Self.groupPages(world) { try await world.sync(0) }
            let whole = try await Self.groupPages(world) { try await world.sync(0, full: true) }
            #expect(resumed.isFull)
            #expect(resumed.count < whole.count, "\(resumed.count) of \(whole.count)")
            try #require(try world.differences() == [])
        }
    }

    /// Rule 10: a member of a kind that nobody has heard of is kept with its type.
    @Test func aMemberOfAnUnknownKindIsKept() throws {
        try run { world in
            let tenant = world.followed[0].entraID.text
            var consent = Mutation(.grantConsent)
            consent.permission = .directoryReadAll
            try world.simulator.apply(.mutate(tenant: tenant, consent))
            try await world.sync(0)
            let truth = try SimulatedTruth(
                world.simulator.simulation,
                tenant: world.followed[0].entraID
            )
            let group = try truth.groupWithUsers()
            var creation = Mutation(.create)
            creation.kind = "agentUser"
            let agent = try world.simulator.apply(.mutate(tenant: tenant, creation))[0]
            var addition = Mutation(.addMembers, id: group.text)
            addition.members = [agent]
            try world.simulator.apply(.mutate(tenant: tenant, addition))
            try await world.sync(0)
            try #require(try world.differences() == [])
            let id = try #require(GUID(agent))
            let known = try world.read { reader throws(StoreError) in
                let ids = try reader.objectIDs(of: [id], in: world.followed[0].tenant)
                return try reader.mirrored(ids.compactMap(\.self)).first ?? nil
            }
            guard case .other(let object)? = known?.documented else {
                Issue.record("it is \(String(describing: known))")
                return
            }
            #expect(object.odataType == "#microsoft.graph.agentUser")
        }
    }

    /// Rule 31: a tenant without delta queries is refused in words that say so.
    @Test func aConsumerTenantIsRefused() throws {
        var behavior = Self.behavior
        behavior.isConsumerTenant = true
        try run(behavior) { world in
            do {
                try await world.sync(0)
                Issue.record("it was followed")
            } catch {
                #expect("\(error)".contains("B2C"))
            }
        }
    }

    /// Rule 25: tokens end in the middle of rounds, which nobody notices.
    @Test func tokensEndInTheMiddleOfARound() throws {
        var behavior = Self.behavior
        behavior.accessTokenSeconds = 301
        try run(behavior) { world in
            var fault = Fault(.throttled)
            fault.probability = 0.2
            fault.value = 290
            world.simulator.arm(fault)
            try await world.sync(0)
            try #require(try world.differences() == [])
            let tenant = world.followed[0].entraID.text
            #expect(world.simulator.requestCounts["/{id}/oauth2/v2.0/token"] ?? 0 > 1, "\(tenant)")
        }
    }
}
