import CNGHTTP2
import Glibc
import Transport

/// An HTTP/2 client of raw frames, which may break any rule.
final class TestClient {
    struct Frame {
        var type: UInt8
        var flags: UInt8
        var stream: UInt32
        var payload: [UInt8]

        var endsStream: Bool { (type == 0 || type == 1) && flags & 1 != 0 }
        var code: UInt32 { payload.prefix(4).reduce(0) { $0 << 8 | UInt32($1) } }
    }

    /// What came back on one stream.
    struct Response: Equatable {
        var headers: [String: String] = [:]
        var trailers: [String: String] = [:]
        var body: [UInt8] = []
        var resetCode: UInt32?
        var ended = false
        /// The GOAWAY that ended the connection first.
        var goawayCode: UInt32?

        var httpStatus: String? { headers[":status"] }
        var status: String? { trailers["grpc-status"] ?? headers["grpc-status"] }
        var message: String? { trailers["grpc-message"] ?? headers["grpc-message"] }
        var messages: [[UInt8]] {
            var messages: [[UInt8]] = []
            var rest = body[...]
            while rest.count >= 5 {
                let count = rest.dropFirst().prefix(4).reduce(0) { $0 << 8 | Int($1) }
                messages.append(Array(rest.dropFirst(5).prefix(count)))
                rest = rest.dropFirst(5 + count)
            }
            return messages
        }
    }

    let socket: CInt
    private let tls: TestTLS?
    private var received: [UInt8] = []
    private var inflater: OpaquePointer?
    private var responses: [UInt32: Response] = [:]
    private(set) var goaways: [(lastStream: UInt32, code: UInt32, debug: String)] = []
    private var answersPings = true
    private var nextStream: UInt32 = 1

