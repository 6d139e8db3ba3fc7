public import Directory
import Synchronization

/// What the requests of one client have cost so far, and whether they are waiting.
public final class RequestTally: Sendable {
    public struct Counts: Hashable, Sendable {
        /// Attempts at requests to Graph; those for tokens are not among them.
        public var requestCount: UInt64 = 0
        public var retryCount: UInt64 = 0
        /// How often a request had to wait, because Graph said so or after a failure.
        public var waitCount: UInt64 = 0
        public var waitMilliseconds: UInt64 = 0
        /// What Graph counted against the tenant's quota.
        public var resourceUnits: UInt64 = 0
        /// The first attempts that failed.
        public var failures: [Failure] = []

        public init() {}
    }

    /// An attempt that failed: what Graph's support asks for, and nothing secret.
    public struct Failure: Hashable, Sendable {
        public var operation: String
        /// `nil`: there was no answer.
        public var status: Int?
        public var code: String?
        public var requestID: String?
    }

    /// A run that fails more often than this repeats itself.
    static let failuresMax = 20

    private struct State {
        var counts = Counts()
        /// Requests that wait at this moment.
        var waitingCount = 0
        var observer: (@Sendable (Pause) -> Void)?
    }

    /// The requests begin to wait, or go on.
    public enum Pause: Hashable, Sendable {
        case began(until: Timestamp)
        case ended
    }

    private let state = Mutex(State())

    public init() {}

    public var counts: Counts { state.withLock(\.counts) }

    /// Has `observer` told of pauses from now on: when the first request begins to wait, and when the last one goes on.
    public func observe(_ observer: (@Sendable (Pause) -> Void)?) {
        state.withLock { $0.observer = observer }
    }

    func sent(isRetry: Bool) {
        state.withLock { state in
            state.counts.requestCount += 1
            if isRetry { state.counts.retryCount += 1 }
        }
    }

    func spent(resourceUnits: Int) {
        state.withLock { $0.counts.resourceUnits += UInt64(max(0, resourceUnits)) }
    }

    func failed(_ failure: Failure) {
        state.withLock { state in
            guard state.counts.failures.count < RequestTally.failuresMax else { return }
            state.counts.failures.append(failure)
        }
    }

    func beganWaiting(milliseconds: Int64, until: Timestamp) {
        let observer = state.withLock { state in
            state.counts.waitCount += 1
            state.counts.waitMilliseconds += UInt64(max(0, milliseconds))
            state.waitingCount += 1
            return state.waitingCount == 1 ? state.observer : nil
        }
        observer?(.began(until: until))
    }

    func endedWaiting() {
        let observer = state.withLock { state in
            state.waitingCount -= 1
            return state.waitingCount == 0 ? state.observer : nil
        }
        observer?(.ended)
    }
}
