import ArgumentParser
import Foundation

/// Measures Muster against baselines in the same run, and says which target is missed.
@main
struct MusterBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "muster-bench",
        abstract: "Measure Muster against baselines in the same run.",
        subcommands: [LoadCommand.self]
    )

    @Option(help: "The sizes to run, separated by commas: XS, S, M, L, 1M, XL.")
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

    @Option(help: "A program of another gRPC library that answers fixed bytes; may come again.")
    var wirePeer: [String] = []

    @Option(help: "A folder in which stored tenants stay from run to run.")
    var stores: String?

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
            programsPath: programs ?? BenchOptions.ownFolder,
            wirePeers: wirePeer,
            stores: TenantStores(kept: stores)
        )
        var report = Report(machine: .current(), figures: [], notes: [])
        var notes: [String] = []
        for type in scenarios where scenario == nil || type.name == scenario {
            let measured = try type.init(options: options).run(sizes: try chosenSizes()) {
                notes.append($0)
                print($0)
            }
            report.figures += measured.figures
            report.curves += measured.curves
        }
        report.notes = notes
        try report.write(to: json)
        try draw(CostPlot(report.figures).svg, "cost against size", named: "svg")
        try draw(LoadPlot(curves: report.curves).svg, "times against load", named: "load.svg")
        if !report.curves.isEmpty { print(LoadCurve.table(report.curves)) }
        print(report.table)
        let missed = report.figures.filter { $0.isMet == false }
        print(missed.isEmpty ? "Every target is met." : "Targets missed: \(missed.count).")
    }

    private func draw(_ plot: String?, _ subject: String, named end: String) throws {
        guard let plot else { return }
        let path = URL(fileURLWithPath: json).deletingPathExtension().appendingPathExtension(end)
        try plot.write(to: path, atomically: true, encoding: .utf8)
        print("The plot of \(subject): \(path.relativePath)")
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
