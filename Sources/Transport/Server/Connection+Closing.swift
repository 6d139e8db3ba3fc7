internal import CNGHTTP2
internal import Glibc

extension Connection {
    // Deadlines of the connection.

    func checkDeadlines() {
        let now = context.now
        if now >= lingerDeadline {
            close(.timeout)
            return
        }
        guard phase != .lingering else { return }
        if now >= sweepDeadline { sweepStalledStreams() }
        perform(drain.check(now: now))
        guard phase == .open || phase == .handshaking else { return }
        switch deadlines.check(now: now) {
        case .nothing:
            break
        case .close:
            context.counters.timeouts.add()
            close(.timeout)
        case .sendKeepalive:
            session.submitPing(Self.keepalivePing)
        case .drainForAge:
            beginDrain("max_age")
        case .drainForIdleness:
            beginDrain("max_idle")
        }
    }

    /// Resets streams whose client has taken nothing for too long.
    private func sweepStalledStreams() {
        let now = context.now
        let stall = context.limits.writeStallMilliseconds
        for stream in streams
        where stream.message != nil && now >= stream.progressedAt.adding(milliseconds: stall) {
            context.counters.timeouts.add()
            abandon(stream, code: NGHTTP2_ENHANCE_YOUR_CALM.rawValue)
        }
        sweepDeadline =
            streams.isEmpty ? .distantFuture : now.adding(milliseconds: max(1, stall / 2))
    }

    /// Starts looking for stalled streams, while there are streams.
    func beginSweeping() {
        guard sweepDeadline == .distantFuture else { return }
        sweepDeadline = context.now.adding(
            milliseconds: max(1, context.limits.writeStallMilliseconds / 2)
        )
    }

    // Drain.

    func beginDrain(_ reason: StaticString) {
        guard phase == .open else {
            if phase == .handshaking { close(.drained) }
            return
        }
        drainReason = reason
        perform(drain.begin(now: context.now))
        rearm()
    }

    func perform(_ action: ConnectionDrain.Action) {
        switch action {
        case .none:
            return
        case .sendNoticeAndPing:
            deadlines.beganDrain()
            session.submitShutdownNotice()
            session.submitPing(Self.drainPing)
        case .sendFinalGoaway:
            session.submitGoaway(code: NGHTTP2_NO_ERROR.rawValue, debug: drainReason)
        case .close:
            for stream in streams { session.reset(stream.id, code: NGHTTP2_CANCEL.rawValue) }
            flush()
            linger()
            return
        }
        schedule()
    }

    func finishIfDrained() {
        guard phase == .open, drain.phase == .announced, streams.isEmpty else { return }
        perform(drain.streamsOpen(0))
    }

    // The end.

    /// Ends the connection for a fault: GOAWAY with the reason, then close.
    func condemn(_ cause: FaultCause, code: UInt32, debug: StaticString) {
        context.counters.connectionsClosedForFaults.add()
        context.onFault(peer, cause)
        session.submitGoaway(code: code, debug: debug)
        flush()
        linger()
    }

    /// Sends what is framed, closes our direction, and waits a moment for the peer to close its own.
    ///
    /// Closing a socket with unread input makes the kernel send RST, which can destroy our last bytes.
    func linger() {
        guard phase == .open else { return }
        endStreams()
        tls?.close()
        phase = .lingering
        lingerDeadline = context.now.adding(milliseconds: context.limits.lingerMilliseconds)
        flushLingering()
        rearm()
    }

    func flushLingering() {
        guard phase == .lingering, !hasShutDownWrites, writeWaiting(), phase == .lingering else {
            return
        }
        hasShutDownWrites = true
        _ = context.loop.system.shutdownWrites(descriptor)
    }

    private func endStreams() {
        while let stream = streams.last {
            stream.closeCode = NGHTTP2_CANCEL.rawValue
            closeStream(stream, .connectionClosed)
        }
        pulls = []
        touched = []
    }

    /// Closes the socket now; every handler that still works is told.
    func close(_ reason: CloseReason) {
        guard phase != .closed else { return }
        if phase == .handshaking { context.handshakeEnded() }
        phase = .closed
        endStreams()
        context.loop.remove(registration)
        dismantle()
        _ = context.loop.system.close(descriptor)
        context.connectionEnded(peer)
    }

    static let keepalivePing: UInt64 = 0x6B65_6570_616C_6976
}