    /// Connects; with `start` it also sends the preface.
    init(_ port: UInt16, secure: Bool = false, start: Bool = true, receiveBuffer: CInt? = nil) {
        let socket = Glibc.socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        self.socket = socket
        if var receiveBuffer {
            setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, 4)
        }
        var patience = timeval(tv_sec: Int(patienceMilliseconds) / 1000, tv_usec: 0)
        setsockopt(
            socket,
            SOL_SOCKET,
            SO_RCVTIMEO,
            &patience,
            socklen_t(MemoryLayout<timeval>.size)
        )
        setsockopt(
            socket,
            SOL_SOCKET,
            SO_SNDTIMEO,
            &patience,
            socklen_t(MemoryLayout<timeval>.size)
        )
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        _ = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(socket, $0, 16) }
        }
        tls = secure ? TestTLS(socket) : nil
        nghttp2_hd_inflate_new(&inflater)
        if start { sendPreface() }
    }

    deinit {
        nghttp2_hd_inflate_del(inflater)
        close(socket)
    }

    // Sending.

    func send(_ bytes: [UInt8]) {
        if let tls {
            tls.write(bytes)
            return
        }
        var offset = 0
        while offset < bytes.count {
            let sent = bytes.withUnsafeBytes {
                Glibc.send(
                    socket,
                    $0.baseAddress.map { $0 + offset },
                    bytes.count - offset,
                    CInt(MSG_NOSIGNAL)
                )
            }
            guard sent > 0 else { return }
            offset += sent
        }
    }

    func sendPreface(settings: [(UInt16, UInt32)] = []) {
        send(Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) + Self.settings(settings))
    }

    static func settings(_ entries: [(UInt16, UInt32)]) -> [UInt8] {
        frame(4, 0, 0, entries.flatMap { big($0.0) + big($0.1) })
    }

    static func big<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        withUnsafeBytes(of: number.bigEndian) { Array($0) }
    }

    static func frame(_ type: UInt8, _ flags: UInt8, _ stream: UInt32, _ payload: [UInt8] = [])
        -> [UInt8]
    {
        big(UInt32(payload.count)).dropFirst() + [type, flags] + big(stream) + payload
    }

    static func prefixed(_ message: [UInt8], flag: UInt8 = 0) -> [UInt8] {
        [flag] + big(UInt32(message.count)) + message
    }

    /// Header fields as literals that no table remembers.
    static func headerBlock(_ fields: [(String, String)]) -> [UInt8] {
        fields.flatMap { [0] + string($0.0) + string($0.1) }
    }

    private static func string(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        guard bytes.count >= 127 else { return [UInt8(bytes.count)] + bytes }
        var rest = bytes.count - 127
        var length: [UInt8] = [127]
        while rest >= 128 {
            length.append(UInt8(rest % 128 + 128))
            rest /= 128
        }
        return length + [UInt8(rest)] + bytes
    }

    static func requestFields(
        _ path: String,
        changes: [(String, String?)] = []
    ) -> [(String, String)] {
        var fields = [
            (":method", "POST"), (":scheme", "http"), (":path", path), (":authority", "test"),
            ("content-type", "application/grpc"), ("te", "trailers"),
        ]
        for (name, value) in changes {
            let place = fields.firstIndex { $0.0 == name }
            switch (place, value) {
            case (let place?, let value?): fields[place].1 = value
            case (let place?, nil): fields.remove(at: place)
            case (nil, let value?): fields.append((name, value))
            case (nil, nil): break
            }
        }
        return fields
    }

    func takeStreamID() -> UInt32 {
        defer { nextStream += 2 }
        return nextStream
    }

    /// Opens a stream with a request; `body` nil leaves the request open without a byte.
    func open(
        _ path: String,
        _ body: [UInt8]?,
        ends: Bool = true,
        changes: [(String, String?)] = []
    ) -> UInt32 {
        let stream = takeStreamID()
        let block = Self.headerBlock(Self.requestFields(path, changes: changes))
        var bytes = Self.frame(1, 4 | (body == nil && ends ? 1 : 0), stream, block)
        if let body {
            var rest = body[...]
            repeat {
                let piece = Array(rest.prefix(16_384))
                rest = rest.dropFirst(piece.count)
                bytes += Self.frame(0, rest.isEmpty && ends ? 1 : 0, stream, piece)
            } while !rest.isEmpty
        }
        send(bytes)
        return stream
    }

    func open(_ method: TestMethod, _ message: [UInt8] = [], changes: [(String, String?)] = [])
        -> UInt32
    {
        open(method.path, Self.prefixed(message), changes: changes)
    }

    func call(_ method: TestMethod, _ message: [UInt8] = [], changes: [(String, String?)] = [])
        -> Response
    {
        response(open(method, message, changes: changes))
    }

    func reset(_ stream: UInt32, code: UInt32 = 8) {
        send(Self.frame(3, 0, stream, Self.big(code)))
    }
    func updateWindow(_ stream: UInt32, _ increment: UInt32) {
        send(Self.frame(8, 0, stream, Self.big(increment)))
    }

    // Receiving.

    private func fill(_ count: Int) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while received.count < count {
            let got = tls?.read(&buffer) ?? recv(socket, &buffer, buffer.count, 0)
            guard got > 0 else { return false }
            received += buffer[..<got]
        }
        return true
    }

    /// The next frame; nil when the server has closed the connection.
    func nextFrame() -> Frame? {
        guard fill(9) else { return nil }
        let length = received[..<3].reduce(0) { $0 << 8 | Int($1) }
        guard fill(9 + length) else { return nil }
        let frame = Frame(
            type: received[3],
            flags: received[4],
            stream: received[5..<9].reduce(0) { $0 << 8 | UInt32($1) },
            payload: Array(received[9..<9 + length])
        )
        received.removeFirst(9 + length)
        note(frame)
        return frame
    }

    /// True once the server has closed, having read all it sent before.
    func readsToEnd() -> Bool {
        while nextFrame() != nil {}
        var byte: UInt8 = 0
        if tls != nil { return true }
        // At the end of the stream `errno` is what an earlier call left.
        let count = recv(socket, &byte, 1, CInt(MSG_DONTWAIT))
        return count == 0 || count < 0 && errno != EAGAIN
    }

    /// Reads until the stream has ended, or the connection.
    func response(_ stream: UInt32) -> Response {
        while responses[stream]?.ended != true {
            guard nextFrame() != nil else {
                var cut = responses[stream] ?? Response()
                cut.goawayCode = goaways.last?.code
                return cut
            }
        }
        return responses[stream] ?? Response()
    }

    /// True when the stream has ended; takes what comes within the wait, at most one frame.
    func hasEnded(_ stream: UInt32, waitMilliseconds: CInt) -> Bool {
        var interest = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        if !received.isEmpty || poll(&interest, 1, waitMilliseconds) > 0 { _ = nextFrame() }
        return responses[stream]?.ended == true
    }

    /// Reads until the stream has sent so many messages.
    func messages(_ stream: UInt32, atLeast count: Int) -> [[UInt8]] {
        while (responses[stream]?.messages.count ?? 0) < count {
            guard responses[stream]?.ended != true, nextFrame() != nil else { break }
        }
        return responses[stream]?.messages ?? []
    }

    /// Reads until a frame of the type has come; nil when the connection ends first.
    func waitFor(type: UInt8, where isMatch: (Frame) -> Bool = { _ in true }) -> Frame? {
        while let frame = nextFrame() {
            if frame.type == type, isMatch(frame) { return frame }
        }
        return nil
    }

    /// Waits until the server has handled everything sent before.
    func roundTrip() -> Bool {
        send(Self.frame(6, 0, 0, [1, 2, 3, 4, 5, 6, 7, 8]))
        return waitFor(type: 6) { $0.flags & 1 == 1 } != nil
    }

    func ignorePings() { answersPings = false }

    private func note(_ frame: Frame) {
        switch frame.type {
        case 0:
            responses[frame.stream, default: Response()].body += frame.payload
        case 1:
            let fields = inflate(frame.payload)
            if responses[frame.stream]?.headers.isEmpty ?? true {
                responses[frame.stream, default: Response()].headers = fields
            } else {
                responses[frame.stream, default: Response()].trailers = fields
            }
        case 3:
            guard responses[frame.stream]?.ended != true else { return }
            responses[frame.stream, default: Response()].resetCode = frame.code
            responses[frame.stream, default: Response()].ended = true
        case 4 where frame.flags & 1 == 0:
            send(Self.frame(4, 1, 0))
        case 6 where frame.flags & 1 == 0 && answersPings:
            send(Self.frame(6, 1, 0, frame.payload))
        case 7:
            let last = frame.payload.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
            let code = frame.payload.dropFirst(4).prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
            goaways.append(
                (last, code, String(decoding: frame.payload.dropFirst(8), as: UTF8.self))
            )
        default:
            break
        }
        if frame.endsStream { responses[frame.stream, default: Response()].ended = true }
    }

    private func inflate(_ block: [UInt8]) -> [String: String] {
        var fields: [String: String] = [:]
        var offset = 0
        while true {
            var field = nghttp2_nv()
            var flags: CInt = 0
            let used = block.withUnsafeBufferPointer {
                nghttp2_hd_inflate_hd2(
                    inflater,
                    &field,
                    &flags,
                    $0.baseAddress.map { $0 + offset },
                    block.count - offset,
                    1
                )
            }
            guard used >= 0 else { return fields }
            offset += used
            if flags & CInt(NGHTTP2_HD_INFLATE_EMIT.rawValue) != 0 {
                let name = UnsafeBufferPointer(start: field.name, count: field.namelen)
                let value = UnsafeBufferPointer(start: field.value, count: field.valuelen)
                fields[String(decoding: name, as: UTF8.self)] = String(
                    decoding: value,
                    as: UTF8.self
                )
            }
            if flags & CInt(NGHTTP2_HD_INFLATE_FINAL.rawValue) != 0 {
                nghttp2_hd_inflate_end_headers(inflater)
                return fields
            }
        }
    }
}
