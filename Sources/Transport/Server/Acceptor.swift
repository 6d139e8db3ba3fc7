internal import CLinux
internal import Glibc

/// Accepts connections on the first loop and hands each to the loop with the fewest.
///
/// One acceptor sees every connection, so the caps need no shared counter, and loops are filled evenly; the hop it
/// costs is paid once a connection. It alone knows the current certificate.
final class Acceptor {
    private let limits: Limits
    private let loop: EventLoop
    private let counters: LoopCounters
    private let mailboxes: [LoopMailbox]
    private let connectionsMax: Int
    private var listeners: [Listener] = []
    private var tls: TLSContext?
    private var connections: [Int]
    private var hosts: [PeerAddress: Int] = [:]
    private var isPaused = false
    /// Runs on the first loop, which need not cross threads to itself.
    private let adoptHere: (CInt, PeerAddress, TLSContext?) -> Void

    init(
        limits: Limits,
        loop: EventLoop,
        counters: LoopCounters,
        mailboxes: [LoopMailbox],
        tls: TLSContext?,
        adoptHere: @escaping (CInt, PeerAddress, TLSContext?) -> Void
    ) {
        self.limits = limits
        self.loop = loop
        self.counters = counters
        self.mailboxes = mailboxes
        self.tls = tls
        self.adoptHere = adoptHere
        connections = Array(repeating: 0, count: mailboxes.count)
        var files = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &files)
        let available = Int(clamping: files.rlim_cur) - limits.descriptorsReserved
        connectionsMax = max(1, min(limits.connectionsMax, available))
    }

    func add(_ listener: Listener) {
        listeners.append(listener)
        listener.listen(on: loop)
    }

    func replaceTLS(_ context: TLSContext) { tls = context }

    /// Accepts what waits, up to a batch; level triggering reports the rest in the next turn.
    func accept(from listener: Listener) {
        for _ in 0..<Self.batchMax {
            var storage = sockaddr_storage()
            var length = UInt32(MemoryLayout<sockaddr_storage>.size)
            let descriptor = loop.system.accept(listener.descriptor, &storage, &length)
            guard descriptor >= 0 else {
                acceptFailed(-descriptor)
                return
            }
            let peer = PeerAddress(&storage)
            guard connections.reduce(0, +) < connectionsMax,
                hosts[peer.host, default: 0] < limits.connectionsPerAddressMax
            else {
                counters.connectionsRefused.add()
                _ = loop.system.close(CInt(descriptor))
                continue
            }
            setOptions(of: CInt(descriptor))
            hand(CInt(descriptor), peer, listener.isSecure ? tls : nil)
        }
    }

    /// A connection that was handed out has ended.
    func connectionEnded(on loopIndex: Int, _ peer: PeerAddress) {
        connections[loopIndex] -= 1
        let left = hosts[peer.host, default: 1] - 1
        hosts[peer.host] = left == 0 ? nil : left
    }

    func stop() {
        for listener in listeners { listener.stop(on: loop) }
        listeners = []
    }

    private static let batchMax = 64

    private func hand(_ descriptor: CInt, _ peer: PeerAddress, _ tls: TLSContext?) {
        var target = 0
        for index in connections.indices where connections[index] < connections[target] {
            target = index
        }
        connections[target] += 1
        hosts[peer.host, default: 0] += 1
        guard target != 0 else {
            adoptHere(descriptor, peer, tls)
            return
        }
        _ = mailboxes[target].postUncounted { $0.adopt(descriptor, peer: peer, tls: tls) }
    }

    private func acceptFailed(_ code: Int) {
        switch code {
        case Int(EAGAIN), Int(EINTR), Int(ECONNABORTED):
            return
        default:
            // Out of descriptors or memory: the sockets wait in the backlog until some are free.
            counters.acceptFailures.add()
            pause()
        }
    }

    private func pause() {
        guard !isPaused else { return }
        isPaused = true
        for listener in listeners { listener.setPaused(true, on: loop) }
        _ = loop.arm(
            at: loop.now.adding(milliseconds: limits.acceptPauseMilliseconds),
            .work { [weak self] in self?.resume() }
        )
    }

    private func resume() {
        isPaused = false
        for listener in listeners { listener.setPaused(false, on: loop) }
    }

    private func setOptions(of descriptor: CInt) {
        _ = loop.system.setOption(descriptor, CInt(IPPROTO_TCP), TCP_NODELAY, 1)
        _ = loop.system.setOption(
            descriptor,
            CInt(IPPROTO_TCP),
            TCP_NOTSENT_LOWAT,
            CInt(clamping: limits.kernelUnsentBytes)
        )
        _ = loop.system.setOption(
            descriptor,
            CInt(IPPROTO_TCP),
            TCP_USER_TIMEOUT,
            CInt(clamping: limits.keepaliveTimeoutMilliseconds)
        )
    }
}
