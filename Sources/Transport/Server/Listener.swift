internal import CLinux
internal import Glibc

/// A listening socket; the descriptor is closed when the value dies.
struct ListeningSocket: ~Copyable {
    let descriptor: CInt
    /// The port in use, also when the kernel chose it.
    let port: UInt16

    /// Binds and listens.
    init(address: String, port: UInt16) throws(TransportError) {
        var storage = sockaddr_storage()
        guard let length = Self.fill(&storage, address: address, port: port) else {
            throw .addressUnavailable(address: address, port: port)
        }
        let type =
            CInt(SOCK_STREAM.rawValue) | CInt(SOCK_NONBLOCK.rawValue) | CInt(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(CInt(storage.ss_family), type, 0)
        guard descriptor >= 0 else { throw .systemCall("socket", errno: errno) }
        var yes: CInt = 1
        // Only for sockets in TIME_WAIT. SO_REUSEPORT would let a second server take half of the clients unnoticed.
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<CInt>.size))
        let bound = withUnsafePointer(to: &storage) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
        }
        guard bound == 0, listen(descriptor, Self.backlog) == 0 else {
            let code = errno
            Glibc.close(descriptor)
            switch code {
            case EADDRINUSE: throw .portInUse(address: address, port: port)
            case EACCES, EPERM: throw .permissionDenied(address: address, port: port)
            case EADDRNOTAVAIL: throw .addressUnavailable(address: address, port: port)
            default: throw .systemCall("bind", errno: code)
            }
        }
        self.descriptor = descriptor
        self.port = Self.port(of: descriptor)
    }

    deinit { Glibc.close(descriptor) }

    private static let backlog: CInt = 1024

    private static func fill(_ storage: inout sockaddr_storage, address: String, port: UInt16)
        -> socklen_t?
    {
        var version4 = in_addr()
        if inet_pton(AF_INET, address, &version4) == 1 {
            var socketAddress = sockaddr_in()
            socketAddress.sin_family = sa_family_t(AF_INET)
            socketAddress.sin_port = port.bigEndian
            socketAddress.sin_addr = version4
            memcpy(&storage, &socketAddress, MemoryLayout<sockaddr_in>.size)
            return socklen_t(MemoryLayout<sockaddr_in>.size)
        }
        var version6 = in6_addr()
        guard inet_pton(AF_INET6, address, &version6) == 1 else { return nil }
        var socketAddress = sockaddr_in6()
        socketAddress.sin6_family = sa_family_t(AF_INET6)
        socketAddress.sin6_port = port.bigEndian
        socketAddress.sin6_addr = version6
        memcpy(&storage, &socketAddress, MemoryLayout<sockaddr_in6>.size)
        return socklen_t(MemoryLayout<sockaddr_in6>.size)
    }

    private static func port(of descriptor: CInt) -> UInt16 {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        _ = withUnsafeMutablePointer(to: &storage) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getsockname(descriptor, $0, &length)
            }
        }
        return PeerAddress(&storage).port
    }
}

/// The first loop's view of one listening socket: readiness in, accepted sockets out.
final class Listener: EventHandler {
    private let socket: ListeningSocket
    let isSecure: Bool
    private unowned let acceptor: Acceptor
    private var registration: EventLoop.Registration?

    init(_ socket: consuming ListeningSocket, isSecure: Bool, acceptor: Acceptor) {
        self.socket = socket
        self.isSecure = isSecure
        self.acceptor = acceptor
    }

    var descriptor: CInt { socket.descriptor }

    /// Level-triggered, so that connections left waiting by a pause are reported again.
    func listen(on loop: EventLoop) {
        registration = loop.register(descriptor, events: EPOLLIN.rawValue, self)
    }

    func setPaused(_ isPaused: Bool, on loop: EventLoop) {
        guard let registration else { return }
        loop.changeEvents(descriptor, events: isPaused ? 0 : EPOLLIN.rawValue, registration)
    }

    func stop(on loop: EventLoop) {
        guard let registration else { return }
        _ = loop.system.epollControl(loop.epollDescriptor, EPOLL_CTL_DEL, descriptor, 0, 0)
        loop.remove(registration)
        self.registration = nil
    }

    func ready(_ events: UInt32) { acceptor.accept(from: self) }
    func timerFired(key: Int32) {}
    func runScheduled() {}
}
