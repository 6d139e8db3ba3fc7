import TestSupport
import Testing

@testable import Graph

@Suite struct RetryPolicyTests {
    /// Rule 21: what passes by itself.
    @Test(arguments: [408, 429, 500, 502, 503, 504])
    func theseStatusesAreTriedAgain(status: Int) {
        var state = RetryState(RetryPolicy(), canRenewToken: true)
        let decision = state.attempted(
            .answered(status: status, retryAfterMilliseconds: 7000),
            random: 0
        )
        #expect(decision == .wait(milliseconds: 7000))
    }

    /// Rule 21: never 400 or 403.
    @Test(arguments: [200, 204, 302, 400, 403, 404, 409, 410, 412, 501])
    func theseStatusesAreFinal(status: Int) {
        var state = RetryState(RetryPolicy(), canRenewToken: true)
        let decision = state.attempted(
            .answered(status: status, retryAfterMilliseconds: 7000),
            random: 0
        )
        #expect(decision == .accept)
    }

    /// Rule 21: the network, a page cut off, and the 404 that is known to pass.
    @Test(arguments: [AttemptOutcome.failed, .unreadable, .unknownPage])
    func brokenAnswersAreTriedAgain(outcome: AttemptOutcome) {
        var state = RetryState(RetryPolicy(), canRenewToken: true)
        #expect(state.attempted(outcome, random: 500) == .wait(milliseconds: 500))
    }

    /// Rule 21: full jitter under a bound that doubles, with a cap and an end.
    @Test(arguments: [1, 2, 3] as [UInt64])
    func waitsStayUnderTheirBounds(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var policy = RetryPolicy()
        policy.attemptsMax = 12
        var largest = [Int64](repeating: 0, count: policy.attemptsMax - 1)
        for _ in 0..<500 {
            var state = RetryState(policy, canRenewToken: true)
            for attempt in 0..<(policy.attemptsMax - 1) {
                guard case .wait(let milliseconds) = state.attempted(.failed, random: random.next())
                else {
                    Issue.record("attempt \(attempt) gives up, seed \(seed)")
                    return
                }
                #expect(milliseconds >= 0)
                largest[attempt] = max(largest[attempt], milliseconds)
            }
            #expect(state.attempted(.failed, random: 0) == .giveUp)
            #expect(state.attemptCount == policy.attemptsMax)
        }
        let bounds: [Int64] = [1, 2, 4, 8, 16, 32, 64, 120, 120, 120, 120].map { $0 * 1000 }
        for (largest, bound) in zip(largest, bounds) {
            #expect(largest <= bound, "seed \(seed)")
            #expect(largest > bound / 2, "seed \(seed)")
        }
    }

    /// Rule 21: `Retry-After` is obeyed exactly, or not at all.
    @Test func aLongRetryAfterIsNotWaitedFor() {
        let policy = RetryPolicy()
        var state = RetryState(policy, canRenewToken: true)
        let longest = policy.retryAfterMillisecondsMax
        #expect(
            state.attempted(.answered(status: 429, retryAfterMilliseconds: longest), random: 0)
                == .wait(milliseconds: longest)
        )
        #expect(
            state.attempted(.answered(status: 429, retryAfterMilliseconds: longest + 1), random: 0)
                == .giveUp
        )
    }

    @Test func aStormEnds() {
        var state = RetryState(RetryPolicy(), canRenewToken: true)
        var count = 1
        while state.attempted(.answered(status: 429, retryAfterMilliseconds: 1000), random: 0)
            != .giveUp
        { count += 1 }
        #expect(count == RetryPolicy().attemptsMax)
    }

    /// Rule 25: once.
    @Test func aRefusedTokenIsRenewedOnce() {
        var state = RetryState(RetryPolicy(), canRenewToken: true)
        let refusal = AttemptOutcome.answered(status: 401, retryAfterMilliseconds: nil)
        #expect(state.attempted(refusal, random: 0) == .renewToken)
        #expect(state.attempted(refusal, random: 0) == .accept)
        var withoutToken = RetryState(RetryPolicy(), canRenewToken: false)
        #expect(withoutToken.attempted(refusal, random: 0) == .accept)
    }
}
