import Foundation
import Glibc
import Testing

@testable import muster_bench

/// The load generator: frames as bytes, a schedule that waits for nobody, and what it says of a server.
@Suite struct LoadTests {
    @Test func theScheduleIsFixedWhateverTheServerDoes() {
        var schedule = LoadSchedule(rate: 1000, seconds: 0.01)
        #expect(schedule.count == 10)
        #expect(schedule.next(now: 0)?.due == 0)
        #expect(schedule.next(now: 999_999) == nil)
        // After a pause all that became due is there, with the moments at which it was due.
        var due: [UInt64] = []
        while let request = schedule.next(now: 5_500_000) { due.append(request.due) }
        #expect(due == [1, 2, 3, 4, 5].map { $0 * 1_000_000 })
        while schedule.next(now: .max) != nil { due.append(0) }
        #expect(due.count == 9)
    }

    @Test func aRequestNamesItsFieldsByNumberAfterTheFirst() {
        let frames = RequestFrames(
            fields: [.init(name: "a", value: "bc"), .init(name: "d", value: "")],
            body: [7]
        )
        var bytes: [UInt8] = []
        frames.append(stream: 1, to: &bytes)
        // Literals: 0x40, the name, the value, each with its length.
        let first: [UInt8] = [
            0, 0, 10, 1, 4, 0, 0, 0, 1, 0x40, 1, 97, 2, 98, 99, 0x40, 1, 100, 0,
            0, 0, 1, 0, 1, 0, 0, 0, 1, 7,
        ]
        #expect(bytes == first)
        bytes = []
        frames.append(stream: 0x0102_0305, to: &bytes)
        // The last field has number 62, the one before it 63.
        let later: [UInt8] = [
            0, 0, 2, 1, 4, 1, 2, 3, 5, 0x80 | 63, 0x80 | 62, 0, 0, 1, 0, 1, 1, 2, 3, 5, 7,
        ]
        #expect(bytes == later)
    }

    @Test func aLongFieldsLengthHasMoreBytes() {
        let value = String(repeating: "v", count: 300)
        let frames = RequestFrames(fields: [.init(name: "n", value: value)], body: [])
        var bytes: [UInt8] = []
        frames.append(stream: 1, to: &bytes)
        // RFC 7541, 5.1: 127, then 300 - 127 = 173 in groups of seven bits.
        let length: [UInt8] = [127, 173 & 127 | 128, 1]
        #expect(Array(bytes[12...14]) == length)
        #expect(bytes.count == 9 + 3 + 3 + 300)
        #expect(bytes[4] == 5)
    }

    @Test func repliesAreReadInPiecesOfAnyLength() {
        let frames: [[UInt8]] = [
            [0, 0, 6, 4, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 100],  // settings
            [0, 0, 2, 1, 4, 0, 0, 0, 1, 9, 9],  // headers
            [0, 0, 3, 0, 0, 0, 0, 0, 1, 1, 2, 3],  // data
            [0, 0, 8, 6, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8],  // ping
            [0, 0, 0, 0, 1, 0, 0, 0, 1],  // empty data that ends the stream
            [0, 0, 1, 1, 5, 0, 0, 0, 3, 9],  // trailers that end another
            [0, 0, 4, 3, 0, 0, 0, 0, 5, 0, 0, 0, 0],  // a reset
            [0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],  // a goodbye
        ]
        let bytes = Array(frames.joined())
        let expected: [ReplyFrames.Event] = [
            .settings, .data(stream: 1, byteCount: 3), .ping([1, 2, 3, 4, 5, 6, 7, 8]),
            .data(stream: 1, byteCount: 0), .ended(stream: 1), .ended(stream: 3),
            .reset(stream: 5), .goAway,
        ]
        for length in 1...bytes.count {
            var reader = ReplyFrames()
            var events: [ReplyFrames.Event] = []
            for start in stride(from: 0, to: bytes.count, by: length) {
                bytes[start..<min(start + length, bytes.count)].withUnsafeBytes {
                    reader.read($0) { events.append($0) }
                }
            }
            #expect(events == expected, "pieces of \(length)")
        }
    }

