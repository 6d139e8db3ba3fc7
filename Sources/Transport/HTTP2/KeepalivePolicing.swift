/// Judges how often a client sends PING (gRPC proposal A8).
///
/// A PING sooner than allowed is a strike; more than two strikes close the connection. Any HEADERS or DATA we
/// send wipes the record, because a client may probe the path of a reply.
package struct KeepalivePolicing: Sendable {
    package enum Verdict: Equatable, Sendable { case allowed, strike, tooManyPings }

    private let minimum: Int64
    private let permitsWithoutCalls: Bool
    private var lastValid: Instant?
    private var strikes = 0

    private static let strikesMax = 2
    /// The interval for a connection without calls where such PINGs are not permitted: two hours.
    private static let idleMinimum: Int64 = 7_200_000_000_000

    package init(minimumMilliseconds: Int64, permitsWithoutCalls: Bool) {
        minimum = minimumMilliseconds * 1_000_000
        self.permitsWithoutCalls = permitsWithoutCalls
    }

    package mutating func receivedPing(hasOpenStreams: Bool, now: Instant) -> Verdict {
        let limit = hasOpenStreams || permitsWithoutCalls ? minimum : Self.idleMinimum
        guard let last = lastValid, now.nanoseconds(since: last) < limit else {
            lastValid = now
            return .allowed
        }
        strikes += 1
        return strikes > Self.strikesMax ? .tooManyPings : .strike
    }

    package mutating func sentFrame() {
        lastValid = nil
        strikes = 0
    }
}
