import Directory
import Sync
import TestSupport
import Testing

/// A day of a thousand tenants on one schedule, with rounds that take their time, fail, hang and are throttled.
@Suite struct ManyTenantsTests {
    /// What becomes of each round of a tenant.
    private enum Manner {
        case good
        /// Each attempt takes a minute and fails.
        case hanging
        /// Graph makes it wait for two minutes, again and again.
        case throttled
    }

    private struct Running {
        var tenant: TenantID
        var number: UInt64
        var ends: Int64
        var pausesAt: Int64?
        var resumesAt: Int64?
    }

    private struct Day {
        var schedule = SyncSchedule()
        var running: [Running] = []
        var roundCounts: [TenantID: Int] = [:]
        var longestWait: [TenantID: Int64] = [:]
        var lastEnd: [TenantID: Int64] = [:]
        var workingMax = 0
        var openMax = 0
    }

    private static let limit = SyncLimits.roundsMax

    private func time(_ seconds: Int64) -> Timestamp { Timestamp(milliseconds: seconds * 1000) }

    private func run(seed: UInt64, manner: (Int) -> Manner) -> Day {
        var random = SplitMix64(seed: seed)
        var day = Day()
        for number in 0..<1000 {
            day.schedule.set(
                TenantID(UInt32(number)),
                entraID: GUID(high: random.next(), low: random.next()),
                intervalSeconds: 3600,
                lastCompleted: nil,
                now: time(0)
            )
        }
        for second in 0..<(6 * 3600) as Range<Int64> {
            advance(&day, to: second, manner)
            for start in day.schedule.start(at: time(second), limit: Self.limit) {
                begin(start, &day, at: second, manner, &random)
            }
            day.openMax = max(day.openMax, day.running.count)
        }
        return day
    }

    private func begin(
        _ start: SyncSchedule.Start,
        _ day: inout Day,
        at second: Int64,
        _ manner: (Int) -> Manner,
        _ random: inout SplitMix64
    ) {
        let tenant = start.tenant
        #expect(!day.running.contains { $0.tenant == tenant }, "one round at a time")
        let waited = second - (day.lastEnd[tenant] ?? 0)
        day.longestWait[tenant] = max(day.longestWait[tenant] ?? 0, waited)
        var round = Running(tenant: tenant, number: start.round, ends: second)
        switch manner(Int(tenant.rawValue)) {
        case .good: round.ends += Int64.random(in: 2...20, using: &random)
        case .hanging: round.ends += 60
        case .throttled:
            round.ends += 1000
            round.pausesAt = second + 1
        }
        day.running.append(round)
    }

    private func advance(_ day: inout Day, to second: Int64, _ manner: (Int) -> Manner) {
        var left: [Running] = []
        for var round in day.running {
            if let resumes = round.resumesAt, resumes <= second {
                round.resumesAt = nil
                round.pausesAt = second + 1
                day.schedule.resumed(round.tenant)
            }
            if let pauses = round.pausesAt, pauses <= second {
                round.pausesAt = nil
                guard day.schedule.paused(round.tenant) == .wait else {
                    day.schedule.finished(
                        round.tenant,
                        at: time(second),
                        .putOff(until: time(second + 120))
                    )
                    continue
                }
                round.resumesAt = second + 120
            }
            guard round.ends <= second else {
                left.append(round)
                continue
            }
            let isGood = manner(Int(round.tenant.rawValue)) == .good
            day.schedule.finished(
                round.tenant,
                at: time(second),
                isGood ? .succeeded : .failed(retryAt: nil)
            )
            day.roundCounts[round.tenant, default: 0] += 1
            day.lastEnd[round.tenant] = second
        }
        day.running = left
    }

    @Test(arguments: [1, 2] as [UInt64])
    func everyTenantHasItsRoundEveryHour(seed: UInt64) {
        let day = run(seed: seed) { _ in .good }
        #expect(day.roundCounts.count == 1000)
        #expect(day.roundCounts.values.allSatisfy { $0 >= 5 }, "seed \(seed)")
        #expect(day.openMax <= Self.limit)
    }

    /// A tenth of the tenants is throttled all day and another tenth hangs: nobody else notices.
    @Test(arguments: [3, 4] as [UInt64])
    func throttledAndFailingTenantsDelayNobodyElse(seed: UInt64) {
        let calm = run(seed: seed) { _ in .good }
        let stormy = run(seed: seed) { number in
            switch number % 10 {
            case 0: .throttled
            case 1: .hanging
            default: .good
            }
        }
        let good = (0..<1000 as Range<UInt32>).map { TenantID($0) }.filter { $0.rawValue % 10 > 1 }
        for tenant in good {
            let (before, after) = (calm.roundCounts[tenant] ?? 0, stormy.roundCounts[tenant] ?? 0)
            #expect(after >= before - 1, "seed \(seed), tenant \(tenant.rawValue)")
        }
        let worst = good.compactMap { stormy.longestWait[$0] }.max() ?? 0
        let usual = good.compactMap { calm.longestWait[$0] }.max() ?? 0
        #expect(worst <= usual + 1800, "seed \(seed): \(worst) s after \(usual) s")
        #expect(stormy.openMax <= 2 * Self.limit + SyncLimits.pausedRoundsMax)
    }
}
