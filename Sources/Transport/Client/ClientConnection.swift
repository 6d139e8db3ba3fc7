/// One HTTP/2 connection to a server, for any number of calls at a time.
///
/// It belongs to one thread and does everything in the caller's own turns: nothing happens between
/// them. Whatever ends the connection ends each of its calls with the same status.
public final class ClientConnection {
    public let address: ServerAddress
    private let socket: ClientSocket
    private var tls: ClientTLS?
    private var session: ClientSession
    private var calls: [Int32: ClientCallState] = [:]
    private var output: ArraySlice<UInt8> = []
    private var readBuffer = [UInt8](repeating: 0, count: ClientLimits.readBytes)
    /// Why the server takes no further call; those under way may still end well.
    private var refusal: RPCStatus?
    /// Why the connection has ended.
    private var failure: RPCStatus?

    /// Connects, and over TLS checks who the server is.
    ///
    /// - Parameters:
    ///   - address: Where the server listens.
    ///   - trust: Which certificates are believed, when the address asks for TLS.
    ///   - timeout: How long connecting may take altogether.
    ///   - interruption: What ends the connection from another thread, whatever it waits for.
    /// - Throws: `unavailable` with the address, the reason and what to look at.
    public init(
        to address: ServerAddress,
        trust: ClientTrust = .system,
        timeout: Duration = .seconds(ClientLimits.connectSecondsMax),
        interruption: ClientInterruption? = nil
    ) throws(RPCStatus) {
        let deadline = ContinuousClock.now + timeout
        self.address = address
        socket = try ClientSocket(address, deadline: deadline, interruption: interruption)
        session = try ClientSession()
        tls = address.isSecure ? try ClientTLS(address, trust: trust) : nil
        if address.isSecure { try shakeHands(deadline) }
    }

    /// Starts a call; nothing is sent before the call's own next step or a `turn`.
    ///
    /// - Parameters:
    ///   - path: `/package.Service/Method`.
    ///   - metadata: Further header fields.
    ///   - deadline: When the call ends with `deadlineExceeded`, here and on the server.
    /// - Returns: The call, whose request is still open.
    /// - Throws: Why the connection takes no further call.
    public func start(
        _ path: String,
        metadata: [MetadataField] = [],
        deadline: ContinuousClock.Instant? = nil
    ) throws(RPCStatus) -> ClientCall {
        if let refusal = failure ?? refusal { throw refusal }
        var fields = HeaderFields()
        fields.append(name: ":method", value: "POST")
        fields.append(name: ":scheme", value: address.isSecure ? "https" : "http")
        fields.append(name: ":path", value: path)
        fields.append(name: ":authority", value: address.authority)
        fields.append(name: "te", value: "trailers")
        fields.append(name: "content-type", value: "application/grpc+proto")
        fields.append(name: "user-agent", value: "muster-swift/1")
        if let deadline {
            fields.append(name: "grpc-timeout", value: Self.timeout(until: deadline))
        }
        for field in metadata { fields.append(field) }
        let stream = try session.openStream(fields)
        calls[stream] = ClientCallState()
        return ClientCall(connection: self, stream: stream, deadline: deadline)
    }

    /// Sends what waits, then waits once for the server and takes in what it sent.
    ///
    /// - Parameter deadline: When to stop waiting; `nil` waits for as long as it takes.
    /// - Returns: Whether anything happened before the deadline.
    /// - Throws: Why the connection ended; its calls have ended with the same status.
    @discardableResult
    public func turn(deadline: ContinuousClock.Instant? = nil) throws(RPCStatus) -> Bool {
        if let failure { throw failure }
        do throws(RPCStatus) {
            try flush()
            guard try socket.wait(forWriting: !output.isEmpty, deadline: deadline) else {
                return false
            }
            try read()
            try flush()
            if session.isOver {
                throw refusal
                    ?? RPCStatus(.unavailable, "\(address) does not speak HTTP/2 as it should")
            }
            return true
        } catch {
            fail(error)
            throw error
        }
    }

    /// Says goodbye to the server; calls under way end as cancelled.
    public func close() {
        guard failure == nil else { return }
        session.goAway()
        // The goodbye is a courtesy: a server that is gone already misses nothing.
        try? flush()
        fail(RPCStatus(.cancelled, "the connection was closed"))
    }
}

// MARK: - For the calls

extension ClientConnection {
    func send(_ bytes: [UInt8], on stream: Int32, isLast: Bool) {
        session.send(bytes, on: stream, isLast: isLast)
    }

    func pendingRequestBytes(on stream: Int32) -> Int {
        session.pendingRequestBytes(on: stream)
    }

    func status(of stream: Int32) -> RPCStatus? {
        guard let call = calls[stream] else {
            return RPCStatus(.cancelled, "the call was cancelled")
        }
        return call.status
    }

    func initialMetadata(of stream: Int32) -> [MetadataField] {
        calls[stream]?.initialMetadata ?? []
    }

    func nextMessage(on stream: Int32) throws(RPCStatus) -> [UInt8]? {
        try calls[stream]?.nextMessage() ?? nil
    }

