import Directory
import HTTPClient
import Logging
import Synchronization

/// One request and its retries: sends, waits as the policy says, and minds the pauses.
///
/// It knows nothing of tokens or links, and of an answer only whether it is good and whole.
struct GraphExchange: Sendable {
    /// A good answer, and how many attempts it took.
    struct Answer<Value> {
        let value: Value
        let response: HTTPResponse
        let attemptCount: Int
    }

    let tenant: GUID
    let transport: any GraphTransport
    let clock: any GraphClock
    let policy: RetryPolicy
    private(set) var throttle: ThrottleState
    let limit: ConcurrencyLimit
    let jitter: Jitter
    let tally: RequestTally
    let logger: Logger

    /// Sends a request until an answer is final, and returns what `parse` makes of a good one.
    ///
    /// `request` makes the request anew for each attempt; it is told when the token of the attempt
    /// before was refused. `failure` explains a final answer that is not good.
    func send<Value>(
        _ operation: String,
        hasToken: Bool,
        request: (_ isTokenRefused: Bool) async throws(GraphError) -> HTTPRequest,
        parse: ([UInt8]) throws(JSONError) -> Value,
        failure: (HTTPResponse) -> GraphError
    ) async throws(GraphError) -> Answer<Value> {
        var state = RetryState(policy, canRenewToken: hasToken)
        var isTokenRefused = false
        while true {
            try await pause(operation)
            let prepared = try await request(isTokenRefused)
            if hasToken { tally.sent(isRetry: state.attemptCount > 0) }
            let result = try await attempt(prepared, operation)
            count(result, operation)
            isTokenRefused = false
            var outcome = outcome(of: result)
            var parsed: Value?
            if case .success(let response) = result, response.isGood {
                do throws(JSONError) {
                    parsed = try parse(response.body)
                } catch {
                    guard case .malformed = error else {
                        throw unusable(response, error, operation)
                    }
                    outcome = .unreadable
                }
            }
            let decision = state.attempted(outcome, random: jitter.next())
            remember(result, outcome, decision)
            switch decision {
            case .accept, .giveUp:
                let response = try result.get()
                guard let parsed else {
                    throw response.isGood
                        ? unusable(response, .malformed("it is not whole JSON"), operation)
                        : failure(response)
                }
                return Answer(value: parsed, response: response, attemptCount: state.attemptCount)
            case .renewToken:
                isTokenRefused = true
            case .wait(let milliseconds):
                log(operation, result, state.attemptCount, milliseconds)
                try await sleep(milliseconds, operation)
            }
        }
    }

    /// The same exchange with pauses of its own.
    func minding(_ throttle: ThrottleState) -> GraphExchange {
        var copy = self
        copy.throttle = throttle
        return copy
    }

    private func attempt(
        _ request: HTTPRequest,
        _ operation: String
    ) async throws(GraphError) -> Result<HTTPResponse, GraphError> {
        try await takeTurn(operation)
        defer { limit.release() }
        do throws(HTTPClientError) {
            return .success(try await transport.send(request))
        } catch {
            let failure = GraphError(error, tenant: tenant, doing: operation)
            guard error.isRetryable else { throw failure }
            return .failure(failure)
        }
    }

    /// Waits in line, and again where a pause has begun in the meantime.
    private func takeTurn(_ operation: String) async throws(GraphError) {
        while true {
            try await limit.acquire(tenant: tenant, operation)
            guard throttle.waitMilliseconds(tenant: tenant, now: clock.now) > 0 else { return }
            limit.release()
            try await pause(operation)
        }
    }

    private func count(_ result: Result<HTTPResponse, GraphError>, _ operation: String) {
        guard case .success(let response) = result else {
            tally.failed(RequestTally.Failure(operation: operation))
            return
        }
        if let units = response.headers["x-ms-resource-unit"].flatMap({ Int($0) }) {
            tally.spent(resourceUnits: units)
        }
        guard !response.isGood else { return }
        tally.failed(
            RequestTally.Failure(
                operation: operation,
                status: response.status,
                code: GraphFailure(body: response.body).code,
                requestID: response.requestID
            )
        )
    }

