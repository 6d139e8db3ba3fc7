import Foundation
import Testing

@testable import muster_bench

/// Every scenario at its smallest size: its results are right, and it answers figures.
@Suite struct ScenarioTests {
    @Test(arguments: scenarios.indices)
    func runsAtTheSmallestSize(index: Int) throws {
        let options = BenchOptions(rounds: 1, python: "python3", peersPath: Self.peersPath)
        var notes: [String] = []
        let measured = try scenarios[index].init(options: options).run(sizes: [.xs]) {
            notes.append($0)
        }
        let figures = measured.figures
        #expect(!figures.isEmpty || !notes.isEmpty)
        for note in notes { print(note) }
        for figure in figures {
            #expect(figure.scenario == scenarios[index].name)
            #expect(figure.value > 0)
            #expect(figure.lowest <= figure.value && figure.value <= figure.highest)
        }
    }

    @Test func aMissingPeerIsSaidAndLeftOut() throws {
        let options = BenchOptions(rounds: 1, python: nil, peersPath: "")
        var notes: [String] = []
        _ = try MatcherScenario(options: options).run(sizes: [.xs]) { notes.append($0) }
        #expect(notes.count == 3)
        _ = try ListScenario(options: options).run(sizes: [.xs]) { notes.append($0) }
        #expect(notes.count == 4)
        #expect(notes.allSatisfy { $0.contains("no ") })
    }

    @Test func aMissingProgramIsSaidAndItsScenarioLeftOut() throws {
        var options = BenchOptions(rounds: 1, python: nil, peersPath: "")
        options.programsPath = "/nonexistent"
        var notes: [String] = []
        let measured = try WireScenario(options: options).run(sizes: [.xs]) { notes.append($0) }
        #expect(measured.figures.isEmpty && measured.curves.isEmpty)
        #expect(notes.count == 1)
    }

    /// Python's own module is all that some peers need.
    private static let peersPath = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("bench/peers").path

    @Test func namesOfScenariosAreDistinct() {
        #expect(Set(scenarios.map { $0.name }).count == scenarios.count)
    }
}
