/// The timers of one connection, as a value that is asked now and then what is due.
///
/// One timer of the loop serves them all: it is armed for the earliest and, when it fires early because something
/// happened meanwhile, armed again.
package struct ConnectionDeadlines: Sendable {
    package enum Due: Equatable, Sendable {
        case nothing
        /// A step of the start, or the peer's answer, did not come in time.
        case close
        case sendKeepalive
        case drainForAge
        case drainForIdleness
    }

    private let limits: Limits
    private var handshake = Instant.distantFuture
    private var preface = Instant.distantFuture
    private var settingsAcknowledgement = Instant.distantFuture
    private var headers = Instant.distantFuture
    private var lastRead: Instant
    private var keepaliveSent: Instant?
    private var idleSince: Instant?
    private var writeStalledSince: Instant?
    private let age: Instant
    private let idleNanoseconds: Int64
    private var isDraining = false

    /// Starts the clocks; `jitter` is from -1 to 1 and different for each connection.
    package init(limits: Limits, isSecure: Bool, jitter: Double, now: Instant) {
        self.limits = limits
        lastRead = now
        idleSince = now
        let spread = 1 + jitter * Double(limits.jitterPercent) / 100
        age = now.adding(nanoseconds: Int64(Double(limits.ageMilliseconds) * spread * 1_000_000))
        idleNanoseconds = Int64(Double(limits.idleMilliseconds) * spread * 1_000_000)
        if isSecure {
            handshake = now.adding(milliseconds: limits.tlsHandshakeMilliseconds)
        } else {
            finishedHandshake(now: now)
        }
    }

    package mutating func finishedHandshake(now: Instant) {
        handshake = .distantFuture
        preface = now.adding(milliseconds: limits.prefaceMilliseconds)
        settingsAcknowledgement = now.adding(
            milliseconds: limits.settingsAcknowledgementMilliseconds
        )
    }

    package mutating func receivedSettings() { preface = .distantFuture }
    package mutating func receivedSettingsAcknowledgement() {
        settingsAcknowledgement = .distantFuture
    }

    package mutating func beganHeaders(now: Instant) {
        guard headers == .distantFuture else { return }
        headers = now.adding(milliseconds: limits.headersMilliseconds)
    }

    package mutating func endedHeaders() { headers = .distantFuture }

    package mutating func read(now: Instant) {
        lastRead = now
        keepaliveSent = nil
    }

    package mutating func openedStream() { idleSince = nil }
    package mutating func closedLastStream(now: Instant) { idleSince = now }

    /// Bytes wait for the socket.
    package mutating func writeBlocked(now: Instant) {
        if writeStalledSince == nil { writeStalledSince = now }
    }

    /// The socket took bytes; more wait if `stillBlocked`.
    package mutating func wrote(now: Instant, stillBlocked: Bool) {
        writeStalledSince = stillBlocked ? now : nil
    }

    package mutating func beganDrain() { isDraining = true }

    package mutating func check(now: Instant) -> Due {
        if now >= min(handshake, preface, settingsAcknowledgement, headers) { return .close }
        if now >= stallDeadline { return .close }
        if let keepaliveSent {
            let deadline = keepaliveSent.adding(milliseconds: limits.keepaliveTimeoutMilliseconds)
            if now >= deadline { return .close }
        } else if handshake == .distantFuture,
            now >= lastRead.adding(milliseconds: limits.keepaliveMilliseconds)
        {
            keepaliveSent = now
            return .sendKeepalive
        }
        guard !isDraining else { return .nothing }
        if now >= age { return .drainForAge }
        if now >= idleDeadline { return .drainForIdleness }
        return .nothing
    }

    package var nextCheck: Instant {
        var next = min(handshake, preface, settingsAcknowledgement, headers)
        next = min(next, stallDeadline)
        if let keepaliveSent {
            next = min(
                next,
                keepaliveSent.adding(milliseconds: limits.keepaliveTimeoutMilliseconds)
            )
        } else {
            next = min(next, lastRead.adding(milliseconds: limits.keepaliveMilliseconds))
        }
        return isDraining ? next : min(next, age, idleDeadline)
    }

    private var stallDeadline: Instant {
        writeStalledSince?.adding(milliseconds: limits.writeStallMilliseconds) ?? .distantFuture
    }

    private var idleDeadline: Instant {
        idleSince?.adding(nanoseconds: idleNanoseconds) ?? .distantFuture
    }
}