    private func outcome(of result: Result<HTTPResponse, GraphError>) -> AttemptOutcome {
        guard case .success(let response) = result else { return .failed }
        if response.status == 404, GraphFailure(body: response.body).isCode("UnknownError") {
            return .unknownPage
        }
        return .answered(
            status: response.status,
            retryAfterMilliseconds: response.retryAfter(now: clock.now)?.milliseconds
        )
    }

    private func unusable(
        _ response: HTTPResponse,
        _ error: JSONError,
        _ operation: String
    ) -> GraphError {
        let reason =
            switch error {
            case .malformed(let reason), .unexpected(let reason): reason
            }
        return GraphError(
            .data,
            tenant: tenant,
            doing: operation,
            status: response.status,
            requestID: response.requestID,
            detail: reason
        )
    }

    /// A 429 silences the whole tenant, or all of them, for as long as this request has to wait.
    private func remember(
        _ result: Result<HTTPResponse, GraphError>,
        _ outcome: AttemptOutcome,
        _ decision: RetryDecision
    ) {
        guard case .answered(status: 429, let retryAfterMilliseconds) = outcome,
            case .success(let response) = result
        else { return }
        var pauseMilliseconds = retryAfterMilliseconds ?? 0
        if case .wait(let milliseconds) = decision { pauseMilliseconds = milliseconds }
        let now = clock.now
        throttle.pause(
            ThrottleState.Scope(header: response.headers["x-ms-throttle-scope"]),
            tenant: tenant,
            until: Timestamp(milliseconds: now.milliseconds + pauseMilliseconds),
            now: now
        )
    }

    /// Waits until no pause holds; one that is longer than the policy allows is an error at once.
    private func pause(_ operation: String) async throws(GraphError) {
        while true {
            let milliseconds = throttle.waitMilliseconds(tenant: tenant, now: clock.now)
            guard milliseconds > 0 else { return }
            guard milliseconds <= policy.retryAfterMillisecondsMax else {
                throw GraphError(
                    .throttled(retryAfterSeconds: Int(milliseconds / 1000)),
                    tenant: tenant,
                    doing: operation
                )
            }
            try await sleep(milliseconds, operation)
        }
    }

    private func sleep(_ milliseconds: Int64, _ operation: String) async throws(GraphError) {
        let until = Timestamp(milliseconds: clock.now.milliseconds + milliseconds)
        tally.beganWaiting(milliseconds: milliseconds, until: until)
        defer { tally.endedWaiting() }
        do {
            try await clock.sleep(milliseconds: milliseconds)
        } catch {
            throw GraphError(.cancelled, tenant: tenant, doing: operation)
        }
    }

    private func log(
        _ operation: String,
        _ result: Result<HTTPResponse, GraphError>,
        _ attemptCount: Int,
        _ milliseconds: Int64
    ) {
        let cause: String =
            switch result {
            case .success(let response): "status \(response.status)"
            case .failure(let error): error.detail ?? "no response"
            }
        logger.info(
            "waiting to try again",
            metadata: [
                "tenant": "\(tenant)", "operation": "\(operation)", "cause": "\(cause)",
                "attempt": "\(attemptCount)", "wait_ms": "\(milliseconds)",
            ]
        )
    }
}

/// Where the randomness of retries comes from; a test gives it a seed.
final class Jitter: Sendable {
    private let generator: Mutex<any RandomNumberGenerator & Sendable>

    init(_ generator: any RandomNumberGenerator & Sendable) {
        self.generator = Mutex(generator)
    }

    func next() -> UInt64 { generator.withLock { $0.next() } }
}

extension HTTPResponse {
    var isGood: Bool { (200..<300).contains(status) }

    /// What its `Retry-After` asks for.
    func retryAfter(now: Timestamp) -> RetryAfter? {
        headers["Retry-After"].flatMap { RetryAfter($0, now: now) }
    }
}

extension GraphError {
    /// A request that brought no response.
    init(_ error: HTTPClientError, tenant: GUID, doing operation: String) {
        let kind: Kind =
            switch error.kind {
            case .cancelled: .cancelled
            case .notConnected, .timedOut, .interrupted, .shutDown, .tooManyRequests: .transient
            case .tooLarge, .invalidRequest: .data
            case .notTrusted: .notTrusted
            case .other: .transient
            }
        self.init(kind, tenant: tenant, doing: operation, detail: error.description)
    }
}
