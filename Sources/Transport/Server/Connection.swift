internal import CLinux
internal import CNGHTTP2
internal import Glibc

/// One client connection: its socket, its HTTP/2 session and the streams on it.
///
/// It owns the descriptor and closes it exactly once. Callbacks of the session record here; `service` acts.
/// Properties that callbacks touch are not checked for overlapping access at run time: one thread uses them, in
/// short accesses that call nothing back, and the checks were a tenth of the instructions of a call.
final class Connection: EventHandler {
    /// Where the connection stands.
    enum Phase { case handshaking, open, lingering, closed }

    /// Why it ends.
    enum CloseReason {
        case peer, socketError, timeout, fault, drained, serverStopped, libraryError
    }

    // The loop outlives its connections: it ends only once they are closed.
    unowned(unsafe) let context: LoopContext
    let descriptor: CInt
    let peer: PeerAddress
    let isSecure: Bool
    /// Slices shorter than this are copied; with TLS all are, into records.
    let copyBelow: Int
    var registration = EventLoop.Registration(slot: -1, generation: 0)
    @exclusivity(unchecked) var phase: Phase
    // Constant, so that callbacks may use it while a call into it is in progress.
    let session: HTTP2Session
    var tls: TLSEngine?

    @exclusivity(unchecked) var streams: [CallStream] = []
    /// The stream that the last callback was about.
    @exclusivity(unchecked) unowned(unsafe) var lastStream: CallStream?
    /// Streams with something in `pending`, each once.
    @exclusivity(unchecked) var touched: [CallStream] = []
    /// Streams whose source is to be asked.
    @exclusivity(unchecked) var pulls: [CallStream] = []
    var workCount = 0
    var subscriptionCount = 0

    @exclusivity(unchecked) var deadlines: ConnectionDeadlines
    @exclusivity(unchecked) var frames: FrameAccounting
    @exclusivity(unchecked) var budget: FaultBudget
    @exclusivity(unchecked) var pings: KeepalivePolicing
    var drain: ConnectionDrain
    @exclusivity(unchecked) var skipped = SkippedStreamIDs()
    /// The fault that ends the connection, once one does.
    var condemned: FaultCause?
    var brokeStreamOrder = false
    var sawDrainPing = false
    var drainReason: StaticString = "draining"

    /// Framed bytes that the socket did not take; plain connections only.
    var unsent: [UInt8] = []
    var unsentStart = 0
    var isReadable = false
    var isWritable = true
    var sawHangup = false
    var isScheduled = false
    var isServicing = false
    private var timer = TimerWheel<EventLoop.TimerToken>.ID.none
    private var timerDeadline = Instant.distantFuture
    /// When streams are next looked over for a client that takes nothing.
    var sweepDeadline = Instant.distantFuture
    var lingerDeadline = Instant.distantFuture
    var hasShutDownWrites = false

    static let timerKeyConnection: Int32 = 0

    init?(
        context: LoopContext,
        descriptor: CInt,
        peer: PeerAddress,
        tls: TLSContext?,
        jitter: Double
    ) {
        let limits = context.limits
        let now = context.now
        guard let session = HTTP2Session(limits: limits) else { return nil }
        self.session = session
        self.context = context
        self.descriptor = descriptor
        self.peer = peer
        isSecure = tls != nil
        copyBelow = tls == nil ? limits.copyBelowBytes : .max
        phase = tls == nil ? .open : .handshaking
        deadlines = ConnectionDeadlines(
            limits: limits,
            isSecure: tls != nil,
            jitter: jitter,
            now: now
        )
        frames = FrameAccounting(limits: limits.faults, now: now)
        budget = FaultBudget(limits: limits.faults, now: now)
        pings = KeepalivePolicing(
            minimumMilliseconds: limits.clientPingMinimumMilliseconds,
            permitsWithoutCalls: limits.clientPingsWithoutCalls
        )
        drain = ConnectionDrain(
            pingMilliseconds: limits.drainPingMilliseconds,
            graceMilliseconds: limits.drainGraceMilliseconds
        )
        if let tls {
            guard let engine = tls.makeEngine() else { return nil }
            self.tls = consume engine
        }
        guard
            let registration = context.loop.register(
                descriptor,
                events: EPOLLIN.rawValue | EPOLLOUT.rawValue | EPOLLRDHUP.rawValue
                    | EPOLLET.rawValue,
                self
            )
        else { return nil }
        self.registration = registration
        self.session.setContext(Unmanaged.passUnretained(self).toOpaque())
    }

    /// Unique among the connections of the loop, over its whole life.
    var identity: UInt64 {
        UInt64(registration.generation) << 32 | UInt64(UInt32(bitPattern: registration.slot))
    }

    func start() {
        isServicing = true
        if phase == .open { flush() }
        isServicing = false
        rearm()
    }

    // What the loop calls.

    func ready(_ events: UInt32) {
        if events & (EPOLLIN.rawValue | EPOLLRDHUP.rawValue | EPOLLHUP.rawValue | EPOLLERR.rawValue)
            != 0
        {
            isReadable = true
        }
        if events & (EPOLLRDHUP.rawValue | EPOLLHUP.rawValue | EPOLLERR.rawValue) != 0 {
            sawHangup = true
        }
        if events & EPOLLOUT.rawValue != 0 { isWritable = true }
        service()
    }

    func runScheduled() {
        isScheduled = false
        service()
    }

    func timerFired(key: Int32) {
        guard phase != .closed else { return }
        if key == Self.timerKeyConnection {
            timer = .none
            timerDeadline = .distantFuture
            checkDeadlines()
        } else if let stream = stream(key) {
            stream.timer = .none
            checkDeadline(of: stream)
        }
        service()
    }

    /// Asks for another turn, at the end of this one or in the next.
    func schedule() {
        guard !isScheduled, !isServicing, phase != .closed else { return }
        isScheduled = true
        context.loop.schedule(self)
    }

    /// One read, what it led to, and one flush.
    private func service() {
        guard phase != .closed else { return }
        isServicing = true
        if isReadable, !isReadPaused { readOnce() }
        finishIfDrained()
        switch phase {
        case .open: flush()
        case .handshaking: _ = writeWaiting()
        case .lingering: flushLingering()
        case .closed: break
        }
        isServicing = false
        guard phase != .closed else { return }
        if isReadable && !isReadPaused || hasMoreToFlush { schedule() }
        rearm()
    }

    // Timers.

    /// Arms the connection's timer for the earliest deadline, unless it fires before that anyway.
    func rearm() {
        let next = min(deadlines.nextCheck, drain.nextCheck, sweepDeadline, lingerDeadline)
        guard next < timerDeadline, phase != .closed else { return }
        context.loop.cancel(timer)
        timer = context.loop.arm(at: next, .handler(registration, key: Self.timerKeyConnection))
        timerDeadline = next
    }

    /// Releases what only the living connection needs.
    func dismantle() {
        context.loop.cancel(timer)
        timer = .none
        tls = nil
        unsent = []
    }
}