    /// A server that takes connections and never answers.
    @Test func aSilentServerIsToldToBeLateForEveryRequest() throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(listener) }
        var address = Loopback.address(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 ? getsockname(listener, $0, &length) : -1
            }
        }
        try #require(result == 0 && listen(listener, 8) == 0)
        let loop = OpenLoop(
            port: UInt16(bigEndian: address.sin_port),
            fields: [.init(name: ":method", value: "GET")],
            body: [],
            replyByteCount: 1,
            connectionCount: 2,
            streamsMax: 3,
            graceSeconds: 0.05
        )
        let load = try loop.run(rate: 1000, seconds: 0.1, warmSeconds: 0.05)
        // More than the streams hold: the others count although they were never sent.
        #expect(load.unanswered == 100)
        #expect(load.achieved == 0)
        // The last one was due a millisecond before the end, and waited for the time of grace at least.
        #expect(load.p50 >= 50_000 && load.p999 >= load.p50)
    }

    @Test func aFileServersRepliesAreCountedAndTheirBytesChecked() throws {
        guard ChildProcess.output(of: ["nghttpd", "--version"]) != nil else { return }
        let server = try FileServer(sizes: [20_000], tls: nil, pin: [])
        var loop = OpenLoop(
            port: server.port,
            fields: [
                .init(name: ":method", value: "GET"), .init(name: ":scheme", value: "http"),
                .init(name: ":path", value: "/20000"), .init(name: ":authority", value: "a"),
            ],
            body: [],
            replyByteCount: 20_000,
            connectionCount: 3,
            streamsMax: 2,
            graceSeconds: 60
        )
        let load = try loop.run(rate: 2000, seconds: 0.2, warmSeconds: 0.05)
        #expect(load.unanswered == 0)
        #expect(load.p50 > 0 && load.p99 >= load.p50)
        loop.replyByteCount = 19_999
        #expect(throws: BenchFailure.self) {
            try loop.run(rate: 1000, seconds: 0.05, warmSeconds: 0)
        }
    }

    @Test func theMedianOfRoundsIsTakenNumberByNumber() {
        func result(_ number: Double, serverTime: Double?) -> LoadResult {
            LoadResult(
                offered: 10,
                achieved: number,
                p50: 4 - number,
                p99: number,
                p999: number,
                most: number,
                unanswered: Int(number),
                lateness: number,
                serverTime: serverTime
            )
        }
        let median = LoadResult(
            medianOf: [
                result(1, serverTime: nil), result(3, serverTime: 7), result(2, serverTime: nil),
            ]
        )
        #expect(median.achieved == 2 && median.p50 == 2 && median.unanswered == 2)
        #expect(median.serverTime == 7)
    }

    @Test func thePlotShowsMoreLoadFurtherRightAndLaterRepliesHigher() throws {
        let points = [(100.0, 200.0), (500, 400), (900, 90_000)].map { rate, time in
            LoadResult(
                offered: rate,
                achieved: rate,
                p50: time / 2,
                p99: time,
                p999: time * 2,
                most: time * 3,
                unanswered: 0,
                lateness: 1
            )
        }
        let curve = LoadCurve(contender: "a < b", size: "M", closedLoopRate: 1000, points: points)
        let svg = try #require(LoadPlot(curves: [curve]).svg)
        #expect(svg.contains("a &lt; b, M"))
        func numbers(_ name: String) -> [Int] {
            svg.components(separatedBy: "<circle").dropFirst().compactMap { circle in
                circle.components(separatedBy: "\(name)=\"").dropFirst().first.flatMap {
                    Int($0.prefix { $0.isNumber })
                }
            }
        }
        // Three points of each of p50, p99 and p99.9.
        let x = numbers("cx")
        let y = numbers("cy")
        #expect(x.count == 9 && x[0] < x[1] && x[1] < x[2])
        #expect(y[0] > y[1] && y[1] > y[2] && y[0] > y[3] && y[3] > y[6])
        #expect(LoadPlot(curves: []).svg == nil)
        #expect(LoadCurve.table([curve]).split(separator: "\n").count == 4)
    }
}
