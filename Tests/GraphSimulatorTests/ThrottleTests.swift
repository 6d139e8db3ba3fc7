import Testing

@testable import GraphSimulator

/// Rules 3 and 18: quotas, and requests in batches.
@Suite struct ThrottleTests {
    /// Rule 18: resource units by the table of costs.
    @Test(arguments: [
        ("/v1.0/groups/delta", 1), ("/v1.0/users", 2), ("/v1.0/users?$select=id", 1),
        ("/v1.0/groups/x/members", 3), ("/v1.0/groups/x/members?$select=id", 2),
        ("/v1.0/groups/x/members?$select=id&$top=5", 1), ("/v1.0/groups/x/transitiveMembers", 5),
        ("/v1.0/directoryObjects/getByIds", 5), ("/v1.0/directoryObjects/getByIds?$select=id", 2),
        ("/v1.0/users?$expand=manager", 3),
    ])
    func requestsHaveTheirCost(target: String, units: Int) {
        let request = GraphRequest(method: "GET", scheme: "http", authority: "a", target: target)
        #expect(RequestCost.units(of: request) == units)
    }

    /// Rule 18: a tenant's quota by its size, a percentage near its end, and 429 past it.
    @Test func aTenantHasItsQuota() throws {
        let client = try FaultClient()
        client.simulator.throttleSettings.share = 0.01
        // 3,500 units in ten seconds for fewer than 50 users, of which a hundredth is 35.
        var statuses: [Int] = []
        var percentages: [String] = []
        for _ in 0..<36 {
            let response = client.get("/groups/delta?$select=id").response
            statuses.append(response.status)
            if let percentage = response.header("x-ms-throttle-limit-percentage") {
                percentages.append(percentage)
            }
            if response.status == 429 {
                #expect(response.header("Retry-After") == "10")
                let scope = response.header("x-ms-throttle-scope")
                #expect(scope?.hasPrefix("Tenant_Application/") == true)
            }
        }
        #expect(statuses == Array(repeating: 200, count: 35) + [429])
        #expect(percentages.first == "0.8" && percentages.last == "1.0")
        client.simulator.advanceClock(seconds: 10)
        #expect(client.get("/groups").status == 200)
        client.simulator.throttleSettings.showsPercentage = false
        for _ in 0..<34 { _ = client.get("/groups") }
        #expect(client.get("/groups").status == 429)
    }

    /// Rule 18: all tenants share the application's quota.
    @Test func anApplicationHasItsQuota() throws {
        var simulation = Simulation(seed: 1)
        for place in 0..<30 { simulation.addTenant(profile: .small, name: "Tenant \(place)") }
        var throttle = RequestThrottle()
        throttle.settings.share = 0.01
        let request = GraphRequest(method: "GET", scheme: "http", authority: "a", target: "/v1.0/x")
        // Each tenant keeps within its 35 units in ten seconds; together they have 1,500 in twenty.
        var passed = 0
        for seconds in [Int64(0), 10] {
            for tenant in simulation.tenants {
                for _ in 0..<35 {
                    switch throttle.charge(request, of: tenant, atSeconds: seconds) {
                    case .passes: passed += 1
                    case .refused(let scope, let retryAfterSeconds):
                        #expect(scope == "Application")
                        #expect(retryAfterSeconds == 10)
                    }
                }
            }
        }
        #expect(passed == 1_500)
    }

    /// Rule 3: a batch answers each request for itself, in any order.
    @Test func aBatchIsManyRequests() throws {
        let client = try FaultClient()
        let group = client.id(.group, 0)
        let answer = client.send(
            "POST",
            "/v1.0/$batch",
            body: """
                {"requests":[
                {"id":"a","method":"GET","url":"/groups/\(group)/members?$top=3&$select=id"},
                {"id":"b","method":"GET","url":"/groups/11111111-2222-4333-8444-555555555555"},
                {"id":"c","method":"GET","url":"/organization","dependsOn":["b"]},
                {"id":"d","method":"POST","url":"/directoryObjects/getByIds",
                "headers":{"Content-Type":"application/json"},"body":{"ids":["\(group)"]}}
                ]}
                """
        )
        #expect(answer.status == 200)
        var answers: [String: JSON] = [:]
        for response in answer.json?["responses"]?.array ?? [] {
            answers[response["id"]?.string ?? ""] = response
        }
        #expect(
            answers.mapValues { $0["status"]?.number } == ["a": 200, "b": 404, "c": 424, "d": 200]
        )
        #expect(answers["a"]?["body"]?["value"]?.array.count == 3)
        #expect(answers["d"]?["body"]?["value"]?.array.first?["id"]?.string == group)
    }

    /// Rule 19: one request of a batch is throttled, the others are not; and no more than twenty.
    @Test func aBatchMayBeThrottledInPart() throws {
        let client = try FaultClient()
        func batch(_ count: Int) -> FaultClient.Answer {
            let requests = (0..<count).map { #"{"id":"\#($0)","method":"GET","url":"/groups"}"# }
            let body = #"{"requests":[\#(requests.joined(separator: ","))]}"#
            return client.send("POST", "/v1.0/$batch", body: body)
        }
        var fault = Fault(.throttled)
        fault.path = "/groups"
        fault.call = 5
        fault.count = 1
        fault.value = 7
        client.simulator.arm(fault)
        let responses = batch(20).json?["responses"]?.array ?? []
        #expect(responses.count == 20)
        let refused = responses.filter { $0["status"] == .number(429) }
        #expect(refused.map { $0["id"] } == [.string("4")])
        #expect(refused.first?["headers"]?["Retry-After"] == .string("7"))
        #expect(batch(21).status == 400)
        #expect(batch(0).json?["responses"]?.array == [])
        client.simulator.disarm()
        client.simulator.arm(Fault(.unavailable))
        #expect(batch(2).status == 503)
    }

    /// Rule 3: everybody within a group, through cycles.
    @Test func membersOfMembersAreListedOnce() throws {
        let client = try FaultClient()
        // The ninth and the tenth group contain each other.
        let listed = client.get("/groups/\(client.id(.group, 9))/transitiveMembers?$top=999").values
        let ids = listed.compactMap { $0["id"]?.string }
        #expect(Set(ids).count == ids.count)
        #expect(ids.contains(client.id(.group, 9)) && ids.contains(client.id(.group, 10)))
    }
}
