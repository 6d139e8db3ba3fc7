internal import CNGHTTP2
internal import Glibc
internal import Synchronization

/// A gRPC server: loops on threads of their own, from sockets to calls and back.
///
/// It knows methods by path and messages by length. It serves from `start` until `drain` or `stop` has finished.
public final class TransportServer: Sendable {
    /// Where to listen and by which rules.
    public struct Configuration: Sendable {
        /// One address to listen on; port 0 lets the kernel choose.
        public struct Endpoint: Sendable {
            public var address: String
            public var port: UInt16
            public var isSecure: Bool

            public init(address: String, port: UInt16, isSecure: Bool = false) {
                self.address = address
                self.port = port
                self.isSecure = isSecure
            }
        }

        public var endpoints: [Endpoint]
        /// Needed as soon as one endpoint is secure.
        public var tls: TLSContext?
        public var loopCount: Int
        /// Metadata fields that handlers may ask for, in lower case; all others are dropped unread.
        public var metadataNames: [String]
        public var limits: Limits
        public var clock: MonotonicClock
        /// Told of each connection that is closed for misbehaviour; runs on the loop and must not block.
        public var onFault: @Sendable (PeerAddress, FaultCause) -> Void
        package var system: SystemCalls

        public init(
            endpoints: [Endpoint],
            tls: TLSContext? = nil,
            loopCount: Int = 1,
            metadataNames: [String] = ["authorization"],
            limits: Limits = Limits(),
            clock: MonotonicClock = .system,
            onFault: @escaping @Sendable (PeerAddress, FaultCause) -> Void = { _, _ in }
        ) {
            self.endpoints = endpoints
            self.tls = tls
            self.loopCount = loopCount
            self.metadataNames = metadataNames
            self.limits = limits
            self.clock = clock
            self.onFault = onFault
            system = .live
        }
    }

    /// The ports in use, in the order of the endpoints.
    public let ports: [UInt16]
    /// The doors into the loops.
    public let mailboxes: [LoopMailbox]
    private let counters: [LoopCounters]
    private let threads: Mutex<[pthread_t]>
    // Touched by the first loop's thread only, from work posted to it.
    nonisolated(unsafe) private let acceptor: Acceptor

    /// Binds every endpoint and starts the loops.
    ///
    /// - Parameters:
    ///   - configuration: where to listen and by which rules.
    ///   - methods: what is served; a handler has the same place in each loop's list.
    ///   - infoPage: the body of `GET /`, not empty.
    ///   - perLoop: makes the application of one loop; runs on its thread before the first connection.
    /// - Throws: `TransportError`, naming the address and port at fault.
    public init(
        configuration: Configuration,
        methods: [RPCMethod],
        infoPage: [UInt8],
        perLoop: @escaping @Sendable (LoopContext) -> LoopApplication
    ) throws(TransportError) {
        try Self.checkLibrary()
        precondition(configuration.loopCount > 0, "a server has at least one loop")
        precondition(!infoPage.isEmpty, "conformance suites expect a body")
        precondition(
            configuration.tls != nil || !configuration.endpoints.contains(where: \.isSecure),
            "a secure endpoint has a certificate"
        )
        let limits = configuration.limits
        let rules = HeadRules(
            methods: MethodTable(methods, limits: limits),
            keptNames: configuration.metadataNames,
            limits: limits
        )
        var mailboxes: [LoopMailbox] = []
        for _ in 0..<configuration.loopCount {
            mailboxes.append(try LoopMailbox(messagesMax: limits.mailboxMessagesMax))
        }
        var contexts: [LoopContext] = []
        let reports = Reports()
        for index in 0..<configuration.loopCount {
            let loop = try EventLoop(
                system: configuration.system,
                clock: configuration.clock,
                wakeup: mailboxes[index].wakeup
            )
            contexts.append(
                LoopContext(
                    index: index,
                    shares: configuration.loopCount,
                    loop: loop,
                    mailbox: mailboxes[index],
                    limits: limits,
                    rules: rules,
                    infoPage: infoPage,
                    onFault: configuration.onFault,
                    reportClosed: reports.closed
                )
            )
        }
        let first = contexts[0]
        let acceptor = Acceptor(
            limits: limits,
            loop: first.loop,
            counters: first.counters,
            mailboxes: mailboxes,
            tls: configuration.tls,
            adoptHere: { [unowned first] in first.adopt($0, peer: $1, tls: $2) }
        )
        reports.acceptor = acceptor
        reports.firstMailbox = mailboxes[0]
        var ports: [UInt16] = []
        for endpoint in configuration.endpoints {
            let socket = try ListeningSocket(address: endpoint.address, port: endpoint.port)
            ports.append(socket.port)
            acceptor.add(Listener(socket, isSecure: endpoint.isSecure, acceptor: acceptor))
        }
        self.ports = ports
        self.mailboxes = mailboxes
        self.acceptor = acceptor
        counters = contexts.map(\.counters)
        threads = Mutex([])
        let started = try Self.start(contexts, perLoop)
        threads.withLock { $0 = started }
    }

