/// What one contender did at each offered rate, beside what it did when a closed loop drove it.
struct LoadCurve: Codable, Sendable {
    var contender: String
    var size: String
    /// Replies a second of h2load, which sends the next request when a reply is there.
    var closedLoopRate: Double
    /// By offered rate, lowest first; each number is the median of the rounds.
    var points: [LoadResult]

    /// One line for each rate, in columns; times are in milliseconds.
    static func table(_ curves: [LoadCurve]) -> String {
        let header = [
            "contender", "size", "h2load/s", "offered/s", "answered/s", "p50", "p99", "p99.9",
            "most", "unanswered", "late p99", "server µs",
        ]
        let rows = curves.flatMap { curve in
            curve.points.map { point in
                [
                    curve.contender, curve.size, Report.number(curve.closedLoopRate),
                    Report.number(point.offered), Report.number(point.achieved),
                ]
                    + [point.p50, point.p99, point.p999, point.most].map {
                        Report.number($0 / 1e3)
                    }
                    + [
                        "\(point.unanswered)", Report.number(point.lateness / 1e3),
                        point.serverTime.map(Report.number) ?? "",
                    ]
            }
        }
        return Report.columns([header] + rows)
    }
}

extension LoadResult {
    /// The middle of several rounds, number by number.
    init(medianOf rounds: [LoadResult]) {
        precondition(!rounds.isEmpty, "there is at least one round")
        func middle(_ number: (LoadResult) -> Double) -> Double {
            rounds.map(number).sorted()[rounds.count / 2]
        }
        let serverTimes = rounds.compactMap(\.serverTime).sorted()
        self.init(
            offered: middle(\.offered),
            achieved: middle(\.achieved),
            p50: middle(\.p50),
            p99: middle(\.p99),
            p999: middle(\.p999),
            most: middle(\.most),
            unanswered: rounds.map(\.unanswered).sorted()[rounds.count / 2],
            lateness: middle(\.lateness),
            serverTime: serverTimes.isEmpty ? nil : serverTimes[serverTimes.count / 2]
        )
    }
}
