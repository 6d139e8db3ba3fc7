import struct Directory.GUID
import Testing

@testable import GraphSimulator

@Suite struct GraphEndpointTests {
    /// Rule 3: listings go on to their end, each object once.
    @Test(arguments: [ObjectKind.user, .group, .device])
    func listingsPageThroughEveryLiveObject(kind: ObjectKind) throws {
        var client = try SimulatedClient()
        let live = (0..<client.tenant.count(of: kind)).filter {
            client.tenant.isLive(ObjectKey(kind: kind, ordinal: $0))
        }
        for top in ["", "&$top=1", "&$top=7", "&$top=999"] {
            let answers = try client.pages("/\(kind.collectionName)?$select=id\(top)")
            let ids = answers.flatMap(\.values).compactMap { $0["id"]?.string }
            #expect(ids == live.map { client.id(kind, $0) })
        }
        #expect(client.get("/\(kind.collectionName)?$top=1000").status == 400)
        let count = client.get(
            "/\(kind.collectionName)/$count",
            headers: [("ConsistencyLevel", "eventual")]
        )
        #expect(String(decoding: count.response.body, as: UTF8.self) == "\(live.count)")
        #expect(count.response.header("content-type") == "text/plain")
    }

    /// Rule 4: a selection is strict on listings, and what is unset is null.
    @Test func listingsShowWhatWasSelected() throws {
        var client = try SimulatedClient()
        let strict = client.get("/groups?$select=displayName")
        #expect(strict.values.allSatisfy { $0.keys == ["displayName"] })
        let whole = client.get("/groups/\(client.id(.group, 20))")
        #expect(whole.json?["description"] == .string(""))
        #expect(whole.json?["mail"] == .null)
        #expect(
            whole.json?["@odata.context"]?.string
                == "https://\(SimulatedClient.authority)/v1.0/$metadata#groups/$entity"
        )
        let user = client.get("/users/\(client.id(.user, 2))")
        #expect(user.json?["accountEnabled"] == nil)
        let selected = client.get(
            "/users/\(client.id(.user, 2))?$select=id,accountEnabled,userType"
        )
        #expect(selected.json?["accountEnabled"] != nil && selected.json?["displayName"] == nil)
        let name = try #require(user.json?["userPrincipalName"]?.string)
        #expect(client.get("/users/\(name)").json?["id"] == user.json?["id"])
    }

    /// Rule 3: members by page, cast and count; rule 17 of the same list: service principals are
    /// left out of a plain listing.
    @Test func membersAreListedCastAndCounted() throws {
        var client = try SimulatedClient()
        let eventual = [(name: "ConsistencyLevel", value: "eventual")]
        for ordinal in [0, 1, 2, 3, 4, 9, 11, 13, 25] {
            let links = client.tenant.links(ofGroup: ordinal)
            let live = links.members.filter { client.tenant.isLive($0) }
            let path = "/groups/\(client.id(.group, ordinal))/members"
            let shown = live.filter { $0.kind != .servicePrincipal }
            let ids = try client.pages("\(path)?$select=id&$top=3").flatMap(\.values)
                .compactMap { $0["id"]?.string }
            #expect(ids == shown.map { client.tenant.guid(of: $0).text })
            let advanced = try client.pages("\(path)?$count=true", headers: eventual)
            #expect(advanced.flatMap(\.values).count == live.count)
            #expect(advanced[0].json?["@odata.count"] == .number(Double(live.count)))
            let users = try client.pages(
                "\(path)/microsoft.graph.user?$count=true",
                headers: eventual
            )
            #expect(users.flatMap(\.values).count == live.count { $0.kind == .user })
            #expect(client.get("\(path)/$count").status == 400)
            let count = client.get("\(path)/microsoft.graph.user/$count", headers: eventual)
            #expect(
                String(decoding: count.response.body, as: UTF8.self)
                    == "\(live.count { $0.kind == .user })"
            )
        }
    }

    @Test func withoutPermissionMembersAreLimitedInformation() throws {
        var client = try SimulatedClient()
        client.simulation.tenants[0].consents = [.groupMemberReadAll]
        try client.signIn()
        let members = client.get("/groups/\(client.id(.group, 3))/members").values
        let live = client.tenant.links(ofGroup: 3).members.filter { client.tenant.isLive($0) }
        #expect(members.count == live.count && live.count >= 18)
        for member in members {
            #expect(member["@odata.type"] == .string("#microsoft.graph.user"))
            #expect(member["id"]?.string != nil)
            #expect(member["displayName"] == .null && member["mail"] == .null)
        }
    }

    @Test func permissionsAreOfTheTokenAndOfTheTenant() throws {
        var client = try SimulatedClient()
        #expect(client.get("/users").status == 200)
        client.simulation.tenants[0].consents.remove(.userReadAll)
        let denied = client.get("/users/delta")
        #expect(denied.status == 403 && denied.errorCode == "Authorization_RequestDenied")
        #expect(client.get("/groups/delta").status == 200)
        client.simulation.tenants[0].consents = []
        try client.signIn()
        for path in ["/users", "/groups", "/devices", "/organization", "/domains"] {
            #expect(client.get(path).status == 403)
        }
        client.simulation.tenants[0].consents = [.directoryReadAll]
        try client.signIn()
        for path in ["/users", "/groups", "/devices", "/organization", "/domains"] {
            #expect(client.get(path).status == 200)
        }
    }

    @Test func hiddenMembershipNeedsItsOwnPermission() throws {
        var client = try SimulatedClient(behavior: SimulatedClient.exact)
        let hidden = client.id(.group, 17)
        func members(_ client: inout SimulatedClient) throws -> JSON? {
            try client.pages("/groups/delta?$select=visibility,members").flatMap(\.values)
                .first { $0["id"]?.string == hidden }?["members@delta"]
        }
        #expect(try members(&client) != nil)
        #expect(client.get("/groups/\(hidden)/members").status == 200)
        client.simulation.tenants[0].consents.remove(.memberReadHidden)
        #expect(try members(&client) == nil)
        #expect(client.get("/groups/\(hidden)/members").status == 403)
    }

    @Test func tokensThatDoNotHoldAreRefused() throws {
        var client = try SimulatedClient()
        let good = client.accessToken
        for bad in ["", "nonsense", "a.b.c", good + "x", String(good.dropLast(4))] {
            client.accessToken = bad
            let answer = client.get("/groups")
            #expect(answer.status == 401 && answer.errorCode == "InvalidAuthenticationToken")
        }
        let request = GraphRequest(
            method: "GET",
            scheme: "https",
            authority: SimulatedClient.authority,
            target: "/v1.0/groups",
            headers: [("Authorization", "Bearer \(good)")]
        )
        let lifetime = client.tenant.behavior.accessTokenSeconds
        let expiry = SimulatedClient.nowSeconds + lifetime
        #expect(client.send(request, atSeconds: expiry - 1).status == 200)
        #expect(client.send(request, atSeconds: expiry).status == 401)
    }

    @Test func organizationDomainsAndDeletedItems() throws {
        var client = try SimulatedClient()
        let organization = try #require(client.get("/organization").values.first)
        #expect(organization["id"]?.string == client.tenant.id.text)
        #expect(organization["displayName"] == .string("Contoso"))
        #expect(client.get("/domains").values.map { $0["id"]?.string } == client.tenant.domains)
        let deleted = client.get("/directory/deletedItems/microsoft.graph.group").values
        #expect(deleted.map { $0["id"]?.string } == [client.id(.group, 28)])
        #expect(deleted.first?["deletedDateTime"]?.string != nil)
        client.change { $0.delete(ObjectKey(kind: .user, ordinal: 1), atSeconds: 86_400) }
        let users = client.get(
            "/directory/deletedItems/microsoft.graph.user?$select=id,deletedDateTime"
        )
        let user = try #require(users.values.first { $0["id"]?.string == client.id(.user, 1) })
        #expect(user["deletedDateTime"] == .string("1970-01-02T00:00:00Z"))
    }

    @Test func objectsAreFoundByTheirIdentifiers() throws {
        var client = try SimulatedClient()
        let known = [client.id(.user, 1), client.id(.device, 2), client.id(.group, 3)]
        let ids = (known + ["11111111-2222-4333-8444-555555555555"]).map { "\"\($0)\"" }
            .joined(separator: ",")
        let all = client.post("/directoryObjects/getByIds", "{\"ids\":[\(ids)]}")
        #expect(all.values.compactMap { $0["id"]?.string } == known)
        let users = client.post(
            "/directoryObjects/microsoft.graph.getByIds",
            "{\"ids\":[\(ids)],\"types\":[\"user\",\"device\"]}"
        )
        #expect(users.values.count == 2)
        let many = Array(repeating: "\"\(known[0])\"", count: 1_001).joined(separator: ",")
        #expect(client.post("/directoryObjects/getByIds", "{\"ids\":[\(many)]}").status == 400)
        #expect(client.post("/directoryObjects/getByIds", "nonsense").status == 400)
    }

    /// Rule 5: the headers and the error body.
    @Test func everyAnswerCarriesTheHeadersOfGraph() throws {
        var client = try SimulatedClient()
        let mine = [(name: "client-request-id", value: "11111111-2222-4333-8444-555555555555")]
        for (path, status) in [("/groups?$top=1", 200), ("/groups/none", 404), ("/nonsense", 400)] {
            let answer = client.get(path, headers: mine)
            #expect(answer.status == status)
            #expect(answer.response.header("request-id")?.utf8.count == 36)
            #expect(answer.response.header("client-request-id") == mine[0].value)
            #expect(answer.response.header("OData-Version") == "4.0")
            #expect(answer.response.header("Cache-Control") == "no-cache")
            #expect(answer.response.header("x-ms-ags-diagnostic")?.contains("ServerInfo") == true)
            #expect(answer.response.header("Strict-Transport-Security") != nil)
            guard status != 200 else {
                #expect(answer.response.header("x-ms-resource-unit") == "1")
                #expect(
                    answer.response.header("content-type")?.hasPrefix("application/json;odata")
                        == true
                )
                continue
            }
            let inner = answer.json?["error"]?["innerError"]
            #expect(inner?["date"] == .string("2025-10-09T08:53:20"))
            #expect(inner?["client-request-id"]?.string == mine[0].value)
            #expect(inner?["request-id"]?.string == answer.response.header("request-id"))
            #expect(answer.json?["error"]?["message"]?.string?.isEmpty == false)
        }
        #expect(
            client.get("/groups/\(client.id(.user, 1))").errorCode == "Request_ResourceNotFound"
        )
    }

    @Test func oneRequestHasOneAnswer() throws {
        var first = try SimulatedClient(profile: .medium, seed: 9)
        var second = try SimulatedClient(profile: .medium, seed: 9)
        for path in ["/groups/delta?$select=id,members", "/users?$top=999", "/devices"] {
            #expect(first.get(path).response.body == second.get(path).response.body)
        }
    }
}
