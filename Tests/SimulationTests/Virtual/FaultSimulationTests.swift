import Glibc
import Testing

/// The engine, its store and the simulator against faults, on one thread and in virtual time.
///
/// A run depends on nothing but its seed: `make sim SEED=n` repeats one, and `make sim` tries new ones. Whatever a seed
/// has shown is kept in `kept-seeds.txt`, whose seeds run every time.
@Suite(.serialized) struct FaultSimulationTests {
    /// Rules 1 to 28, in random mixtures: no fault loses anything, and after them one sync tells the truth.
    @Test(.enabled(if: SimulationSettings.isLong || SimulationSettings.seed != nil))
    func noFaultLosesAnythingAndOneSyncAfterThemTellsTheTruth() throws {
        var totals = FaultRun.Report()
        var count = 0
        if let seed = SimulationSettings.seed {
            try run(seed, &totals)
            count = 1
        } else {
            let clock = ContinuousClock()
            let end = clock.now + .seconds(SimulationSettings.seconds)
            var seed = SimulationSettings.firstSeed
            while count < SimulationSettings.seedsMin || clock.now < end {
                try run(seed, &totals)
                seed += 1
                count += 1
            }
        }
        // Each seed was held against the truth in `run`; a run without rounds or faults would have held nothing.
        #expect(count > 0)
        #expect(totals.rounds >= count)
        #expect(totals.faultHits > 0)
        print(
            "\(count) seeds of faults: \(totals.rounds) rounds, \(totals.failures) of them failed, "
                + "\(totals.faultHits) faults"
        )
    }

    /// A week of hourly rounds over twenty tenants, each of which settles the open questions in its own way.
    @Test(.enabled(if: SimulationSettings.isLong)) func aWeekOfTwentyTenants() throws {
        var week = FaultRun(seed: 7, tenantCount: 20, hours: 7 * 24, changesPerHour: 3)
        week.isPunctual = true
        let clock = ContinuousClock()
        let started = clock.now
        let report = try week.perform()
        #expect(report.rounds >= 20 * 7 * 24)
        #expect(report.problems.isEmpty, "\(report.problems.prefix(8).joined(separator: "\n"))")
        print(
            "a week of twenty tenants: \(report.rounds) rounds, \(report.failures) of them failed, "
                + "in \(clock.now - started)"
        )
    }

    @Test func everySeedThatHasShownSomethingIsGood() throws {
        var totals = FaultRun.Report()
        for seed in try SimulationSettings.keptSeeds() { try run(seed, &totals) }
    }

    private func run(_ seed: UInt64, _ totals: inout FaultRun.Report) throws {
        let report = try FaultRun(seed: seed, tenantCount: 1 + Int(seed % 2)).perform()
        totals.rounds += report.rounds
        totals.failures += report.failures
        totals.faultHits += report.faultHits
        if !report.problems.isEmpty { SimulationSettings.keep(seed) }
        let shown = report.problems.prefix(8).joined(separator: "\n")
        #expect(
            report.problems.isEmpty,
            "seed \(seed), \(report.problems.count) problems:\n\(shown)"
        )
    }
}

/// What the environment asks of a simulation.
enum SimulationSettings {
    private static func number(_ name: String) -> UInt64? {
        getenv(name).flatMap { UInt64(String(cString: $0)) }
    }

    /// The only seed to run.
    static var seed: UInt64? { number("MUSTER_SIM_SEED") }
    /// How long to try new seeds.
    static var seconds: Int { Int(number("MUSTER_SIM_SECONDS") ?? 5) }
    /// Whether there is time for more than the ordinary tests do.
    static var isLong: Bool { number("MUSTER_SIM_SECONDS") != nil }
    static var seedsMin: Int { number("MUSTER_SIM_SECONDS") == nil ? 100 : 1 }
    /// New runs of `make sim` try new seeds; the ordinary tests try the same ones every time.
    static var firstSeed: UInt64 {
        number("MUSTER_SIM_SECONDS") == nil ? 1 : UInt64.random(in: 1_000...UInt64(UInt32.max))
    }

    private static let path: String = {
        let folder = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        return folder.joined(separator: "/") + "/kept-seeds.txt"
    }()

    /// The numbers that the lines of the file begin with.
    static func keptSeeds() throws -> [UInt64] {
        let file = try #require(fopen(path, "r"), "\(path) cannot be read")
        defer { fclose(file) }
        var seeds: [UInt64] = []
        var line = [CChar](repeating: 0, count: 1024)
        while fgets(&line, 1024, file) != nil {
            let text = String(
                decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) },
                as: UTF8.self
            )
            if let seed = UInt64(text.prefix { $0.isNumber }) { seeds.append(seed) }
        }
        return seeds
    }

    /// Adds a seed that `make sim` has found to the file.
    static func keep(_ seed: UInt64) {
        guard number("MUSTER_SIM_SECONDS") != nil, let file = fopen(path, "a") else { return }
        fputs("\(seed)\n", file)
        fclose(file)
    }
}
