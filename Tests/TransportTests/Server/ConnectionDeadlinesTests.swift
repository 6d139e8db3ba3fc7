import Testing

@testable import Transport

@Suite struct ConnectionDeadlinesTests {
    private func at(_ milliseconds: Int64) -> Instant {
        Instant(nanoseconds: milliseconds * 1_000_000)
    }

    private func started(secure: Bool = false) -> ConnectionDeadlines {
        ConnectionDeadlines(limits: Limits(), isSecure: secure, jitter: 0, now: at(0))
    }

    private func settled() -> ConnectionDeadlines {
        var deadlines = started()
        deadlines.receivedSettings()
        deadlines.receivedSettingsAcknowledgement()
        return deadlines
    }

    @Test func aHandshakeTakesFiveSecondsAtMost() {
        var deadlines = started(secure: true)
        #expect(deadlines.nextCheck == at(5_000))
        #expect(deadlines.check(now: at(4_999)) == .nothing)
        #expect(deadlines.check(now: at(5_000)) == .close)
        var finished = started(secure: true)
        finished.finishedHandshake(now: at(4_000))
        #expect(finished.check(now: at(8_999)) == .nothing)
        #expect(finished.check(now: at(9_000)) == .close)
    }

    @Test func thePrefaceAndTheAcknowledgementAreWaitedFor() {
        var silent = started()
        #expect(silent.check(now: at(5_000)) == .close)
        var deaf = started()
        deaf.receivedSettings()
        #expect(deaf.check(now: at(9_999)) == .nothing)
        #expect(deaf.check(now: at(10_000)) == .close)
    }

    @Test func aHeaderBlockTakesFiveSecondsAtMost() {
        var deadlines = settled()
        deadlines.beganHeaders(now: at(1_000))
        deadlines.beganHeaders(now: at(3_000))
        #expect(deadlines.check(now: at(5_999)) == .nothing)
        #expect(deadlines.check(now: at(6_000)) == .close)
        deadlines.endedHeaders()
        #expect(deadlines.check(now: at(6_000)) == .nothing)
    }

    @Test func silenceIsAskedAndThenEnded() {
        var deadlines = settled()
        deadlines.openedStream()
        #expect(deadlines.check(now: at(59_999)) == .nothing)
        #expect(deadlines.check(now: at(60_000)) == .sendKeepalive)
        #expect(deadlines.check(now: at(60_001)) == .nothing)
        #expect(deadlines.nextCheck == at(80_000))
        #expect(deadlines.check(now: at(80_000)) == .close)
        var answering = settled()
        answering.openedStream()
        #expect(answering.check(now: at(60_000)) == .sendKeepalive)
        answering.read(now: at(61_000))
        #expect(answering.check(now: at(80_000)) == .nothing)
    }

    @Test func aStalledWriteEndsTheConnection() {
        var deadlines = settled()
        deadlines.writeBlocked(now: at(1_000))
        deadlines.writeBlocked(now: at(20_000))
        #expect(deadlines.check(now: at(31_000)) == .close)
        var slow = settled()
        slow.writeBlocked(now: at(1_000))
        slow.wrote(now: at(20_000), stillBlocked: true)
        #expect(slow.check(now: at(49_999)) == .nothing)
        slow.wrote(now: at(49_999), stillBlocked: false)
        #expect(slow.check(now: at(59_999)) == .nothing)
    }

    @Test func ageAndIdlenessDrain() {
        var limits = Limits()
        limits.keepaliveMilliseconds = .max / 2_000_000
        var idle = ConnectionDeadlines(limits: limits, isSecure: false, jitter: 0, now: at(0))
        idle.receivedSettings()
        idle.receivedSettingsAcknowledgement()
        #expect(idle.check(now: at(15 * 60_000)) == .drainForIdleness)
        idle.openedStream()
        #expect(idle.check(now: at(16 * 60_000)) == .nothing)
        #expect(idle.check(now: at(45 * 60_000)) == .drainForAge)
        idle.beganDrain()
        #expect(idle.check(now: at(45 * 60_000)) == .nothing)
    }

    @Test func jitterMovesTheAge() {
        var limits = Limits()
        limits.ageMilliseconds = 1_000
        for (jitter, age) in [(-1.0, 900), (0.0, 1_000), (1.0, 1_100)] as [(Double, Int64)] {
            let deadlines = ConnectionDeadlines(
                limits: limits,
                isSecure: false,
                jitter: jitter,
                now: at(0)
            )
            #expect(deadlines.nextCheck == at(age))
        }
    }
}
