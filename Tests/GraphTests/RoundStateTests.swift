import TestSupport
import Testing

@testable import Graph

@Suite struct RoundStateTests {
    private func next(_ link: String) -> DeltaLinks { DeltaLinks(nextLink: link) }

    /// Rule 4: until a delta link, empty pages included.
    @Test func aRoundEndsAtItsDeltaLink() {
        var round = RoundState(start: .initial)
        #expect(round.position == .initial)
        #expect(round.received(next("a"), attemptCount: 1) == .fetch(.link("a")))
        #expect(round.received(next("b"), attemptCount: 1) == .fetch(.link("b")))
        #expect(round.position == .link("b"))
        #expect(
            round.received(DeltaLinks(deltaLink: "d"), attemptCount: 1)
                == .complete(deltaLink: "d")
        )
        #expect(!round.hasSeenBothLinks)
        #expect(round.pageCount == 3)
    }

    /// Rule 4: a page without a link is read again, then the round, then it is given up.
    @Test func neitherLinkIsAFailure() {
        var round = RoundState(start: .link("d"))
        _ = round.received(next("1"), attemptCount: 1)
        #expect(round.received(DeltaLinks(), attemptCount: 1) == .fetch(.link("1")))
        #expect(round.received(DeltaLinks(), attemptCount: 1) == .restart(.link("d")))
        #expect(round.received(DeltaLinks(), attemptCount: 1) == .fetch(.link("d")))
        #expect(round.received(DeltaLinks(), attemptCount: 1) == .fail(.noLink))
    }

    /// Rule 4: a page that had no link by chance has one when it is read again.
    @Test func aMissingLinkMayComeLater() {
        var round = RoundState(start: .link("d"))
        for link in ["1", "2", "3"] {
            let before = round.position
            #expect(round.received(DeltaLinks(), attemptCount: 1) == .fetch(before))
            #expect(round.received(next(link), attemptCount: 1) == .fetch(.link(link)))
        }
    }

    /// Rule 2: a page whose link leads away from Graph is one without a link.
    @Test func aForeignLinkIsNoLink() {
        var round = RoundState(start: .link("d"))
        let away = next("away")
        #expect(round.received(away, attemptCount: 1, isForeign: true) == .fetch(.link("d")))
        #expect(round.received(next("1"), attemptCount: 1) == .fetch(.link("1")))
        _ = round.received(away, attemptCount: 1, isForeign: true)
        #expect(round.received(away, attemptCount: 1, isForeign: true) == .restart(.link("d")))
        _ = round.received(away, attemptCount: 1, isForeign: true)
        #expect(round.received(away, attemptCount: 1, isForeign: true) == .fail(.foreignLink))
    }

    /// Rule 4: with both links the round goes on, for what comes next must not be lost.
    @Test func bothLinksMeanTheNextLink() {
        var round = RoundState(start: .initial)
        let both = DeltaLinks(nextLink: "a", deltaLink: "d")
        #expect(round.received(both, attemptCount: 1) == .fetch(.link("a")))
        #expect(round.hasSeenBothLinks)
        let end = DeltaLinks(deltaLink: "e")
        #expect(round.received(end, attemptCount: 1) == .complete(deltaLink: "e"))
    }

    /// Rule 4: a link to the page itself, to the start, or to any page before it.
    @Test func aRepeatedLinkIsALoop() {
        for repeated in ["d", "1", "2", "3"] {
            var round = RoundState(start: .link("d"))
            for link in ["1", "2", "3"] { _ = round.received(next(link), attemptCount: 1) }
            #expect(round.received(next(repeated), attemptCount: 1) == .fetch(.link("3")))
            #expect(round.received(next(repeated), attemptCount: 1) == .restart(.link("d")))
            for link in ["1", "2", "3"] { _ = round.received(next(link), attemptCount: 1) }
            #expect(round.received(next(repeated), attemptCount: 1) == .fetch(.link("3")))
            #expect(round.received(next(repeated), attemptCount: 1) == .fail(.repeatedLink))
        }
        var resumed = RoundState(start: .initial, resumingAt: "5")
        #expect(resumed.position == .link("5"))
        #expect(resumed.received(next("5"), attemptCount: 1) == .fetch(.link("5")))
    }

    /// Rule 4: a full round that is led back to its first request would keep what it has, and not hear what has gone.
    @Test func aLinkToTheFirstRequestIsALoop() {
        var round = RoundState(start: .initial, initialLink: "all")
        #expect(round.received(next("all"), attemptCount: 1) == .fetch(.initial))
        #expect(round.received(next("1"), attemptCount: 1) == .fetch(.link("1")))
        #expect(round.received(next("all"), attemptCount: 1) == .fetch(.link("1")))
        #expect(round.received(next("all"), attemptCount: 1) == .restart(.initial))
        _ = round.received(next("all"), attemptCount: 1)
        #expect(round.received(next("all"), attemptCount: 1) == .fail(.repeatedLink))
        var resumed = RoundState(start: .link("d"), resumingAt: "5", initialLink: "all")
        #expect(resumed.received(next("all"), attemptCount: 1) == .fetch(.link("5")))
        #expect(resumed.received(next("all"), attemptCount: 1) == .restart(.link("d")))
    }

    /// Rule 12: a round that is resumed shows the past, so it goes on from its delta link.
    @Test func aResumedRoundCatchesUp() {
        var round = RoundState(start: .link("d"), resumingAt: "5")
        let end = DeltaLinks(deltaLink: "e")
        #expect(round.received(end, attemptCount: 1) == .fetch(.link("e")))
        #expect(round.received(next("6"), attemptCount: 1) == .fetch(.link("6")))
        let newEnd = DeltaLinks(deltaLink: "f")
        #expect(round.received(newEnd, attemptCount: 1) == .complete(deltaLink: "f"))
        // Begun anew, it shows the present.
        var restarted = RoundState(start: .link("d"), resumingAt: "5")
        #expect(restarted.failed(.resync) == .restart(.initial))
        #expect(restarted.received(end, attemptCount: 1) == .complete(deltaLink: "e"))
    }

    /// Rule 4: the page cap.
    @Test func pagesHaveALimit() {
        var round = RoundState(start: .initial)
        var count = 0
        var step = round.received(next("0"), attemptCount: 1)
        while case .fetch = step {
            count += 1
            step = round.received(next("\(count)"), attemptCount: 1)
        }
        #expect(step == .fail(.tooManyPages))
        #expect(round.pageCount == RoundState.pagesMax)
    }

    /// Rule 18.
    @Test func aLostDeltaTokenMakesTheRoundFull() {
        var round = RoundState(start: .link("d"))
        #expect(round.failed(.resync) == .restart(.initial))
        #expect(round.start == .initial)
        #expect(round.received(next("a"), attemptCount: 1) == .fetch(.link("a")))
    }

    /// Rule 19: the link of a retried answer is lost; the page before it was had cleanly.
    @Test func aLostPageTokenStepsBackOnceThenRestarts() {
        var round = RoundState(start: .link("d"))
        _ = round.received(next("1"), attemptCount: 1)
        _ = round.received(next("2"), attemptCount: 3)
        #expect(round.failed(.pageTokenExpired) == .fetch(.link("1")))
        // The page comes again, with the same next link: that is no loop.
        #expect(round.received(next("2"), attemptCount: 1) == .fetch(.link("2")))
        // Where no answer comes at the first attempt, stepping back does not help.
        _ = round.received(next("3"), attemptCount: 2)
        #expect(round.failed(.pageTokenExpired) == .fetch(.link("2")))
        _ = round.received(next("3"), attemptCount: 2)
        #expect(round.failed(.pageTokenExpired) == .restart(.link("d")))
        #expect(round.position == .link("d"))
        #expect(round.received(next("1"), attemptCount: 1) == .fetch(.link("1")))
    }

    /// Rule 19: each loss is one of its own, as long as the round gets on between them.
    @Test func aRoundThatGetsOnMayStepBackAgain() {
        var round = RoundState(start: .link("d"))
        _ = round.received(next("1"), attemptCount: 1)
        for number in 1...5 {
            _ = round.received(next("\(number + 1)"), attemptCount: 2)
            #expect(round.failed(.pageTokenExpired) == .fetch(.link("\(number)")))
            let again = round.received(next("\(number + 1)"), attemptCount: 1)
            #expect(again == .fetch(.link("\(number + 1)")))
        }
        #expect(round.restartCount == 0)
    }

    /// Rule 19: where the lost link came cleanly there is nothing to step back to.
    @Test func aCleanLinkThatIsLostRestarts() {
        var round = RoundState(start: .link("d"))
        _ = round.received(next("1"), attemptCount: 1)
        #expect(round.failed(.pageTokenExpired) == .restart(.link("d")))
    }

    @Test func aLostStartMakesTheRoundFull() {
        var round = RoundState(start: .link("d"))
        #expect(round.failed(.pageTokenExpired) == .restart(.initial))
    }

    @Test func restartsHaveALimit() {
        var round = RoundState(start: .initial)
        for _ in 0..<RoundState.restartsMax {
            #expect(round.failed(.resync) == .restart(.initial))
        }
        #expect(round.failed(.resync) == .fail(.tooManyRestarts))
    }

    @Test(arguments: [
        GraphError.Kind.credentials(aadsts: 7_000_215), .consent, .throttled(retryAfterSeconds: 5),
        .transient, .notTrusted, .data, .request, .notFound, .forbiddenHost, .cancelled,
    ])
    func otherErrorsStopTheRoundWhereItIs(kind: GraphError.Kind) {
        var round = RoundState(start: .link("d"))
        _ = round.received(next("1"), attemptCount: 1)
        #expect(round.failed(kind) == nil)
        #expect(round.position == .link("1"))
    }

    /// Whatever Graph sends, a round ends.
    @Test(arguments: [1, 2, 3] as [UInt64])
    func everyRoundEnds(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<200 {
            var round = RoundState(start: Bool.random(using: &random) ? .initial : .link("d"))
            var isOver = false
            var stepCount = 0
            while !isOver, stepCount < 10_000 {
                stepCount += 1
                let link = "\(Int.random(in: 0..<40, using: &random))"
                let step: RoundState.Step? =
                    switch Int.random(in: 0..<12, using: &random) {
                    case 0: round.failed(.pageTokenExpired)
                    case 1: round.failed(.resync)
                    default:
                        round.received(
                            next(link),
                            attemptCount: Int.random(in: 1...2, using: &random)
                        )
                    }
                switch step {
                case .complete, .fail, nil: isOver = true
                case .fetch, .restart: break
                }
            }
            #expect(isOver, "seed \(seed)")
        }
    }
}
