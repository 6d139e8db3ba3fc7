import ArgumentParser
import Foundation

/// Measures Muster against baselines in the same run, and says which target is missed.
@main
struct MusterBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "muster-bench",
        abstract: "Measure Muster against baselines in the same run."
    )

    @Option(help: "The sizes to run, separated by commas: XS, S, M, L, 1M.")
    var sizes = "S,M,L"

    @Option(help: "Only this scenario: \(scenarios.map { $0.name }.joined(separator: ", ")).")
    var scenario: String?

    @Option(help: "How often every contender runs, after one run that does not count.")
    var rounds = 5

    @Option(help: "Where to write the figures as JSON; a plot goes beside it.")
    var json = "bench/results/latest.json"

    @Option(help: "The Python that has duckdb and polars.")
    var python = "python3"

    @Option(help: "The folder of the peers' programs.")
    var peers = "bench/peers"

    @Option(help: "The folder of muster and muster-graph; by default where this program is.")
    var programs: String?

    func validate() throws {
        guard rounds >= 1 else { throw ValidationError("There must be at least one round.") }
        _ = try chosenSizes()
        guard scenario == nil || scenarios.contains(where: { $0.name == scenario }) else {
            throw ValidationError("There is no scenario of that name.")
        }
    }

    func run() throws {
        let options = BenchOptions(
            rounds: rounds,
            python: python,
            peersPath: peers,
            programsPath: programs ?? BenchOptions.ownFolder
        )
        var report = Report(machine: .current(), figures: [], notes: [])
        var notes: [String] = []
        for type in scenarios where scenario == nil || type.name == scenario {
            report.figures += try type.init(options: options).run(sizes: try chosenSizes()) {
                notes.append($0)
                print($0)
            }
        }
        report.notes = notes
        try report.write(to: json)
        if let plot = CostPlot(report.figures).svg {
            let path = URL(fileURLWithPath: json).deletingPathExtension().appendingPathExtension(
                "svg"
            )
            try plot.write(to: path, atomically: true, encoding: .utf8)
            print("The plot of cost against size: \(path.relativePath)")
        }
        print(report.table)
        let missed = report.figures.filter { $0.isMet == false }
        print(missed.isEmpty ? "Every target is met." : "Targets missed: \(missed.count).")
    }

    private func chosenSizes() throws -> [BenchSize] {
        try sizes.split(separator: ",").map { name in
            guard let size = BenchSize(rawValue: name.uppercased()) else {
                throw ValidationError("There is no size \(name).")
            }
            return size
        }
    }
}
