import Glibc
import Histogram

/// An open-loop load: many connections and streams, requests at a fixed rate, the time of each reply in a histogram.
///
/// One thread spins on a processor of its own, so that no reply waits for a sleeper to wake; what it measures of itself,
/// how late it sent, says whether it kept up.
struct OpenLoop: Codable, Sendable {
    struct Field: Codable, Sendable {
        var name: String
        var value: String
    }

    var port: UInt16
    var fields: [Field]
    var body: [UInt8]
    var replyByteCount: Int
    var connectionCount = 10
    var streamsMax = 100
    /// How long replies are waited for after the last request was due, in seconds.
    var graceSeconds = 1.0

    /// How long the load lasts before anything counts.
    static let warmSeconds = 0.2

    /// Sends requests at `rate` a second for `seconds`; nothing that happens in the first `warmSeconds` counts.
    ///
    /// - Throws: What went wrong, when one reply is not the expected one or a connection breaks.
    func run(
        rate: Double,
        seconds: Double,
        warmSeconds: Double = OpenLoop.warmSeconds
    ) throws -> LoadResult {
        let frames = RequestFrames(fields: fields, body: body)
        var connections: [LoadConnection] = []
        defer { for connection in connections { connection.end() } }
        for _ in 0..<connectionCount {
            connections.append(
                try LoadConnection(
                    port: port,
                    frames: frames,
                    streamsMax: streamsMax,
                    replyByteCount: replyByteCount
                )
            )
        }
        var entries = connections.map {
            pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0)
        }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
        defer { buffer.deallocate() }
        var schedule = LoadSchedule(rate: rate, seconds: warmSeconds + seconds)
        var tally = Tally(warmNanoseconds: UInt64(warmSeconds * 1e9), end: schedule.end)
        let last = schedule.end + UInt64(graceSeconds * 1e9)
        let begin = Self.now()
        while true {
            let now = Self.now() - begin
            while let request = schedule.next(now: now) {
                connections[request.index % connections.count].add(due: request.due)
                tally.sent(due: request.due, at: now)
            }
            for index in connections.indices { connections[index].write() }
            if poll(&entries, nfds_t(entries.count), 0) > 0 {
                for index in entries.indices where entries[index].revents != 0 {
                    connections[index].read(into: buffer) { due in
                        tally.answered(due: due, at: Self.now() - begin)
                    }
                    if let failure = connections[index].failure { throw BenchFailure(failure) }
                }
            }
            if schedule.nextIndex == schedule.count, connections.allSatisfy(\.isIdle) || now > last
            {
                break
            }
        }
        let end = Self.now() - begin
        for connection in connections {
            for due in connection.unanswered { tally.unanswered(due: due, at: end) }
        }
        return tally.result(rate: rate)
    }

    private static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}

/// What an open loop saw of one rate.
///
/// Times are microseconds from the moment at which a request was due.
struct LoadResult: Codable, Sendable {
    /// Requests a second: what was asked, and what was answered while requests came.
    var offered: Double
    var achieved: Double
    var p50: Double
    var p99: Double
    var p999: Double
    var most: Double
    /// Requests that had no reply at the end; they count above with the time for which they had waited.
    var unanswered: Int
    /// How late the generator itself was, in 99 of 100 requests.
    var lateness: Double
    /// The server's time on a processor for each request, when that was measured.
    var serverTime: Double?
}

/// The histograms of one run; times are nanoseconds.
private struct Tally {
    private let warm: UInt64
    private let end: UInt64
    private var times = Histogram<UInt64>(
        highestTrackableValue: 120_000_000_000,
        numberOfSignificantValueDigits: .three
    )
    private var lateness = Histogram<UInt64>(
        highestTrackableValue: 120_000_000_000,
        numberOfSignificantValueDigits: .three
    )
    private var answeredInTime = 0
    private var unansweredCount = 0

    init(warmNanoseconds: UInt64, end: UInt64) {
        warm = warmNanoseconds
        self.end = end
    }

    mutating func sent(due: UInt64, at now: UInt64) {
        if due >= warm { lateness.record(now - due) }
    }

    mutating func answered(due: UInt64, at now: UInt64) {
        if now >= warm, now <= end { answeredInTime += 1 }
        if due >= warm { times.record(now - due) }
    }

    mutating func unanswered(due: UInt64, at now: UInt64) {
        guard due >= warm else { return }
        unansweredCount += 1
        times.record(now - due)
    }

    func result(rate: Double) -> LoadResult {
        func microseconds(_ percentile: Double) -> Double {
            Double(times.valueAtPercentile(percentile)) / 1e3
        }
        return LoadResult(
            offered: rate,
            achieved: Double(answeredInTime) / (Double(end - warm) / 1e9),
            p50: microseconds(50),
            p99: microseconds(99),
            p999: microseconds(99.9),
            most: Double(times.maxRecorded) / 1e3,
            unanswered: unansweredCount,
            lateness: Double(lateness.valueAtPercentile(99)) / 1e3
        )
    }
}
