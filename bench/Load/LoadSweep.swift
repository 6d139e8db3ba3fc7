import Foundation

/// Drives contenders at rising rates, in rotation, each rate as a share of what the contender does in a closed loop.
struct LoadSweep {
    struct Contender {
        var name: String
        var server: ChildProcess
        var loop: OpenLoop
        /// Replies a second of the closed loop.
        var closedLoopRate: Double
    }

    /// Of the closed loop's rate.
    let shares: [Double]
    let seconds: Double
    let rounds: Int
    /// The program of the load generator, with what holds it on its processor before it.
    let command: [String]

    /// A sweep as fits `size`: a test's is driven once, at a rate that any machine can keep.
    init(size: BenchSize, command: [String]) {
        let isTest = size == .xs
        shares = isTest ? [0.1] : [0.1, 0.25, 0.5, 0.7, 0.8, 0.9, 1, 1.1]
        seconds = isTest ? 0.1 : 1.5
        rounds = isTest ? 1 : 3
        self.command = command
    }

    func run(_ contenders: [Contender], size: String) throws -> [LoadCurve] {
        let folder = try TemporaryFolder()
        for (index, contender) in contenders.enumerated() {
            let text = try JSONEncoder().encode(contender.loop)
            try text.write(to: URL(fileURLWithPath: folder.path("\(index)")))
        }
        var results: [[[LoadResult]]] = contenders.map { _ in shares.map { _ in [] } }
        for round in 0..<rounds {
            for (place, share) in shares.enumerated() {
                for step in contenders.indices {
                    let index = (step + round) % contenders.count
                    results[index][place].append(
                        try measure(
                            contenders[index],
                            rate: contenders[index].closedLoopRate * share,
                            request: folder.path("\(index)")
                        )
                    )
                }
            }
        }
        return zip(contenders, results).map { contender, byShare in
            LoadCurve(
                contender: contender.name,
                size: size,
                closedLoopRate: contender.closedLoopRate,
                points: byShare.map(LoadResult.init(medianOf:))
            )
        }
    }

    private func measure(
        _ contender: Contender,
        rate: Double,
        request: String
    ) throws -> LoadResult {
        let start = try contender.server.processorTime()
        let arguments = ["load", request, "--rate", "\(rate)", "--seconds", "\(seconds)"]
        guard let line = ChildProcess.output(of: command + arguments, showsErrors: true),
            var result = try? JSONDecoder().decode(LoadResult.self, from: Data(line.utf8))
        else { throw BenchFailure("the load on \(contender.name) failed") }
        let time = try contender.server.processorTime() - start
        let count = rate * (seconds + OpenLoop.warmSeconds) - Double(result.unanswered)
        result.serverTime = time.seconds * 1e6 / max(count, 1)
        return result
    }
}
