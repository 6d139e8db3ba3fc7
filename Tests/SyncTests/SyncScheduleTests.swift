import Directory
import Sync
import TestSupport
import Testing

@Suite struct SyncScheduleTests {
    private let hour: UInt32 = 3600

    private func time(_ seconds: Int64) -> Timestamp { Timestamp(milliseconds: seconds * 1000) }

    private func schedule(tenants: Int, lastCompleted: Timestamp?, now: Timestamp) -> SyncSchedule {
        var schedule = SyncSchedule()
        var random = SplitMix64(seed: 7)
        for number in 0..<tenants {
            schedule.set(
                TenantID(UInt32(number)),
                entraID: GUID(high: random.next(), low: random.next()),
                intervalSeconds: hour,
                lastCompleted: lastCompleted,
                now: now
            )
        }
        return schedule
    }

    @Test func aNewTenantStartsWithinTheFirstMinute() {
        var schedule = schedule(tenants: 50, lastCompleted: nil, now: time(1000))
        #expect(schedule.start(at: time(1060), limit: .max).count == 50)
    }

    @Test func hourlyStartsAreSpreadOverTheHour() {
        var schedule = schedule(tenants: 1000, lastCompleted: time(100_000), now: time(100_000))
        var mostInAMinute = 0
        var started = 0
        for minute in 0..<91 {
            let tenants = schedule.start(at: time(100_000 + Int64(minute) * 60), limit: .max)
            mostInAMinute = max(mostInAMinute, tenants.count)
            started += tenants.count
        }
        #expect(started == 1000)
        #expect(mostInAMinute < 50)
    }

    @Test func everyTenantRunsOnceAnHour() {
        var schedule = schedule(tenants: 20, lastCompleted: nil, now: time(0))
        var starts = 0
        for second in stride(from: Int64(0), to: 24 * 3600, by: 10) {
            for tenant in schedule.start(at: time(second), limit: .max) {
                starts += 1
                schedule.finished(tenant, at: time(second + 5), succeeded: true)
            }
        }
        #expect((20 * 23...20 * 25).contains(starts), "\(starts) starts")
    }

    @Test func aTenantHasOneRoundAtATime() {
        var schedule = schedule(tenants: 1, lastCompleted: nil, now: time(0))
        let tenant = TenantID(0)
        #expect(schedule.start(at: time(60), limit: 5) == [tenant])
        #expect(schedule.start(at: time(9000), limit: 5).isEmpty)
        guard case .running = schedule.ask(for: tenant) else {
            Issue.record("a running round was not seen")
            return
        }
        schedule.finished(tenant, at: time(9000), succeeded: true)
        guard case .queued = schedule.ask(for: tenant) else {
            Issue.record("a round could not be asked for")
            return
        }
        #expect(schedule.start(at: time(9001), limit: 5) == [tenant])
    }

    @Test func theLimitHoldsAndThoseAskedForGoFirst() {
        var schedule = schedule(tenants: 10, lastCompleted: nil, now: time(0))
        _ = schedule.ask(for: TenantID(9))
        let first = schedule.start(at: time(120), limit: 3)
        #expect(first.count == 3)
        #expect(first.first == TenantID(9))
        #expect(schedule.start(at: time(120), limit: 3).isEmpty)
        schedule.finished(TenantID(9), at: time(121), succeeded: true)
        #expect(schedule.start(at: time(121), limit: 3).count == 1)
    }

    @Test func failuresAreTriedAgainLaterAndLaterButNeverPastTheInterval() {
        var schedule = schedule(tenants: 1, lastCompleted: nil, now: time(0))
        let tenant = TenantID(0)
        var now: Int64 = 60
        var pauses: [Int64] = []
        for _ in 0..<9 {
            #expect(schedule.start(at: time(now), limit: 1) == [tenant])
            schedule.finished(tenant, at: time(now), succeeded: false)
            let due = schedule.nextDue()?.milliseconds ?? 0
            pauses.append(due / 1000 - now)
            now = due / 1000
        }
        #expect(pauses == [60, 120, 240, 480, 960, 1920, 3600, 3600, 3600])
    }

    @Test func anUnknownTenantIsSaidToBeUnknown() {
        var schedule = SyncSchedule()
        guard case .unknownTenant = schedule.ask(for: TenantID(3)) else {
            Issue.record("a tenant that nobody set was taken")
            return
        }
        #expect(schedule.nextDue() == nil)
    }
}
