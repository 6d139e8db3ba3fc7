import Testing

@testable import Transport

@Suite struct ConnectionDrainTests {
    private func at(_ milliseconds: Int64) -> Instant {
        Instant(nanoseconds: milliseconds * 1_000_000)
    }
    private func drain() -> ConnectionDrain {
        ConnectionDrain(pingMilliseconds: 5_000, graceMilliseconds: 30_000)
    }

    @Test func theAnswerToThePingBringsTheSecondGoaway() {
        var drain = drain()
        #expect(drain.receivedPingAcknowledgement() == .none)
        #expect(drain.begin(now: at(0)) == .sendNoticeAndPing)
        #expect(drain.begin(now: at(1)) == .none)
        #expect(drain.streamsOpen(0) == .none)
        #expect(drain.receivedPingAcknowledgement() == .sendFinalGoaway)
        #expect(drain.streamsOpen(2) == .none)
        #expect(drain.streamsOpen(0) == .close)
        #expect(drain.streamsOpen(0) == .none)
        #expect(drain.nextCheck == .distantFuture)
    }

    @Test func aSilentPeerIsNotWaitedFor() {
        var drain = drain()
        #expect(drain.begin(now: at(0)) == .sendNoticeAndPing)
        #expect(drain.nextCheck == at(5_000))
        #expect(drain.check(now: at(4_999)) == .none)
        #expect(drain.check(now: at(5_000)) == .sendFinalGoaway)
        #expect(drain.nextCheck == at(30_000))
        #expect(drain.check(now: at(29_999)) == .none)
        #expect(drain.check(now: at(30_000)) == .close)
        #expect(drain.check(now: at(40_000)) == .none)
    }

    @Test func servingHasNoDeadline() {
        var drain = drain()
        #expect(drain.check(now: at(1_000_000)) == .none)
        #expect(drain.nextCheck == .distantFuture)
    }
}