    /// Lets the server send more on `stream`.
    func askForMore(on stream: Int32) {
        guard let count = calls[stream]?.takeUnacknowledgedBytes(), count > 0 else { return }
        session.acknowledge(count, on: stream)
    }

    /// Ends a call from this side.
    func abandon(_ stream: Int32, _ status: RPCStatus) {
        guard let call = calls[stream], call.status == nil else { return }
        calls[stream]?.abandon(status)
        session.cancel(stream)
        try? flush()
    }

    /// Forgets a call that nobody holds any more.
    func release(_ stream: Int32) {
        abandon(stream, RPCStatus(.cancelled, "the call was cancelled"))
        calls[stream] = nil
    }
}

// MARK: - Bytes

extension ClientConnection {
    private func shakeHands(_ deadline: ContinuousClock.Instant) throws(RPCStatus) {
        while try !handshakeStep() {
            try writeOutput()
            guard try socket.wait(forWriting: !output.isEmpty, deadline: deadline) else {
                throw RPCStatus(.unavailable, "no TLS answer from \(address) in time")
            }
            guard let bytes = try readSocket() else {
                throw RPCStatus(
                    .unavailable,
                    "\(address) closed the connection during the TLS handshake"
                )
            }
            tls?.receive(bytes)
        }
        try writeOutput()
    }

    private func handshakeStep() throws(RPCStatus) -> Bool {
        let isComplete = try tls?.handshake() ?? true
        output.append(contentsOf: tls?.nextOutput() ?? [])
        return isComplete
    }

    /// Reads once, and hands every event to its call.
    private func read() throws(RPCStatus) {
        guard let bytes = try readSocket() else {
            throw RPCStatus(.unavailable, "\(address) closed the connection")
        }
        guard !bytes.isEmpty else { return }
        guard address.isSecure else {
            return dispatch(try session.receive(Array(bytes)))
        }
        tls?.receive(bytes)
        while true {
            guard let plain = try tls?.decrypt() else {
                throw RPCStatus(.unavailable, "\(address) closed the connection")
            }
            if plain.isEmpty { return }
            dispatch(try session.receive(plain))
        }
    }

    /// What the socket has, `nil` at its end.
    private func readSocket() throws(RPCStatus) -> ArraySlice<UInt8>? {
        switch socket.read(into: &readBuffer) {
        case .bytes(let count): return readBuffer[..<count]
        case .wouldBlock: return []
        case .ended: return nil
        case .failed(let reason):
            throw RPCStatus(.unavailable, "the connection to \(address) broke: \(reason)")
        }
    }

    /// Writes until the session has nothing more to say or the socket takes no more.
    private func flush() throws(RPCStatus) {
        repeat {
            try fillOutput()
            if output.isEmpty { return }
            try writeOutput()
        } while output.isEmpty
    }

    private func fillOutput() throws(RPCStatus) {
        while output.count < ClientLimits.readBytes {
            let bytes = try session.nextOutput()
            if bytes.isEmpty { return }
            if address.isSecure {
                try tls?.encrypt(bytes)
                output.append(contentsOf: tls?.nextOutput() ?? [])
            } else {
                output.append(contentsOf: bytes)
            }
        }
    }

    private func writeOutput() throws(RPCStatus) {
        while !output.isEmpty {
            switch socket.write(output) {
            case .bytes(let count): output = output.dropFirst(count)
            case .wouldBlock: return
            case .ended: return
            case .failed(let reason):
                throw RPCStatus(.unavailable, "the connection to \(address) broke: \(reason)")
            }
        }
        output = []
    }

    private func dispatch(_ events: [ClientEvent]) {
        for event in events {
            switch event {
            case .receivedHeaders(let stream, let fields, let endsStream):
                calls[stream]?.receivedHeaders(fields, endsStream: endsStream)
            case .receivedData(let stream, let bytes):
                calls[stream]?.receivedData(bytes)
            case .endedStream(let stream):
                calls[stream]?.receivedEnd()
            case .closedStream(let stream, let code):
                calls[stream]?.closed(code: code)
            case .receivedGoAway(_, let code, let debug):
                let reason = debug.isEmpty ? "HTTP/2 code \(code)" : debug
                refusal = RPCStatus(.unavailable, "\(address) takes no further calls (\(reason))")
            }
        }
    }

    private func fail(_ status: RPCStatus) {
        failure = status
        // Calls that somebody still holds keep the socket; the server need not wait for them.
        socket.shutDown()
        for stream in calls.keys { calls[stream]?.abandon(status) }
    }

    /// The value of `grpc-timeout`: at most eight digits, never more than what is left.
    private static func timeout(until deadline: ContinuousClock.Instant) -> String {
        let left = max(.zero, ContinuousClock.now.duration(to: deadline))
        let (seconds, attoseconds) = left.components
        guard seconds < 99_999 else { return "\(min(seconds, 99_999_999))S" }
        return "\(seconds * 1000 + attoseconds / 1_000_000_000_000_000)m"
    }
}
