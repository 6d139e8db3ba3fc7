import Glibc
import Transport

/// A server on one thread with its client: it answers before it is asked.
///
/// The kernel completes the connection and holds the answer's bytes; the client reads them after it has
/// sent its request. What it sent can be read here afterwards, frame by frame.
final class ServerScript {
    let address: ServerAddress
    private let listener: CInt
    private var connection: CInt = -1
    private var received: [UInt8] = []

    /// One HTTP/2 frame.
    struct Frame: Equatable {
        var type: UInt8
        var flags: UInt8
        var stream: UInt32
        var payload: [UInt8]
    }

    init() throws {
        let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let port = withUnsafeMutableBytes(of: &address) { bytes -> UInt16? in
            guard let raw = bytes.baseAddress else { return nil }
            let base = raw.assumingMemoryBound(to: sockaddr.self)
            guard bind(descriptor, base, length) == 0, listen(descriptor, 1) == 0,
                getsockname(descriptor, base, &length) == 0
            else { return nil }
            return raw.assumingMemoryBound(to: sockaddr_in.self).pointee.sin_port.bigEndian
        }
        guard let port else { throw ScriptError(message: "cannot listen: \(errno)") }
        listener = descriptor
        self.address = ServerAddress(host: "127.0.0.1", port: port, isSecure: false)
    }

    deinit {
        close(listener)
        if connection >= 0 { close(connection) }
    }

    /// Takes the connection that the client has opened, and agrees to its settings.
    func accept() {
        connection = Glibc.accept(listener, nil, nil)
        let settings = Frame(type: 4, flags: 0, stream: 0, payload: [])
        let acknowledgement = Frame(type: 4, flags: 1, stream: 0, payload: [])
        answer(settings, acknowledgement)
    }

    func answer(_ frames: Frame...) { answer(frames) }

    func answer(_ frames: [Frame]) {
        for frame in frames {
            let count = UInt32(frame.payload.count)
            let head =
                [16, 8, 0].map { UInt8(truncatingIfNeeded: count >> $0) } + [
                    frame.type, frame.flags,
                ]
            let stream = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: frame.stream >> $0) }
            write(head + stream + frame.payload)
        }
    }

    func write(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                send(connection, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    func hangUp() {
        close(connection)
        connection = -1
    }

    /// Every frame that the client has sent so far and that was not returned before.
    func receivedFrames() -> [Frame] {
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = recv(connection, &buffer, buffer.count, CInt(MSG_DONTWAIT))
            guard count > 0 else { break }
            received.append(contentsOf: buffer[..<count])
        }
        let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)
        if received.starts(with: preface) { received.removeFirst(preface.count) }
        var frames: [Frame] = []
        while received.count >= 9 {
            let length = received[..<3].reduce(0) { $0 << 8 | Int($1) }
            guard received.count >= 9 + length else { break }
            frames.append(
                Frame(
                    type: received[3],
                    flags: received[4],
                    stream: received[5..<9].reduce(0) { $0 << 8 | UInt32($1) },
                    payload: Array(received[9..<9 + length])
                )
            )
            received.removeFirst(9 + length)
        }
        return frames
    }
}

struct ScriptError: Error {
    var message: String
}

extension ServerScript.Frame {
    static func headers(_ stream: UInt32, _ fields: [MetadataField], isLast: Bool = false) -> Self {
        var block: [UInt8] = []
        for field in fields {
            // A literal field without indexing (RFC 7541 section 6.2.2); every length here is below 127.
            block.append(0)
            block.append(UInt8(field.name.utf8.count))
            block.append(contentsOf: field.name.utf8)
            block.append(UInt8(field.value.count))
            block.append(contentsOf: field.value)
        }
        return Self(type: 1, flags: isLast ? 5 : 4, stream: stream, payload: block)
    }

    static func data(_ stream: UInt32, _ bytes: [UInt8]) -> Self {
        Self(type: 0, flags: 0, stream: stream, payload: bytes)
    }

    static func reset(_ stream: UInt32, code: UInt8) -> Self {
        Self(type: 3, flags: 0, stream: stream, payload: [0, 0, 0, code])
    }

    static func goAway(lastStream: UInt8, _ debug: String) -> Self {
        Self(
            type: 7,
            flags: 0,
            stream: 0,
            payload: [0, 0, 0, lastStream, 0, 0, 0, 0] + Array(debug.utf8)
        )
    }
}
