import Directory
import TestSupport
import Testing

@testable import Graph

@Suite struct DeltaPageTests {
    static func groups(_ text: String) throws -> [GraphGroup] {
        let page = try DeltaPage(.groups, body: Array(text.utf8))
        guard case .groups(let groups) = page.objects else { return [] }
        return groups
    }

    /// Rules 1 and 3: links come out as they went in.
    @Test func linksAreVerbatim() throws {
        let page = try DeltaPage(.groups, body: Array(GraphFixture.groupsPage.utf8))
        #expect(
            page.links.nextLink
                == "https://graph.test/v1.0/groups/delta?$skiptoken=7qB0pfm1Zk3vXy_%2F~'()"
        )
        #expect(page.links.deltaLink == nil)
        #expect(page.objects.count == 5)
    }

    /// Rule 11: absent, null and value are three things.
    @Test func keyPresenceIsKept() throws {
        let groups = try DeltaPageTests.groups(GraphFixture.groupsPage)
        let first = try #require(groups.first)
        #expect(first.id.text == "0b5c2a5e-2b3f-4a53-9a39-6f0d8d9f0001")
        #expect(first.displayName == .value("Tutti à 😀 \"quoted\" / 日本"))
        #expect(first.description == .null)
        #expect(first.mail == .value("all@contoso.com"))
        #expect(first.mailEnabled == .value(false))
        #expect(first.mailNickname == .absent)
        #expect(first.securityEnabled == .value(true))
        #expect(first.groupTypes == .value(["Unified", "DynamicMembership"]))
        #expect(first.created == .value(Timestamp(milliseconds: 1_615_545_374_000)))
        #expect(first.isAssignableToRole == .null)
        #expect(first.removal == nil)
        let last = try #require(groups.last)
        #expect(last.displayName == .value(""))
        #expect(last.groupTypes == .value([]))
        #expect(last.members.isEmpty)
    }

    /// Rules 7, 8 and 10: order, removals and types of members.
    @Test func membersKeepOrderTypeAndRemoval() throws {
        let members = try #require(DeltaPageTests.groups(GraphFixture.groupsPage).first).members
        let prefix = "5d0e6a54-9d3e-4b60-8f54-00000000000"
        #expect(members.map(\.id.text) == [1, 2, 1, 3, 4].map { "\(prefix)\($0)" })
        #expect(members.map(\.isRemoved) == [false, false, true, false, false])
        #expect(
            members.map(\.odataType) == [
                "#microsoft.graph.user", "#microsoft.graph.device", "#microsoft.graph.user",
                "#microsoft.graph.agentIdentity", "",
            ]
        )
    }

    /// Rule 15: the reason tells what can be restored; an unknown one destroys nothing.
    @Test func removalsHaveAReason() throws {
        let groups = try DeltaPageTests.groups(GraphFixture.groupsPage)
        #expect(groups.map(\.removal) == [nil, .changed, .deleted, .changed, nil])
    }

    @Test func slicesOfOneObjectAreJoined() throws {
        let id = "5d0e6a54-9d3e-4b60-8f54-000000000001"
        let groups = try DeltaPageTests.groups(
            #"{"value":[{"members@delta":[{"id":"\#(id)"}],"id":"\#(id)","members@delta":[{"id":"\#(id)"}]}]}"#
        )
        #expect(groups.first?.members.count == 2)
    }

    @Test func usersAndDevices() throws {
        let id = "5d0e6a54-9d3e-4b60-8f54-000000000001"
        let users = try DeltaPage(
            .users,
            body: Array(
                #"""
                {"value":[{"id":"\#(id)","displayName":"A","givenName":null,"surname":"B",
                "userPrincipalName":"a@b","mail":"m","proxyAddresses":["SMTP:a@b","smtp:c@d"],
                "userType":"Guest","accountEnabled":true},{"id":"\#(id)","@removed":{}}],
                "@odata.deltaLink":"d"}
                """#.utf8
            )
        )
        guard case .users(let list) = users.objects else {
            Issue.record("a page of users holds users")
            return
        }
        #expect(users.links == DeltaLinks(deltaLink: "d"))
        #expect(list[0].givenName == .null)
        #expect(list[0].surname == .value("B"))
        #expect(list[0].proxyAddresses == .value(["SMTP:a@b", "smtp:c@d"]))
        #expect(list[0].userType == .value("Guest"))
        #expect(list[0].accountEnabled == .value(true))
        #expect(list[1].removal == .changed)
        let devices = try DeltaPage(
            .devices,
            body: Array(
                #"{"value":[{"id":"\#(id)","deviceId":"x","operatingSystem":"Windows","trustType":null}]}"#
                    .utf8
            )
        )
        guard case .devices(let machines) = devices.objects else {
            Issue.record("a page of devices holds devices")
            return
        }
        #expect(machines[0].deviceID == .value("x"))
        #expect(machines[0].operatingSystem == .value("Windows"))
        #expect(machines[0].trustType == .null)
        #expect(machines[0].operatingSystemVersion == .absent)
    }

    /// Rule 21: a page that is cut off anywhere is an error before any of it is used.
    @Test func everyTruncationIsMalformed() {
        let whole = Array(GraphFixture.groupsPage.utf8)
        for count in 0..<whole.count {
            let error = #expect(throws: JSONError.self, "at byte \(count)") {
                try DeltaPage(.groups, body: Array(whole.prefix(count)))
            }
            guard case .malformed = error else {
                Issue.record("a page cut at byte \(count) is \(String(describing: error))")
                return
            }
        }
    }

    /// Whatever the bytes, a page is parsed or refused; it never traps.
    @Test(arguments: [1, 2, 3] as [UInt64])
    func noMutationTraps(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let whole = Array(GraphFixture.groupsPage.utf8)
        let interesting = Array("{}[]\",:0-nt\\\u{0}".utf8) + [0xFF]
        var refusedCount = 0
        for _ in 0..<2000 {
            var text = whole
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let position = Int.random(in: text.indices, using: &random)
                if let byte = interesting.randomElement(using: &random) { text[position] = byte }
            }
            do {
                let page = try DeltaPage(.groups, body: text)
                #expect(page.objects.count >= 0)
            } catch {
                refusedCount += 1
            }
        }
        #expect(refusedCount > 0, "seed \(seed)")
    }

    @Test(arguments: [
        #"{}"#, #"[]"#, #"{"value":{}}"#, #"{"value":[1]}"#, #"{"value":[{}]}"#,
        #"{"value":[{"id":"x"}]}"#, #"{"value":[{"id":null}]}"#,
        #"{"value":[{"id":"5d0e6a54-9d3e-4b60-8f54-000000000001","displayName":1}]}"#,
        #"{"value":[{"id":"5d0e6a54-9d3e-4b60-8f54-000000000001","mailEnabled":"yes"}]}"#,
        #"{"value":[{"id":"5d0e6a54-9d3e-4b60-8f54-000000000001","groupTypes":[1]}]}"#,
        #"{"value":[{"id":"5d0e6a54-9d3e-4b60-8f54-000000000001","createdDateTime":"today"}]}"#,
        #"{"value":[{"id":"5d0e6a54-9d3e-4b60-8f54-000000000001","members@delta":{}}]}"#,
        #"{"value":[{"id":"5d0e6a54-9d3e-4b60-8f54-000000000001","members@delta":[{}]}]}"#,
        #"{"value":[{"id":"5d0e6a54-9d3e-4b60-8f54-000000000001","members@delta":[{"id":"x"}]}]}"#,
        #"{"value":[],"@odata.nextLink":7}"#, #"{"value":[],"@odata.deltaLink":""}"#,
    ])
    func whatIsNoPageIsUnexpected(text: String) {
        let error = #expect(throws: JSONError.self) {
            try DeltaPage(.groups, body: Array(text.utf8))
        }
        guard case .unexpected = error else {
            Issue.record("\(text) is \(String(describing: error))")
            return
        }
    }

    /// Rule 34: JSON keys are compared exactly.
    @Test func aLinkUnderAnotherKeyIsNoLink() throws {
        let page = try DeltaPage(
            .groups,
            body: Array(#"{"value":[],"@odata.deltalink":"x"}"#.utf8)
        )
        #expect(page.links == DeltaLinks())
    }
}
