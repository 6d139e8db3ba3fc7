import Glibc
import GraphSimulator
import Testing

/// The engine, its store and the simulator against faults, on one thread and in virtual time.
///
/// A run depends on nothing but its seed: `make sim SEED=n` repeats one, and `make sim` tries new ones until its time is
/// over. The ordinary tests try a hundred. Whatever a seed has shown is kept in `kept-seeds.txt`, whose seeds run every
/// time.
@Suite(.serialized) struct FaultSimulationTests {
    /// Rules 1 to 28, in random mixtures: no fault loses anything, and after them one sync tells the truth.
    @Test func noFaultLosesAnythingAndOneSyncAfterThemTellsTheTruth() throws {
        var totals = FaultRun.Report()
        var count = 0
        let clock = ContinuousClock()
        let started = clock.now
        if let seed = SimulationSettings.seed {
            for profile in Self.profiles { try run(seed, profile, &totals) }
            count = Self.profiles.count
        } else {
            let end = started + .seconds(SimulationSettings.seconds)
            var seed = SimulationSettings.firstSeed
            while count < SimulationSettings.seedsMin || clock.now < end {
                // Larger tenants have more pages to break, smaller ones more rounds in the same time.
                try run(seed, seed % 8 == 0 ? .small : .tiny, &totals)
                seed += 1
                count += 1
            }
        }
        // Each seed was held against the truth in `run`; a run without rounds or faults would have held nothing.
        #expect(count > 0)
        #expect(totals.rounds >= count)
        #expect(totals.faultHits > 0)
        #expect(totals.logLines > 0)
        print(
            "\(count) seeds of faults: \(totals.rounds) rounds, \(totals.failures) of them failed, "
                + "\(totals.faultHits) faults, \(totals.logLines) lines of the log, in \(clock.now - started)"
        )
    }

    @Test func everySeedThatHasShownSomethingIsGood() throws {
        var totals = FaultRun.Report()
        for seed in try SimulationSettings.keptSeeds() {
            for profile in Self.profiles { try run(seed, profile, &totals) }
        }
    }

    private static let profiles: [Profile] = [.small, .tiny]

    private func run(
        _ seed: UInt64,
        _ profile: Profile,
        _ totals: inout FaultRun.Report
    ) throws {
        let run = FaultRun(seed: seed, profile: profile, tenantCount: 1 + Int(seed % 2))
        let report = try run.perform()
        totals.rounds += report.rounds
        totals.failures += report.failures
        totals.faultHits += report.faultHits
        totals.logLines += report.logLines
        if !report.problems.isEmpty { SimulationSettings.keep(seed) }
        let shown = report.problems.prefix(8).joined(separator: "\n")
        #expect(
            report.problems.isEmpty,
            "seed \(seed), \(profile), \(report.problems.count) problems:\n\(shown)"
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
    /// How long to try seeds, at least.
    static var seconds: Int { Int(number("MUSTER_SIM_SECONDS") ?? 0) }
    /// Whether there is time for more than the ordinary tests do.
    static var isLong: Bool { number("MUSTER_SIM_SECONDS") != nil }
    static var seedsMin: Int { number("MUSTER_SIM_SECONDS") == nil ? 100 : 1 }
    /// Every `make sim` tries new seeds; the ordinary tests try the same ones every time.
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
