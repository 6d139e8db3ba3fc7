import CCurl
import Synchronization

/// The only way into the client's thread: requests and cancellations in, in order.
///
/// A request is answered exactly once, whatever happens: by the thread, by a cancellation that came
/// first, or by the closing of the inbox.
final class RequestInbox: Sendable {
    typealias Answer = CheckedContinuation<Result<HTTPResponse, HTTPClientError>, Never>

    struct Submission: Sendable {
        let identifier: UInt64
        let request: HTTPRequest
        let answer: Answer
    }

    /// What the thread finds when it looks.
    struct Delivery: Sendable {
        var submissions: [Submission] = []
        var cancellations: [UInt64] = []
        var isClosed = false
    }

    private struct State {
        var delivery = Delivery()
        var lastIdentifier: UInt64 = 0
        /// Submitted and not yet forgotten.
        var openCount = 0
        /// Cancelled before they were submitted, or while under way.
        var cancelled: Set<UInt64> = []
        var multi: MultiReference?
    }

    /// Names the multi handle for `curl_multi_wakeup`, the one call on it that any thread may make.
    struct MultiReference: @unchecked Sendable {
        // Sendable because it is used under the mutex only, and taken away before the handle dies.
        let pointer: UnsafeMutableRawPointer
    }

    private let state = Mutex(State())
    private let requestsMax: Int

    init(requestsMax: Int) {
        self.requestsMax = requestsMax
    }

    /// A name for the next request, so that it can be cancelled before it is submitted.
    func nextIdentifier() -> UInt64 {
        state.withLock { state in
            state.lastIdentifier += 1
            return state.lastIdentifier
        }
    }

    func submit(_ submission: Submission) {
        let refusal: HTTPClientError? = state.withLock { state in
            let operation = submission.request.description
            if state.delivery.isClosed {
                return HTTPClientError(
                    .shutDown,
                    doing: operation,
                    because: "the client is shut down"
                )
            }
            if state.cancelled.contains(submission.identifier) {
                return HTTPClientError(.cancelled, doing: operation, because: "cancelled")
            }
            guard state.openCount < requestsMax else {
                return HTTPClientError(
                    .tooManyRequests,
                    doing: operation,
                    because: "\(requestsMax) requests are under way"
                )
            }
            state.openCount += 1
            state.delivery.submissions.append(submission)
            RequestInbox.wake(state)
            return nil
        }
        if let refusal { submission.answer.resume(returning: .failure(refusal)) }
    }

    func cancel(_ identifier: UInt64) {
        state.withLock { state in
            guard !state.delivery.isClosed else { return }
            state.cancelled.insert(identifier)
            state.delivery.cancellations.append(identifier)
            RequestInbox.wake(state)
        }
    }

    /// Drops what is known of a request once its caller has its answer.
    func forget(_ identifier: UInt64) {
        _ = state.withLock { $0.cancelled.remove(identifier) }
    }

    func close() {
        state.withLock { state in
            state.delivery.isClosed = true
            RequestInbox.wake(state)
        }
    }

    /// Called by the thread: who to wake from now on, or nobody any more.
    func wakes(_ multi: MultiReference?) {
        state.withLock { $0.multi = multi }
    }

    /// Called by the thread for every request that it has answered.
    func answered() {
        state.withLock { $0.openCount -= 1 }
    }

    /// Called by the thread: everything since the last time.
    func take() -> Delivery {
        state.withLock { state in
            let delivery = state.delivery
            state.delivery = Delivery(isClosed: delivery.isClosed)
            return delivery
        }
    }

    private static func wake(_ state: State) {
        if let multi = state.multi { curl_multi_wakeup(multi.pointer) }
    }
}
