import Directory
import HTTPClient
import Testing

@testable import Graph

@Suite struct ThrottleStateTests {
    static let other = GUID(high: 9, low: 9)

    private func throttled(_ scope: String?, retryAfter: String) -> ScriptedTransport.Answer {
        var headers: HTTPHeaders = ["Retry-After": retryAfter]
        headers["x-ms-throttle-scope"] = scope
        return .failure(429, "TooManyRequests", headers: headers)
    }

    /// Rule 22: the whole tenant waits, its other streams included, and no other tenant.
    @Test(arguments: [nil, "Tenant_Application/ReadWrite/app/tenant", "Tenant/Read", ""])
    func a429SilencesItsTenant(scope: String?) async throws {
        let clock = FakeClock()
        let throttle = ThrottleState()
        let transport = ScriptedTransport([throttled(scope, retryAfter: "10"), .lastPage])
        let client = try GraphFixture.client(transport, clock: clock, throttle: throttle)
        let page = try await client.page(of: .groups, at: .initial)
        #expect(page.attemptCount == 2)
        #expect(clock.sleeps == [10_000])
        let start = Timestamp(milliseconds: clock.now.milliseconds - 10_000)
        #expect(
            throttle.waitMilliseconds(tenant: GraphFixture.tenant, now: start) == 10_000
        )
        #expect(throttle.waitMilliseconds(tenant: ThrottleStateTests.other, now: start) == 0)
    }

    /// Rule 22.
    @Test func a429OfTheApplicationSilencesAllTenants() async throws {
        let clock = FakeClock()
        let throttle = ThrottleState()
        let transport = ScriptedTransport([
            throttled("Application/ReadWrite/app", retryAfter: "10"), .lastPage,
        ])
        let client = try GraphFixture.client(transport, clock: clock, throttle: throttle)
        _ = try await client.page(of: .groups, at: .initial)
        let start = Timestamp(milliseconds: clock.now.milliseconds - 10_000)
        #expect(throttle.waitMilliseconds(tenant: ThrottleStateTests.other, now: start) == 10_000)
    }

    /// Rule 22: requests that begin during a pause wait for its end before they are sent.
    @Test func requestsWaitForThePause() async throws {
        let clock = FakeClock()
        let throttle = ThrottleState()
        throttle.pause(
            .tenant,
            tenant: GraphFixture.tenant,
            until: Timestamp(milliseconds: clock.now.milliseconds + 7000),
            now: clock.now
        )
        let transport = ScriptedTransport([.lastPage])
        _ = try await GraphFixture.client(transport, clock: clock, throttle: throttle)
            .page(of: .users, at: .initial)
        #expect(clock.sleeps == [7000])
        let untouched = FakeClock()
        _ = try await GraphFixture.client(
            transport,
            clock: untouched,
            throttle: throttle,
            tenant: ThrottleStateTests.other
        ).page(of: .users, at: .initial)
        #expect(untouched.sleeps.isEmpty)
    }

    /// Rule 22: a pause that begins while a request waits in line holds for it too.
    @Test func requestsInLineWaitForThePause() async throws {
        let clock = FakeClock()
        let throttle = ThrottleState()
        let limit = ConcurrencyLimit(1)
        let transport = ScriptedTransport([.lastPage])
        let client = try GraphFixture.client(
            transport,
            clock: clock,
            throttle: throttle,
            limit: limit
        )
        _ = try await client.page(of: .users, at: .initial)
        try await limit.acquire(tenant: ThrottleStateTests.other, "hold the line")
        let task = Task { try await client.page(of: .users, at: .initial) }
        for _ in 0..<100 { await Task.yield() }
        throttle.pause(
            .tenant,
            tenant: GraphFixture.tenant,
            until: Timestamp(milliseconds: clock.now.milliseconds + 7000),
            now: clock.now
        )
        limit.release()
        _ = try await task.value
        #expect(clock.sleeps == [7000])
        #expect(transport.requests.count == 2)
    }

    /// Rules 20 and 22: a pause too long to sit out is an error that says how long it is.
    @Test func aLongPauseIsAnErrorForEveryRequest() async throws {
        let transport = ScriptedTransport([throttled(nil, retryAfter: "3600")])
        let clock = FakeClock()
        let client = try GraphFixture.client(transport, clock: clock)
        for _ in 0..<2 {
            let error = await #expect(throws: GraphError.self) {
                try await client.page(of: .groups, at: .initial)
            }
            #expect(error?.kind == .throttled(retryAfterSeconds: 3600))
        }
        #expect(transport.requests.count == 1)
        #expect(clock.sleeps.isEmpty)
    }

    /// Rule 21: an HTTP-date is as good as a number.
    @Test func aDateIsObeyed() async throws {
        let clock = FakeClock()
        let transport = ScriptedTransport([
            throttled(nil, retryAfter: "Thu, 01 Jan 2026 00:00:42 GMT"), .lastPage,
        ])
        _ = try await GraphFixture.client(transport, clock: clock).page(of: .groups, at: .initial)
        #expect(clock.sleeps == [42_000])
    }

    @Test func aPauseOnlyGrowsAndIsForgotten() {
        let throttle = ThrottleState()
        let tenant = GraphFixture.tenant
        let at = { Timestamp(milliseconds: $0) }
        throttle.pause(.tenant, tenant: tenant, until: at(5000), now: at(0))
        throttle.pause(.tenant, tenant: tenant, until: at(2000), now: at(0))
        #expect(throttle.waitMilliseconds(tenant: tenant, now: at(1000)) == 4000)
        #expect(throttle.waitMilliseconds(tenant: tenant, now: at(5000)) == 0)
        throttle.pause(.tenant, tenant: ThrottleStateTests.other, until: at(9000), now: at(6000))
        #expect(throttle.waitMilliseconds(tenant: tenant, now: at(0)) == 0)
    }

    /// The sign-in service throttles on its own account.
    @Test func a429ForATokenDoesNotSilenceGraph() async throws {
        let clock = FakeClock()
        let throttle = ThrottleState()
        let transport = ScriptedTransport(
            [.lastPage],
            tokens: [.failure(429, headers: ["Retry-After": "10"])]
        )
        _ = try await GraphFixture.client(transport, clock: clock, throttle: throttle)
            .page(of: .groups, at: .initial)
        let start = Timestamp(milliseconds: clock.now.milliseconds - 10_000)
        #expect(throttle.waitMilliseconds(tenant: GraphFixture.tenant, now: start) == 0)
        #expect(transport.tokenRequests.count == 2)
    }
}
