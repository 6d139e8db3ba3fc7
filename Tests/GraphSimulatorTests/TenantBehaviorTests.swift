import struct Directory.GUID
import Testing

@testable import GraphSimulator

/// What changes with time, and what differs from tenant to tenant.
@Suite struct TenantBehaviorTests {
    private static let users = "/users/delta?$select=displayName"
    private static let groups = "/groups/delta?$select=displayName,members"

    private func client(_ change: (inout DeltaBehavior) -> Void) throws -> FaultClient {
        var behavior = SimulatedClient.exact
        change(&behavior)
        return try FaultClient(behavior: behavior)
    }

    private func news(_ client: FaultClient, _ link: inout String) throws -> [JSON] {
        let pages = client.pages(link)
        link = try #require(pages.last?.deltaLink)
        return pages.flatMap(\.values)
    }

    /// Rule 13: a delta link is good for seven days, and what follows is 400 or 410.
    @Test(arguments: [false, true])
    func deltaLinksExpire(isGone: Bool) throws {
        var client = try client { $0.expiryIsGone = isGone }
        let link = try #require(client.get(Self.users).deltaLink)
        client.simulator.advanceClock(seconds: 7 * 86_400)
        try client.signIn()
        #expect(client.get(link).status == 200)
        client.simulator.advanceClock(seconds: 1)
        let expired = client.get(link)
        #expect(expired.status == (isGone ? 410 : 400))
        #expect(expired.errorCode == "syncStateNotFound")
    }

    /// Rule 13: a page link is good for much less.
    @Test func pageLinksExpire() throws {
        let client = try client {
            $0.objectsPerPageMax = 5
            $0.pageTokenSeconds = 60
        }
        let link = try #require(client.get(Self.users).nextLink)
        client.simulator.advanceClock(seconds: 60)
        let next = try #require(client.get(link).nextLink)
        client.simulator.advanceClock(seconds: 1)
        #expect(client.get(link).errorCode == "Directory_ExpiredPageToken")
        #expect(client.get(next).status == 200)
    }

    /// Rule 14: a security group is gone at once, or comes back.
    @Test(arguments: [false, true])
    func aSecurityGroupIsDeletedSoftlyOrHard(isHard: Bool) throws {
        let client = try client { $0.hardDeletesSecurityGroups = isHard }
        var link = try #require(client.pages(Self.groups).last?.deltaLink)
        try client.mutate(.delete, .group, 1)
        let removed = try news(client, &link).first { $0["id"]?.string == client.id(.group, 1) }
        #expect(removed?["@removed"]?["reason"] == .string(isHard ? "deleted" : "changed"))
        try client.mutate(.restore, .group, 1)
        #expect(try news(client, &link).isEmpty == isHard)
    }

    /// Rule 14: a restored user is reported, or not where `$select` leaves out what has changed.
    @Test(arguments: [false, true])
    func aRestoredUserMayGoUnreported(isHidden: Bool) throws {
        let client = try client { $0.hidesRestoredUsers = isHidden }
        var link = try #require(client.pages(Self.users).last?.deltaLink)
        try client.mutate(.delete, .user, 3)
        #expect(try news(client, &link).count == 1)
        try client.mutate(.restore, .user, 3)
        #expect(try news(client, &link).isEmpty == isHidden)
        let full = client.pages(Self.users).flatMap(\.values)
        #expect(full.contains { $0["id"]?.string == client.id(.user, 3) })
    }

    /// Rule 14: a device may come back.
    @Test func aDeviceMayBeDeletedSoftly() throws {
        let client = try client { $0.softDeletesDevices = true }
        var link = try #require(client.pages("/devices/delta?$select=id").last?.deltaLink)
        try client.mutate(.delete, .device, 2)
        let reason = try news(client, &link).first?["@removed"]?["reason"]
        #expect(reason == .string("changed"))
        try client.mutate(.restore, .device, 2)
        #expect(try news(client, &link).first?["id"]?.string == client.id(.device, 2))
    }

    /// Rule 15: delta and other reads show a change at different times.
    @Test func changesBecomeVisibleLate() throws {
        let client = try client {
            $0.deltaLagSeconds = 300
            $0.readLagSeconds = 60
        }
        var link = try #require(client.pages(Self.groups).last?.deltaLink)
        var mutation = Mutation(.create, value: .text("Fresh"))
        mutation.kind = "group"
        let fresh = try client.simulator.apply(.mutate(tenant: client.tenant.id.text, mutation))[0]
        try client.mutate(.delete, .group, 3)
        #expect(client.get("/groups/\(fresh)").status == 404)
        #expect(client.get("/groups/\(client.id(.group, 3))").status == 200)
        #expect(try news(client, &link).isEmpty)
        client.simulator.advanceClock(seconds: 60)
        #expect(client.get("/groups/\(fresh)").status == 200)
        #expect(client.get("/groups/\(client.id(.group, 3))").status == 404)
        #expect(try news(client, &link).isEmpty)
        client.simulator.advanceClock(seconds: 240)
        let told = Set(try news(client, &link).compactMap { $0["id"]?.string })
        #expect(told == [fresh, client.id(.group, 3)])
    }

