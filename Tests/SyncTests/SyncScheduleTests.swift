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
            for tenant in schedule.start(at: time(second), limit: .max).map(\.tenant) {
                starts += 1
                schedule.finished(tenant, at: time(second + 5), .succeeded)
            }
        }
        #expect((20 * 23...20 * 25).contains(starts), "\(starts) starts")
    }

    @Test func aTenantHasOneRoundAtATime() {
        var schedule = schedule(tenants: 1, lastCompleted: nil, now: time(0))
        let tenant = TenantID(0)
        #expect(schedule.start(at: time(60), limit: 5).map(\.tenant) == [tenant])
        #expect(schedule.start(at: time(9000), limit: 5).isEmpty)
        guard case .running = schedule.ask(for: tenant) else {
            Issue.record("a running round was not seen")
            return
        }
        schedule.finished(tenant, at: time(9000), .succeeded)
        guard case .queued = schedule.ask(for: tenant) else {
            Issue.record("a round could not be asked for")
            return
        }
        #expect(schedule.start(at: time(9001), limit: 5).map(\.tenant) == [tenant])
    }

    @Test func theLimitHoldsAndThoseAskedForGoFirst() {
        var schedule = schedule(tenants: 10, lastCompleted: nil, now: time(0))
        _ = schedule.ask(for: TenantID(9))
        let first = schedule.start(at: time(120), limit: 3)
        #expect(first.count == 3)
        #expect(first.first?.tenant == TenantID(9))
        #expect(schedule.start(at: time(120), limit: 3).isEmpty)
        schedule.finished(TenantID(9), at: time(121), .succeeded)
        #expect(schedule.start(at: time(121), limit: 3).count == 1)
    }

    @Test func failuresAreTriedAgainLaterAndLaterButNeverPastTheInterval() {
        var schedule = schedule(tenants: 1, lastCompleted: nil, now: time(0))
        let tenant = TenantID(0)
        var now: Int64 = 60
        var pauses: [Int64] = []
        for _ in 0..<9 {
            #expect(schedule.start(at: time(now), limit: 1).map(\.tenant) == [tenant])
            schedule.finished(tenant, at: time(now), .failed(retryAt: nil))
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

    @Test func aFullRoundThatIsAskedForDuringAnIncrementalOneFollowsIt() throws {
        var schedule = schedule(tenants: 1, lastCompleted: nil, now: time(0))
        let tenant = TenantID(0)
        let first = try #require(schedule.start(at: time(60), limit: 5).first)
        #expect(!first.isFull)
        #expect(schedule.ask(for: tenant) == .running(round: first.round))
        #expect(schedule.ask(for: tenant, full: true) == .queued(round: first.round + 1))
        // Asking for less does not take it back.
        #expect(schedule.ask(for: tenant) == .running(round: first.round))
        #expect(schedule.start(at: time(61), limit: 5).isEmpty)
        schedule.finished(tenant, at: time(62), .succeeded)
        let second = try #require(schedule.start(at: time(62), limit: 5).first)
        #expect(second.round == first.round + 1)
        #expect(second.isFull && second.isAskedFor)
        #expect(schedule.ask(for: tenant, full: true) == .running(round: second.round))
        schedule.finished(tenant, at: time(63), .succeeded)
        #expect(schedule.start(at: time(63), limit: 5).isEmpty)
    }

    @Test func aRoundThatIsPutOffGoesOnUnderItsNumber() throws {
        var schedule = schedule(tenants: 1, lastCompleted: nil, now: time(0))
        let tenant = TenantID(0)
        let first = try #require(schedule.start(at: time(60), limit: 5).first)
        schedule.finished(tenant, at: time(70), .putOff(until: time(970)))
        #expect(schedule.dueAt(tenant) == time(970))
        #expect(schedule.start(at: time(969), limit: 5).isEmpty)
        #expect(schedule.ask(for: tenant) == .queued(round: first.round))
        let second = try #require(schedule.start(at: time(970), limit: 5).first)
        #expect(second.round == first.round)
    }

    /// Whoever asked for it waits for its end.
    @Test func aRoundThatIsPutOffGoesOnAfterTheScheduleIsSwitchedOff() throws {
        var schedule = schedule(tenants: 1, lastCompleted: nil, now: time(0))
        let tenant = TenantID(0)
        let first = try #require(schedule.start(at: time(60), limit: 5).first)
        schedule.finished(tenant, at: time(70), .putOff(until: time(970)))
        schedule.set(
            tenant,
            entraID: GUID(high: 1, low: 1),
            intervalSeconds: nil,
            lastCompleted: nil,
            now: time(80)
        )
        #expect(schedule.dueAt(tenant) == time(970))
        #expect(schedule.start(at: time(970), limit: 5).map(\.round) == [first.round])
        schedule.finished(tenant, at: time(971), .succeeded)
        #expect(schedule.dueAt(tenant) == nil)
    }

    @Test func aRoundThatWaitsForGraphTakesNoPlace() throws {
        var schedule = schedule(tenants: 3, lastCompleted: nil, now: time(0))
        let first = try #require(schedule.start(at: time(60), limit: 1).first)
        #expect(schedule.start(at: time(60), limit: 1).isEmpty)
        #expect(schedule.paused(first.tenant) == .wait)
        let second = try #require(schedule.start(at: time(60), limit: 1).first)
        #expect(second.tenant != first.tenant)
        schedule.resumed(first.tenant)
        #expect(schedule.start(at: time(60), limit: 1).isEmpty)
    }

    @Test func tooManyRoundsThatWaitAreToldToGiveUp() {
        let count = SyncLimits.pausedRoundsMax + 2
        var schedule = schedule(tenants: count, lastCompleted: nil, now: time(0))
        var answers: [SyncSchedule.Pause] = []
        for start in schedule.start(at: time(60), limit: count) {
            answers.append(schedule.paused(start.tenant))
        }
        #expect(answers.prefix(SyncLimits.pausedRoundsMax).allSatisfy { $0 == .wait })
        #expect(answers.suffix(2).allSatisfy { $0 == .giveUp })
    }

    @Test func tenantsThatFailShareOneHalfOfThePlaces() {
        var schedule = schedule(tenants: 20, lastCompleted: nil, now: time(0))
        for start in schedule.start(at: time(60), limit: .max) {
            schedule.finished(
                start.tenant,
                at: time(60),
                start.tenant.rawValue < 12 ? .failed(retryAt: nil) : .succeeded
            )
        }
        for number in 0..<20 as Range<UInt32> { _ = schedule.ask(for: TenantID(number)) }
        let started = Set(schedule.start(at: time(70), limit: 10).map(\.tenant.rawValue))
        #expect(started.count == 10)
        #expect(started.count { $0 < 12 } == 5)
    }

    @Test func aTenantThatIsForgottenDuringItsRoundIsNotStartedTwice() throws {
        var schedule = schedule(tenants: 1, lastCompleted: nil, now: time(0))
        let tenant = TenantID(0)
        _ = try #require(schedule.start(at: time(60), limit: 5).first)
        schedule.remove(tenant)
        #expect(schedule.ask(for: tenant) == .unknownTenant)
        schedule.set(
            tenant,
            entraID: GUID(high: 1, low: 1),
            intervalSeconds: hour,
            lastCompleted: nil,
            now: time(61)
        )
        #expect(schedule.start(at: time(7200), limit: 5).isEmpty)
        schedule.finished(tenant, at: time(7200), .succeeded)
        #expect(schedule.start(at: time(90_000), limit: 5).count == 1)
    }

    @Test func aReconcilingRoundFollowsAtOnceAndReadsEverything() throws {
        var schedule = schedule(tenants: 1, lastCompleted: nil, now: time(0))
        let tenant = TenantID(0)
        _ = schedule.start(at: time(60), limit: 1)
        schedule.finished(tenant, at: time(61), .succeeded)
        schedule.reconcile(tenant, at: time(61))
        let start = try #require(schedule.start(at: time(61), limit: 1).first)
        #expect(start.isFull && start.isReconciliation && !start.isAskedFor)
    }
}
