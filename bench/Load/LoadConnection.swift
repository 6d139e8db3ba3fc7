import Glibc

/// One connection of the load generator: requests wait here for a free stream, and replies are told with the time at which
/// their requests were due.
struct LoadConnection {
    let descriptor: Int32
    private let frames: RequestFrames
    private let replyByteCount: Int
    private let streamsMax: Int
    private var reader = ReplyFrames()
    private var output: [UInt8] = RequestFrames.preface
    private var outputStart = 0
    /// Of stream 2n+1 at place n modulo its count: when the request was due, and the bytes of the reply so far.
    private var streams: [(due: UInt64, byteCount: Int)]
    private var startedCount = 0
    private(set) var activeCount = 0
    /// Due, but without a stream; those before `waitingStart` have been sent.
    private var waiting: [UInt64] = []
    private var waitingStart = 0
    private var unacknowledgedBytes = 0
    private(set) var failure: String?

    /// Connects to `port` of this machine, in the clear.
    ///
    /// At most `streamsMax` requests are under way at a time, and each reply must have `replyByteCount` bytes of content.
    init(port: UInt16, frames: RequestFrames, streamsMax: Int, replyByteCount: Int) throws {
        self.frames = frames
        self.replyByteCount = replyByteCount
        self.streamsMax = streamsMax
        // Streams end out of order, so the places must reach further than the streams under way.
        streams = Array(repeating: (0, -1), count: streamsMax * 64)
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = Loopback.address(port: port)
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else {
            close(descriptor)
            throw BenchFailure("nothing listens on port \(port)")
        }
        var yes: Int32 = 1
        let length = socklen_t(MemoryLayout<Int32>.size)
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, length)
        guard fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0 else {
            throw BenchFailure("a socket cannot be used without waiting")
        }
    }

    func end() { close(descriptor) }

    var isIdle: Bool { activeCount == 0 && waitingStart == waiting.count }
    var unansweredCount: Int { activeCount + waiting.count - waitingStart }

    /// A request that was due at `due` is to be sent, now or when a stream is free.
    mutating func add(due: UInt64) {
        waiting.append(due)
        startWaiting()
    }

    /// Writes what the socket takes.
    mutating func write() {
        while outputStart < output.count {
            let count = output.withUnsafeBytes {
                send(
                    descriptor,
                    $0.baseAddress?.advanced(by: outputStart),
                    $0.count - outputStart,
                    Int32(MSG_NOSIGNAL)
                )
            }
            guard count > 0 else {
                if errno != EAGAIN { failure = "the connection broke" }
                return
            }
            outputStart += count
        }
        output.removeAll(keepingCapacity: true)
        outputStart = 0
    }

    /// Reads what is there and tells of each reply that is whole the moment at which its request was due.
    mutating func read(into buffer: UnsafeMutableRawBufferPointer, _ answered: (UInt64) -> Void) {
        while failure == nil {
            let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
            guard count > 0 else {
                if count == 0 || errno != EAGAIN { failure = "the server closed a connection" }
                break
            }
            var events: [ReplyFrames.Event] = []
            reader.read(UnsafeRawBufferPointer(rebasing: buffer[..<count])) { events.append($0) }
            for event in events { handle(event, answered) }
            if count < buffer.count { break }
        }
        startWaiting()
    }

    /// The moments at which the requests were due that have no reply.
    var unanswered: [UInt64] {
        streams.filter { $0.byteCount >= 0 }.map(\.due) + waiting[waitingStart...]
    }

    private mutating func handle(_ event: ReplyFrames.Event, _ answered: (UInt64) -> Void) {
        switch event {
        case .data(let stream, let byteCount):
            streams[place(stream)].byteCount += byteCount
            unacknowledgedBytes += byteCount
            if unacknowledgedBytes > RequestFrames.windowBytesMax / 4 {
                output += RequestFrames.windowUpdate(by: unacknowledgedBytes)
                unacknowledgedBytes = 0
            }
        case .ended(let stream):
            let ended = streams[place(stream)]
            guard ended.byteCount == replyByteCount else {
                failure = "a reply of \(ended.byteCount) bytes instead of \(replyByteCount)"
                return
            }
            streams[place(stream)].byteCount = -1
            activeCount -= 1
            answered(ended.due)
        case .settings: output += RequestFrames.settingsAcknowledged
        case .ping(let payload): output += RequestFrames.pong(payload)
        case .reset(let stream):
            // A server may reset the stream of a request that it has answered already.
            if streams[place(stream)].byteCount >= 0 { failure = "the server reset a stream" }
        case .goAway: failure = "the server takes no further requests"
        }
    }

    private func place(_ stream: UInt32) -> Int { Int(stream / 2) % streams.count }

    private mutating func startWaiting() {
        while waitingStart < waiting.count, activeCount < streamsMax {
            let place = startedCount % streams.count
            // The stream that had this place is still open: the next waits for it.
            guard streams[place].byteCount < 0 else { return }
            streams[place] = (waiting[waitingStart], 0)
            frames.append(stream: UInt32(2 * startedCount + 1), to: &output)
            startedCount += 1
            activeCount += 1
            waitingStart += 1
        }
        if waitingStart == waiting.count {
            waiting.removeAll(keepingCapacity: true)
            waitingStart = 0
        }
    }
}
