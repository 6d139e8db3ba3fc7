import Testing

@testable import Transport

@Suite struct KeepalivePolicingTests {
    private func at(_ milliseconds: Int64) -> Instant {
        Instant(nanoseconds: milliseconds * 1_000_000)
    }

    @Test func theThirdEarlyPingIsTooMany() {
        var pings = KeepalivePolicing(minimumMilliseconds: 10_000, permitsWithoutCalls: true)
        #expect(pings.receivedPing(hasOpenStreams: false, now: at(0)) == .allowed)
        #expect(pings.receivedPing(hasOpenStreams: false, now: at(1)) == .strike)
        #expect(pings.receivedPing(hasOpenStreams: false, now: at(2)) == .strike)
        #expect(pings.receivedPing(hasOpenStreams: false, now: at(3)) == .tooManyPings)
    }

    @Test func aPingInTimeIsNoStrike() {
        var pings = KeepalivePolicing(minimumMilliseconds: 10_000, permitsWithoutCalls: true)
        for second in Int64(0)..<50 {
            #expect(pings.receivedPing(hasOpenStreams: true, now: at(second * 10_000)) == .allowed)
        }
    }

    @Test func whatWeSendWipesTheRecord() {
        var pings = KeepalivePolicing(minimumMilliseconds: 10_000, permitsWithoutCalls: true)
        for millisecond in Int64(0)..<100 {
            #expect(pings.receivedPing(hasOpenStreams: true, now: at(millisecond)) != .tooManyPings)
            pings.sentFrame()
        }
    }

    @Test func withoutCallsTheIntervalIsTwoHoursUnlessPermitted() {
        var pings = KeepalivePolicing(minimumMilliseconds: 10_000, permitsWithoutCalls: false)
        #expect(pings.receivedPing(hasOpenStreams: false, now: at(0)) == .allowed)
        #expect(pings.receivedPing(hasOpenStreams: false, now: at(60_000)) == .strike)
        #expect(pings.receivedPing(hasOpenStreams: true, now: at(60_001)) == .allowed)
        #expect(pings.receivedPing(hasOpenStreams: false, now: at(7_260_001)) == .allowed)
    }
}