    /// Rule 15: each read may be answered by another replica.
    @Test func someReadsAreStale() throws {
        let client = try client {
            $0.readLagSeconds = 60
            $0.staleReadShare = 0.5
        }
        try client.mutate(.delete, .group, 3)
        let statuses = (0..<100).map { _ in client.get("/groups/\(client.id(.group, 3))").status }
        #expect((25...75).contains(statuses.count { $0 == 200 }))
        #expect(Set(statuses) == [200, 404])
    }

    /// Rule 16: members of a dynamic group move some minutes after their attributes; a pause freezes them.
    @Test func dynamicGroupsFollowLate() throws {
        let client = try client { $0.dynamicDelaySeconds = 300 }
        func hasUser(_ group: Int) -> Bool {
            let key = ObjectKey(kind: .user, ordinal: 5)
            return client.tenant.links(ofGroup: group).contains(key)
        }
        let frozen = hasUser(14)
        for department in ["Finance", "Sales", "Support"] {
            try client.set("department", of: 5, to: .text(department))
            try client.set("accountEnabled", of: 5, to: .bool(true))
            let before = hasUser(12)
            client.simulator.advanceClock(seconds: 299)
            _ = client.get("/organization")
            #expect(hasUser(12) == before)
            client.simulator.advanceClock(seconds: 1)
            _ = client.get("/organization")
            #expect(hasUser(12) == (department == "Sales"))
            #expect(hasUser(14) == frozen)
        }
    }

    /// Rule 16: the rules that are understood.
    @Test func rulesAreConjunctions() throws {
        let sales = #"(user.department -eq "Sales") and (user.accountEnabled -eq true)"#
        let rule = try #require(DynamicRule(sales))
        #expect(rule.kind == .user)
        #expect(rule.values == ["department": "Sales", "accountEnabled": "true"])
        #expect(DynamicRule(#"(device.deviceOSType -eq "Windows")"#)?.kind == .device)
        #expect(DynamicRule("user.memberof -any (group.objectId -in ['x'])") == nil)
        #expect(DynamicRule(#"user.a -eq "b" and device.c -eq "d""#) == nil)
    }

    /// Rules 13 and 19: tokens end, secrets end, tenants go.
    @Test func whatIsGoodTodayEnds() throws {
        var client = try client { $0.accessTokenSeconds = 90 }
        #expect(client.requestToken().json?["expires_in"] == .number(90))
        client.simulator.advanceClock(seconds: 90)
        #expect(client.get("/groups").errorCode == "InvalidAuthenticationToken")
        try client.signIn()
        #expect(client.get("/groups").status == 200)

        var expiry = Mutation(.expireSecret)
        expiry.seconds = 60
        try client.simulator.apply(.mutate(tenant: client.tenant.id.text, expiry))
        #expect(client.requestToken().status == 200)
        client.simulator.advanceClock(seconds: 60)
        #expect(client.requestToken().json?["error_codes"]?.array == [.number(7_000_222)])

        try client.simulator.apply(.mutate(tenant: client.tenant.id.text, Mutation(.vanish)))
        #expect(client.requestToken().json?["error_codes"]?.array == [.number(90_002)])
        #expect(client.get("/groups").status == 401)
        try client.simulator.apply(.mutate(tenant: client.tenant.id.text, Mutation(.reappear)))
        #expect(client.requestToken().json?["error_codes"]?.array == [.number(7_000_222)])
    }

    /// Rule 19: a tenant of Azure AD B2C says what it is, and has no delta.
    @Test func aConsumerTenantHasNoDelta() throws {
        let client = try client { $0.isConsumerTenant = true }
        let organization = client.get("/organization").values.first
        #expect(organization?["tenantType"] == .string("AAD B2C"))
        #expect(client.get(Self.users).errorCode == "Request_UnsupportedQuery")
        #expect(client.get("/users").status == 200)
    }

    /// Rule 19: a kind that nobody knows is a member like others.
    @Test func membersMayBeOfAnUnknownKind() throws {
        let client = try client { _ in }
        var creation = Mutation(.create)
        creation.kind = "agentUser"
        let tenant = client.tenant.id.text
        let agent = try client.simulator.apply(.mutate(tenant: tenant, creation))[0]
        var addition = Mutation(.addMembers, id: client.id(.group, 1))
        addition.members = [agent]
        try client.simulator.apply(.mutate(tenant: tenant, addition))
        let members = client.pages(Self.groups).flatMap(\.values)
            .flatMap { $0["members@delta"]?.array ?? [] }
        let found = members.first { $0["id"]?.string == agent }
        #expect(found?["@odata.type"] == .string("#microsoft.graph.agentUser"))
    }

    /// Rule 20: time passes at the control port, with changes in every hour.
    @Test func theClockIsPutForward() throws {
        let client = try client { _ in }
        let before = client.tenant.sequence
        let answer = ControlEndpoint(client.simulator).respond(
            to: GraphRequest(
                method: "POST",
                scheme: "http",
                authority: "c",
                target: "/clock",
                body: Array(#"{"advanceSeconds":10900,"churnPerHour":20}"#.utf8)
            )
        )
        #expect(JSON(answer.bytes)?["now"] == .string("2025-10-09T11:55:00Z"))
        #expect(client.simulator.nowSeconds == SimulatedClient.nowSeconds + 10_900)
        #expect(client.tenant.sequence > before + 20)
    }
}
