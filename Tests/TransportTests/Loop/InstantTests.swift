import Testing
import Transport

@Suite struct InstantTests {
    @Test func arithmeticSaturates() {
        #expect(Instant(nanoseconds: 5).adding(nanoseconds: .max) == .distantFuture)
        #expect(Instant(nanoseconds: 5).adding(milliseconds: .max) == .distantFuture)
        #expect(Instant.distantFuture.adding(milliseconds: 1) == .distantFuture)
        #expect(Instant(nanoseconds: 5).adding(milliseconds: 2) == Instant(nanoseconds: 2_000_005))
        #expect(Instant.distantFuture.nanoseconds(since: Instant(nanoseconds: -5)) == .max)
    }

    @Test func theSystemClockDoesNotGoBack() {
        let first = MonotonicClock.system.now()
        #expect(MonotonicClock.system.now() >= first)
    }
}
