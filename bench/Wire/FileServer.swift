import Foundation
import Glibc

/// nghttpd serving files of given sizes from a folder of its own, over cleartext or TLS.
final class FileServer {
    let child: ChildProcess
    let base: String
    let port: UInt16
    private let folder: TemporaryFolder

    /// Starts a server of one worker, as large as the server that it is compared with.
    ///
    /// - Parameters:
    ///   - sizes: One file each, named after its size.
    ///   - tls: The paths of the private key and the certificate; `nil` for cleartext.
    ///   - pin: What is put before the command, to hold it on one processor.
    /// - Throws: What could not be started.
    init(sizes: [Int], tls: (key: String, certificate: String)?, pin: [String]) throws {
        folder = try TemporaryFolder()
        for size in sizes {
            let content = Data(repeating: UInt8(ascii: "x"), count: size)
            try content.write(to: URL(fileURLWithPath: folder.path("\(size)")))
        }
        let port = try Self.freePort()
        self.port = port
        let security = tls.map { ["\(port)", $0.key, $0.certificate] } ?? ["--no-tls", "\(port)"]
        child = try ChildProcess(
            pin + ["nghttpd", "-n", "1", "-a", "127.0.0.1", "-d", folder.path("")] + security,
            isServer: true
        )
        base = "\(tls == nil ? "http" : "https")://127.0.0.1:\(port)"
        try Self.awaitListening(on: port)
    }

    /// A port that was free a moment ago: nghttpd cannot say which one it took.
    private static func freePort() throws -> UInt16 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = Loopback.address(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 ? getsockname(descriptor, $0, &length) : -1
            }
        }
        guard result == 0 else { throw BenchFailure("there is no free port") }
        return UInt16(bigEndian: address.sin_port)
    }

    /// Waits until a connection is taken: the server says nothing when it is ready.
    private static func awaitListening(on port: UInt16) throws {
        let deadline = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < deadline {
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(descriptor) }
            var address = Loopback.address(port: port)
            let result = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            if result == 0 { return }
            usleep(10_000)
        }
        throw BenchFailure("nghttpd does not listen")
    }
}
