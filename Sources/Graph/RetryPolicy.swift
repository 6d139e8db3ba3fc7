/// When to try a request again, and after how long.
public struct RetryPolicy: Sendable, Equatable {
    /// The first one included.
    public var attemptsMax = 8
    /// The bound of the first random wait; it doubles with each attempt.
    public var waitMillisecondsMin: Int64 = 1_000
    /// The bound of every random wait.
    public var waitMillisecondsMax: Int64 = 120_000
    /// Graph is obeyed up to here.
    ///
    /// Page tokens can die within minutes, so a longer wait costs the round in any case and is
    /// better spent outside of it.
    public var retryAfterMillisecondsMax: Int64 = 300_000

    public init() {}
}

/// How one attempt went, as far as a retry depends on it.
enum AttemptOutcome: Equatable {
    /// An answer with this status; `retryAfterMilliseconds` is nil where Graph asked for nothing.
    case answered(status: Int, retryAfterMilliseconds: Int64?)
    /// A 404 `UnknownError` on a link, which is known to pass.
    case unknownPage
    /// A whole response whose body is not whole JSON.
    case unreadable
    /// No response, because of the network.
    case failed
}

/// What to do after an attempt.
enum RetryDecision: Equatable {
    /// The answer is final, good or bad.
    case accept
    case wait(milliseconds: Int64)
    /// Once: the token was refused although it had not expired.
    case renewToken
    /// It could have been tried again, but has been often enough, or would have to wait too long.
    case giveUp
}

/// The attempts at one request so far.
struct RetryState {
    private let policy: RetryPolicy
    private(set) var attemptCount = 0
    private var canRenewToken: Bool

    /// `canRenewToken` is false for requests that go without a token.
    init(_ policy: RetryPolicy, canRenewToken: Bool) {
        self.policy = policy
        self.canRenewToken = canRenewToken
    }

    /// What to do now that one more attempt is over; `random` is any number, for the jitter.
    mutating func attempted(_ outcome: AttemptOutcome, random: UInt64) -> RetryDecision {
        attemptCount += 1
        switch outcome {
        case .answered(status: 401, retryAfterMilliseconds: _):
            guard canRenewToken else { return .accept }
            canRenewToken = false
            return .renewToken
        case .answered(let status, let retryAfterMilliseconds):
            // Never 400 or 403: asking again changes nothing, and costs quota.
            guard [408, 429, 500, 502, 503, 504].contains(status) else { return .accept }
            return again(after: retryAfterMilliseconds, random: random)
        case .unknownPage, .unreadable, .failed:
            return again(after: nil, random: random)
        }
    }

    private func again(after retryAfterMilliseconds: Int64?, random: UInt64) -> RetryDecision {
        guard attemptCount < policy.attemptsMax else { return .giveUp }
        guard let retryAfterMilliseconds else { return .wait(milliseconds: jitter(random)) }
        guard retryAfterMilliseconds <= policy.retryAfterMillisecondsMax else { return .giveUp }
        return .wait(milliseconds: retryAfterMilliseconds)
    }

    /// Full jitter: anything from nothing to a bound that doubles, so that clients spread out.
    private func jitter(_ random: UInt64) -> Int64 {
        let doublings = Int64(min(attemptCount - 1, 30))
        let bound = min(policy.waitMillisecondsMin << doublings, policy.waitMillisecondsMax)
        return Int64(random % UInt64(bound + 1))
    }
}
