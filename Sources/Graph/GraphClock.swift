public import Directory
import Glibc

/// Time as the client sees it, so that a test need not wait.
public protocol GraphClock: Sendable {
    var now: Timestamp { get }

    /// Returns when `milliseconds` have passed, or earlier with an error if the task is cancelled.
    func sleep(milliseconds: Int64) async throws(CancellationError)
}

/// The clock of the machine.
public struct SystemClock: GraphClock {
    public init() {}

    public var now: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(
            milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
        )
    }

    public func sleep(milliseconds: Int64) async throws(CancellationError) {
        do {
            try await Task.sleep(for: .milliseconds(milliseconds))
        } catch {
            throw CancellationError()
        }
    }
}
