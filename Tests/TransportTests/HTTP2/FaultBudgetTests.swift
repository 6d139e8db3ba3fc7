import Testing

@testable import Transport

@Suite struct FaultBudgetTests {
    private let start = Instant(nanoseconds: 0)

    @Test func aThousandPointsAreAThousandResets() {
        var budget = FaultBudget(limits: FaultLimits(), now: start)
        for _ in 0..<999 { #expect(budget.spend(.peerReset, now: start) == true) }
        #expect(budget.spend(.peerReset, now: start) == false)
    }

    @Test func itRefillsWithTimeUpToItsSize() {
        var limits = FaultLimits()
        limits.pointsMax = 10
        limits.pointsPerSecond = 2
        var budget = FaultBudget(limits: limits, now: start)
        #expect(budget.spend(.peerReset, times: 9, now: start) == true)
        #expect(budget.points == 1)
        #expect(budget.spend(.peerReset, now: start.adding(milliseconds: 1_000)) == true)
        #expect(budget.points == 2)
        #expect(budget.spend(.peerReset, now: start.adding(milliseconds: 1_000_000)) == true)
        #expect(budget.points == 9)
    }

    @Test func refillingInSmallStepsLosesNothing() {
        var limits = FaultLimits()
        limits.pointsMax = 1_000
        var budget = FaultBudget(limits: limits, now: start)
        #expect(budget.spend(.peerReset, times: 900, now: start) == true)
        for step in 1...1_000 {
            let now = start.adding(milliseconds: Int64(step))
            #expect(budget.spend(.peerReset, times: 0, now: now) == true)
        }
        #expect(budget.points == 150)
    }

    @Test func goodCallsEarnPointsBack() {
        var limits = FaultLimits()
        limits.pointsMax = 5
        var budget = FaultBudget(limits: limits, now: start)
        #expect(budget.spend(.peerReset, times: 4, now: start) == true)
        for _ in 0..<10 { budget.earn() }
        #expect(budget.points == 5)
    }

    @Test(arguments: [
        (FaultCause.headerLimit, 50), (.settings, 10), (.peerReset, 1), (.emptyFrame, 1),
        (.unknownFrame, 1),
    ])
    func eachCauseHasItsCost(cause: FaultCause, cost: Int) {
        var limits = FaultLimits()
        #expect(limits.cost(of: cause) == cost)
        limits.setCost(of: cause, to: 7)
        #expect(limits.cost(of: cause) == 7)
    }
}
