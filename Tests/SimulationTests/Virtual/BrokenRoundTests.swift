import Directory
import GraphSimulator
import Sync
import Testing

/// Rounds whose store fails at one SQL step: the service starts again, and the next round sets everything right.
@Suite struct BrokenRoundTests {
    private static var behavior: DeltaBehavior {
        var behavior = DeltaBehavior()
        behavior.objectsPerPageMax = 12
        behavior.linksPerPageMax = 25
        return behavior
    }

    private func change(_ world: FaultWorld, seed: Int) throws {
        let tenant = world.followed[0].entraID.text
        let churn = ControlCommand.Churn(tenant: tenant, count: 4, seed: UInt64(seed))
        try world.simulator.apply(.churn(churn))
    }

    /// Rule 12: the n-th step for every n, in the main file and in the staging file, of a round and of a full one.
    ///
    /// With `make sim` only: full rounds that break in their staging file never come to an end here yet.
    @Test(
        .enabled(if: SimulationSettings.isLong),
        arguments: FaultWorld.StoreFile.allCases,
        [false, true]
    )
    func aRoundThatBreaksAtAnyStepIsMadeGood(file: FaultWorld.StoreFile, isFull: Bool) throws {
        let thread = OneThread(seed: 3, clock: VirtualClock())
        let world = try FaultWorld(seed: 3, behaviors: [Self.behavior], executor: thread)
        // Every step with `make sim`; some of them every time.
        let stride = SimulationSettings.isLong ? 1 : file == .main ? 41 : 13
        let stepCount = try thread.run {
            try await world.sync(0)
            var step = 1 - stride
            // Rounds differ in length: only several that end before the step is reached are the end.
            var calmRounds = 0
            while calmRounds < 3 {
                step += stride
                try change(world, seed: step)
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
            }
            return step
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
            let world = try FaultWorld(seed: 5, behaviors: [Self.behavior], executor: thread)
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
            step += SimulationSettings.isLong ? 7 : 211
        }
        #expect(step > 300)
    }
}
