import FoundationEssentials
import Testing

@testable import GraphSimulator

@Suite struct ControlEndpointTests {
    private func simulator(journal: Journal? = nil) throws -> Simulator {
        try Simulator(
            Simulation(seed: 1),
            journal: journal,
            clock: { SimulatedClient.nowSeconds }
        )
    }

    private func call(
        _ simulator: Simulator,
        _ method: String,
        _ target: String,
        _ body: String = ""
    ) -> ControlResponse {
        ControlEndpoint(simulator).respond(
            to: GraphRequest(
                method: method,
                scheme: "http",
                authority: "127.0.0.1",
                target: target,
                body: Array(body.utf8)
            )
        )
    }

    @Test func tenantsAreCreatedAndListedWithTheirCredentials() throws {
        let simulator = try simulator()
        let created = call(
            simulator,
            "POST",
            "/tenants",
            "{\"profile\":\"S\",\"name\":\"Äcme & Söhne\",\"seed\":5}"
        )
        #expect(created.status == 200)
        let tenant = try #require(JSON(created.bytes))
        #expect(tenant["name"] == .string("Äcme & Söhne"))
        #expect(tenant["domains"]?.array.count == 2)
        let list = try #require(JSON(call(simulator, "GET", "/tenants").bytes))
        #expect(list["tenants"]?.array == [tenant])
        #expect(tenant["clientId"]?.string?.utf8.count == 36)
        #expect(tenant["clientSecret"]?.string?.hasPrefix("sim~") == true)
        let other = call(
            simulator,
            "POST",
            "/tenants",
            "{\"profile\":\"S\",\"name\":\"B\",\"seed\":5}"
        )
        let second = try #require(JSON(other.bytes))
        #expect(second["id"] != tenant["id"] && second["clientId"] == tenant["clientId"])
    }

