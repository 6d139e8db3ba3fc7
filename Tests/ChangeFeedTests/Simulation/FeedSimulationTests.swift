import FoundationEssentials
import Testing

@Suite struct FeedSimulationTests {
    /// At least so many histories, and more while there is time.
    private static let seedsMin: UInt64 = 200
    /// Every so many histories have revisions of `burstRows` rows.
    private static let seedsPerBurst: UInt64 = 100
    private static let burstRows = 10_000

    @Test func everyStreamFoldsToItsViewWhateverHappens() {
        let clock = ContinuousClock()
        let start = clock.now
        let only = Self.number("MUSTER_SIM_SEED")
        let seconds = Self.number("MUSTER_SIM_SECONDS")
        let time = Duration.seconds(Int64(seconds ?? 0))
        let seedsMin = only == nil ? Self.seedsMin : 1
        // The ordinary tests try the same seeds every time, `make sim` new ones.
        let first = only ?? (seconds == nil ? 1 : UInt64.random(in: 1_000...UInt64(UInt32.max)))
        var seeds: UInt64 = 0
        var messages = 0
        var compacted = 0
        var flips = 0
        var undone = 0
        var clockSteps = 0
        var hidden = 0
        var parts = 0
        var rowsMax = 0
        while seeds < seedsMin || clock.now - start < time {
            let seed = first + seeds
            let hasBurst = seed % Self.seedsPerBurst == 0
            var simulation = FeedSimulation(seed: seed, burstRows: hasBurst ? Self.burstRows : nil)
            simulation.run(steps: 180)
            messages += simulation.messageCount
            compacted += simulation.compactedCount
            flips += simulation.flipCount
            undone += simulation.undoneCount
            clockSteps += simulation.clockStepCount
            hidden += simulation.hiddenCount
            parts += simulation.subscribers.reduce(0) { $0 + $1.client.partCount }
            rowsMax = max(rowsMax, simulation.rowsMax)
            seeds += 1
            #expect(
                simulation.faults.isEmpty,
                "MUSTER_SIM_SEED=\(seed): \(simulation.faults.prefix(3))"
            )
            if !simulation.faults.isEmpty { break }
        }
        print(
            """
            change feed: \(seeds) seeds, \(messages) messages, \(flips) changes of access, \
            \(hidden) groups hidden, \(parts) changes beside rows, \(undone) publishes on a full disk, \(clockSteps) steps of the clock, \
            \(compacted) streams compacted, up to \(rowsMax) rows in a revision
            """
        )
        guard only == nil else { return }
        #expect(messages > 10_000)
        #expect(compacted > 10)
        #expect(flips > 100 && parts > 100)
        #expect(undone > 100 && clockSteps > 100 && hidden > 100)
        #expect(rowsMax >= Self.burstRows)
    }

    private static func number(_ name: String) -> UInt64? {
        ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
    }
}
