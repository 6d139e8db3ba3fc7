import Foundation
import Testing

@testable import muster_bench

@Suite struct HarnessTests {
    @Test func everyContenderRunsOnceARoundInAnotherPlace() throws {
        var order: [String] = []
        var rotation = Rotation()
        for name in ["a", "b", "c"] {
            rotation.add(name) {
                order.append(name)
                return .seconds(order.count)
            }
        }
        let samples = try rotation.run(rounds: 2)
        #expect(order == ["a", "b", "c", "b", "c", "a", "c", "a", "b"])
        #expect(samples["a"]?.times == [.seconds(6), .seconds(8)])
        #expect(samples["b"]?.lowest == .seconds(4))
        #expect(samples["b"]?.highest == .seconds(9))
        #expect(samples["c"]?.median == .seconds(7))
    }

    @Test func aFailureOfOneContenderEndsTheRun() {
        var rotation = Rotation()
        rotation.add("a") { throw BenchFailure("wrong result") }
        #expect(throws: BenchFailure.self) { try rotation.run(rounds: 1) }
    }

    @Test func aTargetIsMetAtItsLimit() {
        var figure = Self.figure
        #expect(figure.isMet == nil)
        figure.compared = 1.5
        figure.limit = .atLeast(1.5)
        #expect(figure.isMet == true)
        figure.limit = .atMost(1.49)
        #expect(figure.isMet == false)
    }

    @Test func theTableAlignsAndTheFileReadsBack() throws {
        var missed = Self.figure
        missed.compared = 3
        missed.limit = .atMost(2)
        missed.baseline = Figure.Baseline(name: "baseline", value: 3)
        let machine = Machine(
            processor: "p",
            coreCount: 2,
            system: "s",
            compiler: "c",
            build: "b",
            commit: "d",
            time: "t"
        )
        let report = Report(machine: machine, figures: [Self.figure, missed], notes: ["n"])
        let lines = report.table.split(separator: "\n")
        #expect(lines.count == 3)
        #expect(Set(lines.map(\.count)).count == 1)
        #expect(lines[2].contains("≤ 2.00") && lines[2].contains("MISSED"))
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("bench-tests-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("deep/report.json")
        try report.write(to: file.path)
        let read = try JSONDecoder().decode(Report.self, from: Data(contentsOf: file))
        #expect(read.figures.map(\.isMet) == [nil, false])
        #expect(read.machine.commit == "d")
        #expect(read.notes == ["n"])
    }

    @Test func thePlotHasALineForWhatWasMeasuredAtTwoSizes() throws {
        var figures: [Figure] = []
        for (size, value) in [("S", 2.0), ("M", 4.0), ("L", 9.0)] {
            var figure = Self.figure
            figure.name = "first & <second>"
            figure.size = size
            figure.value = value
            figure.lowest = value / 2
            figure.highest = value * 2
            figures.append(figure)
        }
        let plot = CostPlot([Self.figure] + figures.reversed())
        #expect(plot.lines.map(\.name) == ["s: first & <second>"])
        #expect(plot.lines[0].points.map(\.value) == [2, 4, 9])
        let svg = try #require(plot.svg)
        #expect(svg.contains("s: first &amp; &lt;second> (ms)"))
        #expect(svg.components(separatedBy: "<circle").count == 4)
        // The larger the cost, the higher the point: y grows downwards.
        let heights = svg.components(separatedBy: "cy=\"").dropFirst().compactMap {
            Int($0.prefix { $0.isNumber })
        }
        #expect(heights == heights.sorted(by: >) && Set(heights).count == 3)
        #expect(CostPlot([Self.figure]).svg == nil)
    }

    @Test func aChildAnswersLineByLineAndItsEndIsSeen() throws {
        let echo = try ChildProcess(["cat"])
        #expect(try echo.ask("one") == "one")
        #expect(try echo.ask("two") == "two")
        let silent = try ChildProcess(["true"])
        #expect(throws: BenchFailure.self) { try silent.nextLine() }
        #expect(ChildProcess.output(of: ["echo", "text"]) == "text\n")
        #expect(ChildProcess.output(of: ["false"]) == nil)
    }

    @Test func theDirectoryHasAsManyOfEachFateAsItSays() {
        let tally = MatcherDirectory(userCount: 400).expected
        #expect(tally.byEmail == 280)
        #expect(tally.byUsername == 40)
        #expect(tally.byName == 40)
        #expect(tally.ambiguous == 20)
        #expect(tally.unmatched == 20)
    }

    private static let figure = Figure(
        target: "",
        scenario: "s",
        name: "n",
        size: "XS",
        unit: "ms",
        value: 1,
        lowest: 0.5,
        highest: 120
    )
}
