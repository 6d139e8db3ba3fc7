internal import Glibc

/// One connected, non-blocking TCP socket, closed when the value dies.
struct ClientSocket: ~Copyable {
    private let descriptor: CInt
    private let interruption: ClientInterruption?

    /// Connects to the first address of the host that accepts.
    init(
        _ address: ServerAddress,
        deadline: ContinuousClock.Instant,
        interruption: ClientInterruption? = nil
    ) throws(RPCStatus) {
        var reason = "the host has no address"
        for candidate in try Self.resolve(address) {
            let opened = candidate.open()
            guard opened >= 0 else {
                reason = Self.text(of: errno)
                continue
            }
            let outcome = candidate.connect(opened, deadline: deadline, interruption)
            guard let failure = outcome else {
                var yes: CInt = 1
                setsockopt(
                    opened,
                    CInt(IPPROTO_TCP),
                    TCP_NODELAY,
                    &yes,
                    socklen_t(MemoryLayout<CInt>.size)
                )
                self.interruption = interruption
                descriptor = opened
                return
            }
            close(opened)
            if interruption?.isRaised == true { throw ClientInterruption.status }
            reason = failure
        }
        throw RPCStatus(
            .unavailable,
            "cannot connect to \(address): \(reason); is the server running there?"
        )
    }

    deinit { close(descriptor) }

    /// Ends both directions at once; what was written before still goes out.
    func shutDown() { shutdown(descriptor, CInt(SHUT_RDWR)) }

    /// What became of an attempt to read or to write.
    enum Transfer {
        case bytes(Int)
        case wouldBlock
        case ended
        case failed(String)
    }

    /// How a wait ended.
    enum Wait {
        case ready
        case late
        case interrupted
    }

    /// Waits until the socket is readable, or writable when that is wanted, or the time is over.
    ///
    /// - Returns: Whether anything happened before the deadline.
    /// - Throws: `cancelled`, when the client is interrupted.
    borrowing func wait(
        forWriting: Bool,
        deadline: ContinuousClock.Instant?
    ) throws(RPCStatus) -> Bool {
        let events = POLLIN | (forWriting ? POLLOUT : 0)
        switch Self.wait(
            descriptor,
            events: events,
            interruption: interruption,
            deadline: deadline
        ) {
        case .ready: return true
        case .late: return false
        case .interrupted: throw ClientInterruption.status
        }
    }

    borrowing func read(into buffer: inout [UInt8]) -> Transfer {
        let count = recv(descriptor, &buffer, buffer.count, 0)
        if count == 0 { return .ended }
        return Self.transfer(count)
    }

    borrowing func write(_ bytes: ArraySlice<UInt8>) -> Transfer {
        let count = bytes.withUnsafeBytes {
            send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
        }
        return Self.transfer(count)
    }

    private static func transfer(_ count: Int) -> Transfer {
        if count >= 0 { return .bytes(count) }
        let code = errno
        return code == EAGAIN || code == EINTR ? .wouldBlock : .failed(text(of: code))
    }

    static func wait(
        _ descriptor: CInt,
        events: Int32,
        interruption: ClientInterruption?,
        deadline: ContinuousClock.Instant?
    ) -> Wait {
        while true {
            // A negative descriptor is one that poll passes over.
            var entries = [
                pollfd(fd: descriptor, events: Int16(events), revents: 0),
                pollfd(fd: interruption?.descriptor ?? -1, events: Int16(POLLIN), revents: 0),
            ]
            let ready = poll(&entries, nfds_t(entries.count), milliseconds(until: deadline))
            if ready > 0 { return entries[1].revents == 0 ? .ready : .interrupted }
            if let deadline, ContinuousClock.now >= deadline { return .late }
        }
    }

    /// Rounded up, so that a wait never ends just before its deadline and spins.
    private static func milliseconds(until deadline: ContinuousClock.Instant?) -> CInt {
        guard let deadline else { return -1 }
        let left = ContinuousClock.now.duration(to: deadline)
        guard left > .zero else { return 0 }
        let (seconds, attoseconds) = left.components
        guard seconds < 1_000_000 else { return 1_000_000_000 }
        return CInt(seconds * 1000 + attoseconds / 1_000_000_000_000_000 + 1)
    }

    static func text(of code: CInt) -> String { String(cString: strerror(code)) }
}

/// One address that a host's name stands for.
private struct Candidate {
    var family: CInt
    var address: [UInt8]

    func open() -> CInt {
        socket(
            family,
            CInt(SOCK_STREAM.rawValue) | CInt(SOCK_NONBLOCK.rawValue) | CInt(SOCK_CLOEXEC.rawValue),
            0
        )
    }

    /// Connects, and says why not when it fails.
    func connect(
        _ descriptor: CInt,
        deadline: ContinuousClock.Instant,
        _ interruption: ClientInterruption?
    ) -> String? {
        let started = address.withUnsafeBytes { bytes in
            bytes.withMemoryRebound(to: sockaddr.self) {
                Glibc.connect(descriptor, $0.baseAddress, socklen_t(bytes.count))
            }
        }
        if started == 0 { return nil }
        guard errno == EINPROGRESS else { return ClientSocket.text(of: errno) }
        let wait = ClientSocket.wait(
            descriptor,
            events: POLLOUT,
            interruption: interruption,
            deadline: deadline
        )
        guard wait == .ready else { return "no answer in time" }
        var code: CInt = 0
        var length = socklen_t(MemoryLayout<CInt>.size)
        getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length)
        return code == 0 ? nil : ClientSocket.text(of: code)
    }
}

extension ClientSocket {
    private static func resolve(_ address: ServerAddress) throws(RPCStatus) -> [Candidate] {
        var hints = addrinfo()
        hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        var first: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(address.host, String(address.port), &hints, &first)
        guard code == 0 else {
            let reason = String(cString: gai_strerror(code))
            throw RPCStatus(.unavailable, "cannot find the host of \(address): \(reason)")
        }
        defer { freeaddrinfo(first) }
        var candidates: [Candidate] = []
        var next = first
        while let entry = next {
            let bytes = UnsafeRawBufferPointer(
                start: entry.pointee.ai_addr,
                count: Int(entry.pointee.ai_addrlen)
            )
            candidates.append(Candidate(family: entry.pointee.ai_family, address: Array(bytes)))
            next = entry.pointee.ai_next
        }
        return candidates
    }
}