    @Test func namedChangesShowInTheDump() throws {
        let simulator = try simulator()
        _ = call(simulator, "POST", "/tenants", "{\"profile\":\"S\",\"name\":\"Contoso\"}")
        func ids(_ type: String) throws -> [String] {
            try lines(simulator).filter {
                $0["type"]?.string == type && $0["isDeleted"] == .bool(false)
            }
            .compactMap { $0["id"]?.string }
        }
        let group = try ids("group")[1]
        let user = try ids("user")[0]
        func mutate(_ mutation: String) -> Int {
            call(
                simulator,
                "POST",
                "/mutate",
                "{\"tenant\":\"contoso.example\",\"mutation\":{\(mutation)}}"
            ).status
        }
        func line(_ id: String) throws -> JSON? {
            try lines(simulator).first { $0["id"]?.string == id }
        }
        #expect(mutate("\"action\":\"rename\",\"id\":\"\(group)\",\"value\":\"New\"") == 200)
        #expect(try line(group)?["displayName"] == .string("New"))
        #expect(
            mutate(
                "\"action\":\"set\",\"id\":\"\(group)\",\"property\":\"description\",\"value\":null"
            )
                == 200
        )
        #expect(try line(group)?["description"] == .null)
        #expect(
            mutate("\"action\":\"addMembers\",\"id\":\"\(group)\",\"members\":[\"\(user)\"]") == 200
        )
        #expect(try line(group)?["members"]?.array.map { $0["id"]?.string } == [user])
        #expect(mutate("\"action\":\"delete\",\"id\":\"\(user)\"") == 200)
        #expect(try line(group)?["members"]?.array == [])
        #expect(try line(group)?["deletedMembers"]?.array.count == 1)
        #expect(try line(user)?["isDeleted"] == .bool(true))
        #expect(mutate("\"action\":\"restore\",\"id\":\"\(user)\"") == 200)
        #expect(try line(group)?["members"]?.array.count == 1)
        #expect(mutate("\"action\":\"purge\",\"id\":\"\(user)\"") == 200)
        #expect(try line(user) == nil)
        #expect(try line(group)?["members"]?.array == [])
        #expect(mutate("\"action\":\"toggleDynamic\",\"id\":\"\(group)\"") == 200)
        #expect(try line(group)?["groupTypes"]?.array == [.string("DynamicMembership")])
        #expect(
            mutate("\"action\":\"changeMail\",\"id\":\"\(group)\",\"value\":\"n@contoso.example\"")
                == 200
        )
        #expect(try line(group)?["proxyAddresses"]?.array == [.string("SMTP:n@contoso.example")])
        let before = try ids("device").count
        #expect(mutate("\"action\":\"create\",\"kind\":\"device\",\"value\":\"NEW\"") == 200)
        #expect(try ids("device").count == before + 1)
        #expect(mutate("\"action\":\"setSecret\",\"value\":\"other\"") == 200)
        #expect(simulator.simulation.applications[0].secrets == ["other"])
        #expect(mutate("\"action\":\"revokeConsent\",\"permission\":\"User.Read.All\"") == 200)
        #expect(!simulator.simulation.tenants[0].consents.contains(.userReadAll))
        #expect(mutate("\"action\":\"grantConsent\"") == 200)
        #expect(simulator.simulation.tenants[0].consents == Permission.granted)
        #expect(mutate("\"action\":\"rename\",\"id\":\"nobody\",\"value\":\"x\"") == 400)
        #expect(call(simulator, "GET", "/dump?tenant=nobody").status == 400)
        #expect(call(simulator, "GET", "/nonsense").status == 400)
    }

    @Test func aJournalBringsBackTheSameTruth() throws {
        let directory = FileManager.default.temporaryDirectory
            .appending(path: "graph-simulator-\(UInt64.random(in: 0...UInt64.max))")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let path = directory.appending(path: "journal").path
        let first = try simulator(journal: Journal(path: path))
        _ = call(first, "POST", "/tenants", "{\"profile\":\"S\",\"name\":\"Contoso\"}")
        _ = call(first, "POST", "/mutate", "{\"tenant\":\"Contoso\",\"count\":80,\"seed\":4}")
        let data = try #require(FileManager.default.contents(atPath: path))
        #expect(throws: ControlFailure.self) {
            try Simulator(Simulation(seed: 2), journal: Journal(path: path), clock: { 0 })
        }
        // A crash may cut the last line anywhere.
        for cut in [0, 1, 20] {
            var whole = data
            if cut > 0 { whole.append(contentsOf: data.prefix(cut)) }
            try whole.write(to: directory.appending(path: "journal"))
            let second = try simulator(journal: Journal(path: path))
            #expect(
                call(second, "GET", "/dump?tenant=Contoso").bytes
                    == call(first, "GET", "/dump?tenant=Contoso").bytes
            )
            _ = call(second, "POST", "/mutate", "{\"tenant\":\"Contoso\",\"count\":3}")
            let third = try simulator(journal: Journal(path: path))
            #expect(
                call(third, "GET", "/dump?tenant=Contoso").bytes
                    == call(second, "GET", "/dump?tenant=Contoso").bytes
            )
        }
    }

    @Test func contactsAndConfigurationsMatchMostly() throws {
        let simulator = try simulator()
        _ = call(simulator, "POST", "/tenants", "{\"profile\":\"M\",\"name\":\"Contoso\"}")
        func rows(_ target: String) -> [String] {
            String(decoding: call(simulator, "GET", target).bytes, as: UTF8.self)
                .split(separator: "\r\n").map { String($0) }
        }
        let contacts = rows("/contacts?tenant=Contoso&share=0.9&seed=2")
        #expect(contacts[0] == "external_id,first_name,last_name,emails")
        #expect((4_200...5_600).contains(contacts.count))
        #expect(contacts == rows("/contacts?tenant=Contoso&share=0.9&seed=2"))
        #expect(contacts != rows("/contacts?tenant=Contoso&share=0.9&seed=3"))
        #expect(Set(contacts.map { $0.prefix { $0 != "," } }).count == contacts.count)
        let configurations = rows("/configurations?tenant=Contoso")
        #expect(configurations[0] == "external_id,name,hostname,archived")
        #expect((2_500...3_500).contains(configurations.count))
        #expect(rows("/contacts?tenant=Contoso&share=0").count < 400)
        #expect(call(simulator, "GET", "/contacts?tenant=Contoso&share=2").status == 400)
    }

    @Test func aTenantMayBehaveInItsOwnWay() throws {
        let simulator = try simulator()
        func create(_ behavior: String) -> Int {
            let body = "{\"profile\":\"S\",\"name\":\"A\",\"behavior\":\(behavior)}"
            return call(simulator, "POST", "/tenants", body).status
        }
        #expect(create("{\"linksPerPageMax\":9}") == 200)
        var expected = DeltaBehavior()
        expected.linksPerPageMax = 9
        #expect(simulator.simulation.tenants[0].behavior == expected)
        #expect(create("{\"linksPerPageMax\":0}") == 400)
        #expect(simulator.simulation.behavior == DeltaBehavior())
    }

    @Test func requestsAreCounted() throws {
        let simulator = try simulator()
        for path in [
            "/v1.0/groups", "/v1.0/groups", "/v1.0/users/11111111-2222-4333-8444-555555555555",
        ] {
            _ = simulator.respond(
                to: GraphRequest(method: "GET", scheme: "http", authority: "a", target: path)
            )
        }
        let counters = try #require(JSON(call(simulator, "GET", "/counters").bytes))
        #expect(counters["requests"] == .number(3))
        #expect(counters["paths"]?["/v1.0/groups"] == .number(2))
        #expect(counters["paths"]?["/v1.0/users/{id}"] == .number(1))
        _ = call(simulator, "POST", "/latency", "{\"milliseconds\":25}")
        #expect(simulator.latencyMilliseconds == 25)
    }

    private func lines(_ simulator: Simulator) throws -> [JSON] {
        try call(simulator, "GET", "/dump?tenant=Contoso").bytes.split(
            separator: UInt8(ascii: "\n")
        )
        .map { try #require(JSON(Array($0))) }
    }
}
