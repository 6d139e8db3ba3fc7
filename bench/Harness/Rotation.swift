import Glibc

/// Runs contenders in turn, in another order every round, so that a noisy moment strikes them all alike.
struct Rotation {
    /// One way to do the work; answers how long the timed part of one run took.
    struct Contender {
        let name: String
        let run: () throws -> Duration
    }

    private(set) var contenders: [Contender] = []

    mutating func add(_ name: String, run: @escaping () throws -> Duration) {
        contenders.append(Contender(name: name, run: run))
    }

    /// The times of every contender by name, after one round that does not count.
    func run(rounds: Int) throws -> [String: Sample] {
        var times: [String: [Duration]] = [:]
        for round in 0...rounds {
            for position in contenders.indices {
                let contender = contenders[(position + round) % contenders.count]
                let time = try contender.run()
                if round > 0 { times[contender.name, default: []].append(time) }
            }
        }
        return times.mapValues(Sample.init)
    }
}

/// What was measured of one contender: sorted times.
struct Sample: Sendable {
    let times: [Duration]

    init(_ times: [Duration]) {
        precondition(!times.isEmpty, "a sample has at least one time")
        self.times = times.sorted()
    }

    var median: Duration { times[times.count / 2] }
    var lowest: Duration { times[0] }
    var highest: Duration { times[times.count - 1] }
}

/// Time that this thread spent on a processor: what other programs of the machine do does not count.
enum ProcessorTime {
    static func measure(_ work: () throws -> Void) rethrows -> Duration {
        let start = now()
        try work()
        return now() - start
    }

    private static func now() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}

extension Duration {
    /// In seconds, as a number to divide.
    var seconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) / 1e18
    }
}
