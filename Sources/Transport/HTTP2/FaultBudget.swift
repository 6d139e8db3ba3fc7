/// What a peer did that honest clients do rarely or never.
public enum FaultCause: Int, Sendable, CaseIterable {
    case headerLimit
    case streamError
    case peerReset
    case settings
    case emptyFrame
    case unknownFrame
    case windowUpdate
    case priority
    case padding
    case continuation
    case ping
    case outboundQueue
    case protocolError
}

/// How much misbehaviour one connection has left before it is closed.
///
/// It starts full, refills with time, and never holds more than its maximum.
package struct FaultBudget: Sendable {
    private let limits: FaultLimits
    /// In thousandths of a point, so that refilling loses nothing between frequent calls.
    private var millipoints: Int64
    private var refilled: Instant

    package init(limits: FaultLimits, now: Instant) {
        self.limits = limits
        millipoints = Int64(limits.pointsMax) * 1000
        refilled = now
    }

    /// Takes the cost of `cause`; false when the budget is spent.
    package mutating func spend(_ cause: FaultCause, times: Int = 1, now: Instant) -> Bool {
        refill(now: now)
        millipoints -= Int64(limits.cost(of: cause)) * Int64(times) * 1000
        return millipoints > 0
    }

    /// Gives back what one properly ended call earns.
    package mutating func earn() {
        millipoints = min(
            millipoints + Int64(limits.pointsPerCall) * 1000,
            Int64(limits.pointsMax) * 1000
        )
    }

    /// What is left, in whole points.
    package var points: Int { Int(millipoints / 1000) }

    private mutating func refill(now: Instant) {
        let elapsedMilliseconds = now.nanoseconds(since: refilled) / 1_000_000
        guard elapsedMilliseconds > 0 else { return }
        refilled = refilled.adding(milliseconds: elapsedMilliseconds)
        let gained = min(elapsedMilliseconds, 1_000_000) * Int64(limits.pointsPerSecond)
        millipoints = min(millipoints + gained, Int64(limits.pointsMax) * 1000)
    }
}