    deinit {
        stop()
        wait()
    }

    /// Posts the same work to every loop; it runs before the loop's next dispatch.
    ///
    /// - Returns: the loops whose mailbox was full, and which must be tried again.
    public func post(_ work: @escaping LoopMailbox.Work) -> [Int] {
        mailboxes.indices.filter { mailboxes[$0].post(work) == .full }
    }

    /// Uses another certificate for connections from now on.
    public func reload(tls: TLSContext) {
        let acceptor = UncheckedSendable(acceptor)
        mailboxes[0].postUncounted { _ in acceptor.value.replaceTLS(tls) }
    }

    /// Stops accepting and lets every connection end in order; `wait` returns when the last has.
    public func drain() {
        let acceptor = UncheckedSendable(acceptor)
        let mailboxes = mailboxes
        // The loops hear of it behind every connection that was handed to them.
        mailboxes[0].postUncounted { _ in
            acceptor.value.stop()
            for mailbox in mailboxes { mailbox.postUncounted { $0.drain() } }
        }
    }

    /// Closes everything now.
    public func stop() {
        let acceptor = UncheckedSendable(acceptor)
        mailboxes[0].postUncounted { _ in acceptor.value.stop() }
        for mailbox in mailboxes { mailbox.postUncounted { $0.stop() } }
    }

    /// Waits until every loop has ended; not to be called on a loop.
    public func wait() {
        let waiting = threads.withLock { threads in
            let waiting = threads
            threads = []
            return waiting
        }
        for thread in waiting { pthread_join(thread, nil) }
    }

    /// What the server has done and holds.
    public var metrics: TransportMetrics {
        var metrics = TransportMetrics()
        for counters in counters { counters.add(to: &metrics) }
        return metrics
    }

    /// Debian patches protections into libnghttp2 without changing its version, so the symbol is asked for.
    private static func checkLibrary() throws(TransportError) {
        for symbol in [
            "nghttp2_option_set_max_continuations", "nghttp2_option_set_stream_reset_rate_limit",
        ]
        where dlsym(nil, symbol) == nil {
            throw .libraryTooOld(symbol)
        }
    }

    private static func start(
        _ contexts: [LoopContext],
        _ perLoop: @escaping @Sendable (LoopContext) -> LoopApplication
    ) throws(TransportError) -> [pthread_t] {
        var threads: [pthread_t] = []
        for context in contexts {
            let start = Unmanaged.passRetained(ThreadStart(context, perLoop))
            var thread = pthread_t()
            let code = pthread_create(&thread, nil, runLoop, start.toOpaque())
            guard code == 0 else {
                start.release()
                for started in contexts.prefix(threads.count) {
                    started.mailbox.postUncounted { $0.stop() }
                }
                for thread in threads { pthread_join(thread, nil) }
                throw .systemCall("pthread_create", errno: code)
            }
            threads.append(thread)
        }
        return threads
    }
}

/// Carries the end of each connection to the acceptor on the first loop.
private final class Reports: @unchecked Sendable {
    // Both are set before the first thread starts and never again.
    var acceptor: Acceptor?
    var firstMailbox: LoopMailbox?

    func closed(_ context: LoopContext, _ peer: PeerAddress) {
        guard context.index != 0 else {
            acceptor?.connectionEnded(on: 0, peer)
            return
        }
        let index = context.index
        firstMailbox?.postUncounted { _ in self.acceptor?.connectionEnded(on: index, peer) }
    }
}

/// Carries a value to the one thread that may touch it.
private struct UncheckedSendable<Value>: @unchecked Sendable {
    // Sound only because every use is inside work posted to the thread that owns the value.
    let value: Value

    init(_ value: Value) {
        self.value = value
    }
}

/// What a loop's thread begins with.
private final class ThreadStart {
    let context: LoopContext
    let perLoop: @Sendable (LoopContext) -> LoopApplication

    init(_ context: LoopContext, _ perLoop: @escaping @Sendable (LoopContext) -> LoopApplication) {
        self.context = context
        self.perLoop = perLoop
    }
}

private func runLoop(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument else { return nil }
    let start = Unmanaged<ThreadStart>.fromOpaque(argument).takeRetainedValue()
    let context = start.context
    context.install(start.perLoop(context))
    context.loop.run(drainMailbox: context.drainMailbox)
    // What was posted while the loop ended still runs: it may carry sockets or give slots back.
    context.drainMailbox()
    context.release()
    return nil
}
