internal import Glibc

/// A moment on the monotonic clock, in nanoseconds.
///
/// Arithmetic saturates: an absent deadline is `distantFuture`, and adding to it stays there.
public struct Instant: Comparable, Hashable, Sendable {
    public var nanoseconds: Int64

    public init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    public static let distantFuture = Instant(nanoseconds: .max)

    public static func < (left: Instant, right: Instant) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    /// The moment `duration` nanoseconds later.
    public func adding(nanoseconds duration: Int64) -> Instant {
        let (sum, overflow) = nanoseconds.addingReportingOverflow(duration)
        return overflow ? .distantFuture : Instant(nanoseconds: sum)
    }

    /// The moment `duration` milliseconds later.
    public func adding(milliseconds duration: Int64) -> Instant {
        let (scaled, overflow) = duration.multipliedReportingOverflow(by: 1_000_000)
        return overflow ? .distantFuture : adding(nanoseconds: scaled)
    }

    /// The time since `earlier`.
    public func nanoseconds(since earlier: Instant) -> Int64 {
        let (difference, overflow) = nanoseconds.subtractingReportingOverflow(earlier.nanoseconds)
        return overflow ? .max : difference
    }
}

/// Where the time comes from; a test passes a clock of its own.
public struct MonotonicClock: Sendable {
    private let read: @Sendable () -> Instant

    public init(_ read: @escaping @Sendable () -> Instant) {
        self.read = read
    }

    public func now() -> Instant { read() }

    /// CLOCK_MONOTONIC.
    public static let system = MonotonicClock {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Instant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }
}
