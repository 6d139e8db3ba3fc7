import Directory
import GraphSimulator
import Sync
import Testing

/// Rounds whose store fails at one SQL step: the service starts again, and the next round sets everything right.
@Suite struct BrokenRoundTests {
    private static var behavior: DeltaBehavior {
        var behavior = DeltaBehavior()
        behavior.objectsPerPageMax = 5
        behavior.linksPerPageMax = 9
        return behavior
    }

    /// Changes a little of everything and leaves the tenant as large as it was, so that every round has as many steps.
    private static func change(_ world: FaultWorld, step: Int) throws {
        let tenant = world.followed[0].entraID
        let truth = try SimulatedTruth(world.simulator.simulation, tenant: tenant)
        func mutate(_ action: Mutation.Action, _ id: GUID, members: [GUID] = []) throws {
            var mutation = Mutation(action, id: id.text)
            mutation.value = .text("Step \(step)")
            if !members.isEmpty { mutation.members = members.map(\.text) }
            try world.simulator.apply(.mutate(tenant: tenant.text, mutation))
        }
        let users = truth.live(.user)
        try mutate(.rename, users[step % users.count])
        try mutate(.rename, truth.live(.device)[0])
        let group = try truth.groupWithUsers()
        try mutate(.rename, group)
        let isThere = try truth.members(of: group).contains(users[0])
        try mutate(isThere ? .removeMembers : .addMembers, group, members: [users[0]])
    }

    /// Rule 12: the n-th step for every n, in the main file and in the staging file, of a round and of a full one.
    @Test(arguments: FaultWorld.StoreFile.allCases, [false, true])
    func aRoundThatBreaksAtAnyStepIsMadeGood(file: FaultWorld.StoreFile, isFull: Bool) throws {
        let thread = OneThread(seed: 3, clock: VirtualClock())
        let world = try FaultWorld(
            seed: 3,
            profile: .tiny,
            behaviors: [Self.behavior],
            executor: thread
        )
        let stepCount = try thread.run {
            try await world.sync(0)
            var step = 0
            // Rounds differ a little in length: only several that end before the step is reached are the end.
            var calmRounds = 0
            while calmRounds < 3 {
                step += 1
                try Self.change(world, step: step)
                let before = try world.documented(0).contents()
                world.breakStore(file, atStep: step)
                let hasEnded = (try? await world.sync(0, full: isFull)) != nil
                world.breakStore(file, atStep: nil)
                calmRounds = hasEnded ? calmRounds + 1 : 0
                try world.restart()
                let after = try world.documented(0).contents()
                try #require(
                    world.truth.wronglyLost(0, from: before, to: after) == [],
                    "step \(step)"
                )
                try await world.sync(0)
                try #require(try world.differences() == [], "step \(step)")
                world.truth.forget(0, beforeSeconds: world.clock.seconds)
                try await world.clock.sleep(milliseconds: 60_000)
                try #require(step < 5_000, "rounds have more steps than they can have")
            }
            return step - calmRounds
        }
        print("\(file), \(isFull ? "full" : "incremental"): \(stepCount) steps")
        #expect(stepCount > 20)
    }

    /// Rule 12, and the first import: every so many steps, since each needs a world of its own.
    @Test(arguments: FaultWorld.StoreFile.allCases)
    func aFirstImportThatBreaksIsMadeGood(file: FaultWorld.StoreFile) throws {
        var step = 1
        var hasEnded = false
        while !hasEnded {
            let thread = OneThread(seed: 5, clock: VirtualClock())
            let world = try FaultWorld(
                seed: 5,
                profile: .tiny,
                behaviors: [Self.behavior],
                executor: thread
            )
            let breaking = step
            hasEnded = try thread.run {
                world.breakStore(file, atStep: breaking)
                let hasEnded = (try? await world.sync(0)) != nil
                world.breakStore(file, atStep: nil)
                try world.restart()
                try await world.sync(0)
                try #require(try world.differences() == [], "step \(breaking)")
                return hasEnded
            }
            step += SimulationSettings.isLong ? 1 : 23
        }
        #expect(step > 100)
    }
}
