import Testing

@Suite struct FeedSimulationTests {
    /// At least so many histories, and more while there is time.
    private static let seedsMin: UInt64 = 200
    private static let time = Duration.seconds(4)

    @Test func everyStreamFoldsToItsViewWhateverHappens() {
        let clock = ContinuousClock()
        let start = clock.now
        var seed: UInt64 = 1
        var messages = 0
        var compacted = 0
        while seed <= Self.seedsMin || clock.now - start < Self.time {
            var simulation = FeedSimulation(seed: seed)
            simulation.run(steps: 150)
            messages += simulation.messageCount
            compacted += simulation.compactedCount
            #expect(simulation.faults.isEmpty, "seed \(seed): \(simulation.faults.prefix(3))")
            if !simulation.faults.isEmpty { break }
            seed += 1
        }
        print(
            "change feed: \(seed - 1) seeds, \(messages) messages, \(compacted) streams compacted"
        )
        #expect(messages > 10_000)
        #expect(compacted > 10)
    }
}
