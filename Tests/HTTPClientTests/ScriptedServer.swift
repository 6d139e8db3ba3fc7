import Glibc
import Synchronization

/// A server on loopback that answers each connection with a list of steps, whatever is asked.
///
/// It reads one request per `.readRequest`, so that a script says exactly what is sent after what.
final class ScriptedServer: Sendable {
    enum Step: Sendable {
        case readRequest
        case send(String)
        case sendBytes([UInt8])
        /// Ends the connection in the orderly way.
        case close
        /// Ends it with a reset, as a broken middle box does.
        case reset
        /// Sends nothing more until the client goes away.
        case hang
    }

    let port: UInt16
    private let socket: Int32
    private let received = Mutex<[String]>([])
    private let connectionCount = Mutex(0)
    private let scripts: [[Step]]

    /// Connection n follows the n-th script; the last one serves all further connections.
    init(_ scripts: [Step]...) {
        self.scripts = scripts
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        precondition(socket >= 0, "a test needs a socket")
        self.socket = socket
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(socket, address, size) == 0 && listen(socket, 16) == 0
                    && getsockname(socket, address, &size) == 0
            }
        }
        precondition(isListening, "a test needs a port")
        port = UInt16(bigEndian: address.sin_port)
        spawn { [self] in accept() }
    }

    var url: String { "http://127.0.0.1:\(port)" }
    /// The requests so far, head and body.
    var requests: [String] { received.withLock { $0 } }

    func stop() {
        shutdown(socket, Int32(SHUT_RDWR))
    }

    private func accept() {
        while true {
            let connection = Glibc.accept(socket, nil, nil)
            guard connection >= 0 else { break }
            let index = connectionCount.withLock { count in
                count += 1
                return count - 1
            }
            let script = scripts[min(index, scripts.count - 1)]
            spawn { [self] in follow(script, on: connection) }
        }
        Glibc.close(socket)
    }

    private func follow(_ script: [Step], on connection: Int32) {
        defer { Glibc.close(connection) }
        for step in script {
            switch step {
            case .readRequest:
                guard let request = readRequest(connection) else { return }
                received.withLock { $0.append(request) }
            case .send(let text):
                write(Array(text.utf8), to: connection)
            case .sendBytes(let bytes):
                write(bytes, to: connection)
            case .close:
                return
            case .reset:
                var linger = linger(l_onoff: 1, l_linger: 0)
                setsockopt(
                    connection,
                    SOL_SOCKET,
                    SO_LINGER,
                    &linger,
                    socklen_t(MemoryLayout.size(ofValue: linger))
                )
                return
            case .hang:
                var byte: UInt8 = 0
                while recv(connection, &byte, 1, 0) > 0 {}
                return
            }
        }
    }

    /// The head and as much body as its Content-Length says.
    private func readRequest(_ connection: Int32) -> String? {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let text = String(decoding: bytes, as: UTF8.self)
            if let head = text.range(ofHead: "\r\n\r\n") {
                let length = text.split(separator: "\r\n").first {
                    $0.lowercased().hasPrefix("content-length:")
                }
                let bodyCount = length.flatMap { Int($0.dropFirst(15).filter(\.isNumber)) } ?? 0
                if bytes.count >= head + bodyCount { return text }
            }
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            bytes.append(contentsOf: buffer.prefix(count))
        }
    }

    private func write(_ bytes: [UInt8], to connection: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}

extension String {
    /// How many bytes the text has up to and including `end`.
    fileprivate func range(ofHead end: String) -> Int? {
        let bytes = Array(utf8)
        let end = Array(end.utf8)
        return bytes.indices.first { bytes[$0...].starts(with: end) }.map { $0 + end.count }
    }
}

/// Runs `work` on a thread of its own.
private func spawn(_ work: @escaping @Sendable () -> Void) {
    final class Work: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }
    var thread = pthread_t()
    let failure = pthread_create(
        &thread,
        nil,
        { context in
            guard let context else { return nil }
            Unmanaged<Work>.fromOpaque(context).takeRetainedValue().run()
            return nil
        },
        Unmanaged.passRetained(Work(work)).toOpaque()
    )
    precondition(failure == 0, "a test needs a thread")
    pthread_detach(thread)
}
