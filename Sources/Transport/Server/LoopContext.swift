internal import CLinux
internal import Glibc

/// One loop of a server: its connections, its share of the limits, and the application's state.
///
/// Touched by its own thread only; other threads reach it through `mailbox`.
public final class LoopContext {
    /// Names work that was scheduled for later.
    public struct ScheduledWork {
        let timer: TimerWheel<EventLoop.TimerToken>.ID
    }

    /// From zero to the number of loops less one.
    public let index: Int
    /// The door for other threads.
    public let mailbox: LoopMailbox
    public let limits: Limits

    let loop: EventLoop
    let rules: HeadRules
    let infoPage: MessageBytes
    let output: OutputBuffer
    let counters = LoopCounters()
    let input: UnsafeMutableRawBufferPointer
    let plaintext: UnsafeMutableRawBufferPointer
    let onFault: @Sendable (PeerAddress, FaultCause) -> Void
    let reportClosed: (LoopContext, PeerAddress) -> Void
    private let workMax: Int
    private let subscriptionsMax: Int
    private let handshakesMax: Int
    private var handshakes = 0
    private(set) var workInUse = 0
    private(set) var subscriptionsInUse = 0
    private(set) var isDraining = false
    private(set) var isStopping = false
    private var connectionsOpen = 0
    private(set) var handlers: [RPCHandler] = []
    private var applicationState: AnyObject?
    private var drainBegan: () -> Void = {}
    private var pool: [CallStream] = []
    private var random: SystemRandomNumberGenerator

    /// Streams kept for reuse; each takes about half a kilobyte.
    private static let poolMax = 4096

    init(
        index: Int,
        shares: Int,
        loop: EventLoop,
        mailbox: LoopMailbox,
        limits: Limits,
        rules: HeadRules,
        infoPage: [UInt8],
        onFault: @escaping @Sendable (PeerAddress, FaultCause) -> Void,
        reportClosed: @escaping (LoopContext, PeerAddress) -> Void
    ) {
        self.index = index
        self.loop = loop
        self.mailbox = mailbox
        self.limits = limits
        self.rules = rules
        self.infoPage = MessageBytes(infoPage)
        self.onFault = onFault
        self.reportClosed = reportClosed
        // A share for each loop needs no counter that all loops write.
        workMax = max(1, limits.workMax / shares)
        subscriptionsMax = max(1, limits.subscriptionsMax / shares)
        handshakesMax = max(1, limits.handshakesMax / shares)
        output = OutputBuffer(writeBytesMax: limits.writeBytesMax)
        input = .allocate(byteCount: limits.readBytesMax, alignment: 16)
        plaintext = .allocate(byteCount: 16 * 1024, alignment: 16)
        random = SystemRandomNumberGenerator()
    }

    deinit {
        input.deallocate()
        plaintext.deallocate()
    }

    /// The moment this turn of the loop began.
    public var now: Instant { loop.now }

    /// The application's state, as the type it was made with.
    public func application<State: AnyObject>(as type: State.Type) -> State {
        guard let state = applicationState as? State else {
            preconditionFailure("the application's state is asked for as the type it was made with")
        }
        return state
    }

    /// Runs work on this loop at `deadline`, or a few milliseconds later.
    public func schedule(at deadline: Instant, _ work: @escaping () -> Void) -> ScheduledWork {
        ScheduledWork(timer: loop.arm(at: deadline, .work(work)))
    }

    /// Forgets scheduled work; work that has run already is no error.
    public func cancel(_ work: ScheduledWork) { loop.cancel(work.timer) }

    func install(_ application: LoopApplication) {
        precondition(
            application.handlers.count == rules.methods.rules.count,
            "each method has one handler"
        )
        applicationState = application.state
        handlers = application.handlers
        drainBegan = application.drainBegan
    }

    func drainMailbox() {
        for work in mailbox.drain() { work(self) }
    }

    func keptNameIndex(_ name: String) -> Int? {
        rules.keptNames.firstIndex { $0.elementsEqual(name.utf8) }
    }

    // Streams.

    func takeStream() -> CallStream { pool.popLast() ?? CallStream() }

    func returnStream(_ stream: CallStream) {
        stream.recycle()
        if pool.count < Self.poolMax { pool.append(stream) }
    }

    // Slots.

    func takeWork() -> Bool {
        guard workInUse < workMax else { return false }
        workInUse += 1
        counters.workInUse.add()
        return true
    }

    func returnWork(of connection: Connection?) {
        workInUse -= 1
        counters.workInUse.add(-1)
        connection?.workCount -= 1
    }

    func takeSubscription() -> Bool {
        guard subscriptionsInUse < subscriptionsMax else { return false }
        subscriptionsInUse += 1
        counters.subscriptionsInUse.add()
        return true
    }

    func returnSubscription() {
        subscriptionsInUse -= 1
        counters.subscriptionsInUse.add(-1)
    }

    // Connections.

    func connection(_ registration: EventLoop.Registration) -> Connection? {
        loop.handler(of: registration) as? Connection
    }

    /// Takes over a socket that was accepted for this loop.
    func adopt(_ descriptor: CInt, peer: PeerAddress, tls: TLSContext?) {
        connectionsOpen += 1
        counters.connectionsAccepted.add()
        counters.connectionsOpen.add()
        guard !isStopping, tls == nil || handshakes < handshakesMax,
            let connection = Connection(
                context: self,
                descriptor: descriptor,
                peer: peer,
                tls: tls,
                jitter: Double.random(in: -1...1, using: &random)
            )
        else {
            counters.connectionsRefused.add()
            _ = loop.system.close(descriptor)
            connectionEnded(peer)
            return
        }
        if tls != nil { handshakes += 1 }
        connection.start()
        if isDraining { connection.beginDrain("draining") }
    }

    /// A handshake has ended, one way or the other.
    func handshakeEnded() { handshakes -= 1 }

    func connectionEnded(_ peer: PeerAddress) {
        connectionsOpen -= 1
        counters.connectionsOpen.add(-1)
        reportClosed(self, peer)
        if isDraining, connectionsOpen == 0 { stop() }
    }

    /// Announces the end to every client; the loop stops with its last connection.
    func drain() {
        guard !isDraining else { return }
        isDraining = true
        drainBegan()
        for case let connection as Connection in loop.handlers { connection.beginDrain("draining") }
        if connectionsOpen == 0 { stop() }
    }

    /// Closes every connection now and ends the loop.
    func stop() {
        isStopping = true
        for case let connection as Connection in loop.handlers { connection.close(.serverStopped) }
        loop.stop()
    }

    /// Lets go of what the application holds, when the loop has ended.
    func release() {
        handlers = []
        applicationState = nil
        drainBegan = {}
        pool = []
    }
}
