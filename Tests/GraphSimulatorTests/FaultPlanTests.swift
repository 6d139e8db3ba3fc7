import struct Directory.GUID
import Testing

@testable import GraphSimulator

/// Rule 19: which request a fault hits is decided by a value.
@Suite struct FaultPlanTests {
    private let simulation: Simulation
    private let tenants: [GUID]

    init() {
        var simulation = Simulation(seed: 1)
        tenants = ["A", "B"].map { simulation.addTenant(profile: .small, name: $0) }
        self.simulation = simulation
    }

    private func subject(_ target: String, tenant: Int = 0) -> FaultSubject {
        let token = AccessToken(
            tenant: tenants[tenant],
            application: simulation.applications[0].id,
            permissions: [],
            expirySeconds: 0
        ).text(
            issuedAtSeconds: 0,
            identifier: tenants[0],
            usedCertificate: false,
            key: simulation.accessTokenKey
        )
        return FaultSubject(
            GraphRequest(
                method: "GET",
                scheme: "http",
                authority: "a",
                target: target,
                headers: [("Authorization", "Bearer \(token)")]
            ),
            in: simulation
        )
    }

    private func hits(_ fault: Fault, _ subjects: [FaultSubject], at seconds: Int64 = 0) -> [Bool] {
        var plan = FaultPlan()
        plan.arm(fault)
        return subjects.map { plan.decide($0, atSeconds: seconds) == fault }
    }

    /// Rule 19: by tenant and path.
    @Test func aFaultHitsItsTenantAndPath() {
        var fault = Fault(.unavailable)
        fault.tenant = tenants[1].text
        fault.path = "/Groups/"
        let groups = "/v1.0/groups/delta"
        let subjects = [
            subject(groups), subject(groups, tenant: 1), subject("/v1.0/users/delta", tenant: 1),
        ]
        #expect(hits(fault, subjects) == [false, true, false])
        // A token that has expired still says whose request it is.
        #expect(subjects[1].tenant == tenants[1])
    }

    /// Rule 19: by the number of the call.
    @Test func aFaultHitsTheNthCallAndSoManyAfterIt() {
        var fault = Fault(.unavailable)
        fault.call = 3
        let calls = Array(repeating: subject("/v1.0/groups"), count: 6)
        #expect(hits(fault, calls) == [false, false, true, true, true, true])
        fault.count = 2
        #expect(hits(fault, calls) == [false, false, true, true, false, false])
    }

    /// Rule 19: in a window of time.
    @Test func aFaultHasItsTime() {
        var fault = Fault(.unavailable)
        fault.fromSeconds = 10
        fault.untilSeconds = 20
        for (seconds, isHit) in [(9, false), (10, true), (19, true), (20, false)] {
            let found = hits(fault, [subject("/v1.0/groups")], at: Int64(seconds))
            #expect(found == [isHit], "at \(seconds)")
        }
    }

    /// Rules 19 and 21: with a probability, the same for the same seed.
    @Test func chanceIsSeeded() {
        var fault = Fault(.unavailable)
        fault.probability = 0.3
        let calls = Array(repeating: subject("/v1.0/groups"), count: 1_000)
        let first = hits(fault, calls)
        #expect((250...350).contains(first.count { $0 }))
        #expect(hits(fault, calls) == first)
        fault.seed = 1
        #expect(hits(fault, calls) != first)
    }

    /// Rule 19: a fault waits for a request that it makes sense for.
    @Test(arguments: [
        (FaultMode.gone, [false, true, true, false, false]),
        (.pageTokenExpired, [false, false, true, false, true]),
        (.loopedLink, [true, true, true, false, false]),
        (.unavailable, [true, true, true, false, true]),
        (.signInRefused, [false, false, false, true, false]),
    ])
    func aFaultFitsItsRequests(mode: FaultMode, expected: [Bool]) {
        let subjects = [
            "/v1.0/groups/delta()?$select=id", "/v1.0/groups/delta?$deltatoken=x",
            "/v1.0/users/microsoft.graph.delta?%24skiptoken=x",
            "/\(tenants[0].text)/oauth2/v2.0/token", "/v1.0/groups/x/members?$skiptoken=x",
        ].map { subject($0) }
        #expect(hits(Fault(mode), subjects) == expected)
    }

    /// The first that was armed goes first, but all of them count.
    @Test func faultsAreAskedInTurn() {
        var plan = FaultPlan()
        var first = Fault(.gatewayTimeout)
        first.count = 1
        var second = Fault(.internalError)
        second.call = 2
        plan.arm(first)
        plan.arm(second)
        let modes = (0..<3).map { _ in plan.decide(subject("/v1.0/users"), atSeconds: 0)?.mode }
        #expect(modes == [.gatewayTimeout, .internalError, .internalError])
        #expect(plan.faults.map(\.hitCount) == [1, 2])
        plan.disarm()
        #expect(plan.decide(subject("/v1.0/users"), atSeconds: 0) == nil)
    }

    /// Rule 19: a next link that came after a retry is lost until its page is read anew.
    @Test func aLinkAfterARetryIsLost() {
        var plan = FaultPlan()
        var fault = Fault(.pageTokenLostAfterRetry)
        fault.count = 1
        plan.arm(fault)
        let page = subject("/v1.0/users/delta?$skiptoken=1")
        let next = subject("/v1.0/users/delta?$skiptoken=2")
        #expect(plan.decide(page, atSeconds: 0) == fault)
        #expect(plan.decide(page, atSeconds: 0) == nil)
        plan.answered(page, nextTarget: next.target)
        for _ in 0..<2 {
            #expect(plan.decide(next, atSeconds: 0)?.mode == .pageTokenLostAfterRetry)
        }
        #expect(plan.decide(page, atSeconds: 0) == nil)
        plan.answered(page, nextTarget: next.target)
        #expect(plan.decide(next, atSeconds: 0) == nil)
    }
}
