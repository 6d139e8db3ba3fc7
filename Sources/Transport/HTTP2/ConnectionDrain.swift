/// The orderly end of one connection, in two GOAWAY frames (gRPC proposal A9).
///
///     serving ──begin──▶ noticed ──PING acknowledged or 5 s──▶ announced ──no streams──▶ finished
///                                                                  └────grace over────▶ finished
///
/// The first GOAWAY names no stream, so requests in flight are not lost; the PING behind it tells when the
/// client has seen it; only the second one refuses streams.
package struct ConnectionDrain: Sendable {
    package enum Phase: Equatable, Sendable { case serving, noticed, announced, finished }

    /// What the owner of the session must do now.
    package enum Action: Equatable, Sendable {
        case none
        case sendNoticeAndPing
        case sendFinalGoaway
        /// Reset what is left, if anything, and close.
        case close
    }

    package private(set) var phase = Phase.serving
    private let pingMilliseconds: Int64
    private let graceMilliseconds: Int64
    private var pingDeadline = Instant.distantFuture
    private var graceDeadline = Instant.distantFuture

    package init(pingMilliseconds: Int64, graceMilliseconds: Int64) {
        self.pingMilliseconds = pingMilliseconds
        self.graceMilliseconds = graceMilliseconds
    }

    package mutating func begin(now: Instant) -> Action {
        guard phase == .serving else { return .none }
        phase = .noticed
        pingDeadline = now.adding(milliseconds: pingMilliseconds)
        graceDeadline = now.adding(milliseconds: graceMilliseconds)
        return .sendNoticeAndPing
    }

    package mutating func receivedPingAcknowledgement() -> Action {
        guard phase == .noticed else { return .none }
        phase = .announced
        return .sendFinalGoaway
    }

    /// To be called after the final GOAWAY and whenever a stream ends.
    package mutating func streamsOpen(_ count: Int) -> Action {
        guard phase == .announced, count == 0 else { return .none }
        phase = .finished
        return .close
    }

    package mutating func check(now: Instant) -> Action {
        switch phase {
        case .serving, .finished:
            return .none
        case .noticed, .announced:
            if now >= graceDeadline {
                phase = .finished
                return .close
            }
            guard phase == .noticed, now >= pingDeadline else { return .none }
            phase = .announced
            return .sendFinalGoaway
        }
    }

    /// The next moment at which `check` has something to say.
    package var nextCheck: Instant {
        switch phase {
        case .serving, .finished: .distantFuture
        case .noticed: min(pingDeadline, graceDeadline)
        case .announced: graceDeadline
        }
    }
}
