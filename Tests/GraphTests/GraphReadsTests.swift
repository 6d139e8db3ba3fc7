import Directory
import HTTPClient
import Testing

@testable import Graph

@Suite struct GraphReadsTests {
    @Test func theOrganizationAndItsDomains() async throws {
        let transport = ScriptedTransport([
            .json(
                #"""
                {"value":[{"id":"11112222-3333-4444-5555-666677778888","displayName":"Contoso",
                "tenantType":"AAD","verifiedDomains":[
                {"name":"contoso.onmicrosoft.com","isInitial":true,"isDefault":false},
                {"name":"contoso.com","isInitial":false,"isDefault":true}]}]}
                """#
            )
        ])
        let organization = try await GraphFixture.client(transport).organization()
        #expect(organization.id == GraphFixture.tenant)
        #expect(organization.displayName == "Contoso")
        #expect(organization.hasDeltaQueries)
        #expect(
            organization.verifiedDomains.map(\.name) == ["contoso.onmicrosoft.com", "contoso.com"]
        )
        #expect(organization.verifiedDomains.first(where: \.isDefault)?.name == "contoso.com")
        #expect(organization.verifiedDomains.first(where: \.isInitial)?.isVerified == true)
    }

    /// Rule 31: B2C and external tenants have no delta queries.
    @Test(arguments: [("AAD", true), ("aad", true), ("AAD B2C", false), ("CIAM", false)])
    func onlyWorkforceTenantsHaveDeltaQueries(type: String, hasDeltaQueries: Bool) {
        let organization = GraphOrganization(
            id: GraphFixture.tenant,
            displayName: "",
            tenantType: type,
            verifiedDomains: []
        )
        #expect(organization.hasDeltaQueries == hasDeltaQueries)
    }

    @Test func anEmptyOrganizationIsAnError() async throws {
        let client = try GraphFixture.client(ScriptedTransport([.json(#"{"value":[]}"#)]))
        let error = await #expect(throws: GraphError.self) { try await client.organization() }
        #expect(error?.kind == .data)
    }

    @Test func domainsAreReadPageByPage() async throws {
        let transport = ScriptedTransport([
            .json(
                #"{"value":[{"id":"a.com","isVerified":true}],"@odata.nextLink":"https://graph.test/2"}"#
            ),
            .json(#"{"value":[{"id":"b.com","isVerified":false,"isDefault":true}]}"#),
        ])
        let domains = try await GraphFixture.client(transport).domains()
        #expect(domains.map(\.name) == ["a.com", "b.com"])
        #expect(domains.map(\.isVerified) == [true, false])
        #expect(domains.map(\.isDefault) == [false, true])
        #expect(transport.requests.last?.url == "https://graph.test/2")
    }

    @Test func aListThatDoesNotEndIsAnError() async throws {
        let transport = ScriptedTransport([
            .json(#"{"value":[],"@odata.nextLink":"https://graph.test/again"}"#)
        ])
        let client = try GraphFixture.client(transport)
        let error = await #expect(throws: GraphError.self) { try await client.domains() }
        #expect(error?.kind == .data)
        #expect(transport.requests.count == GraphClient.listPagesMax)
    }

    @Test func membersComeInPages() async throws {
        let id = "5d0e6a54-9d3e-4b60-8f54-00000000000"
        let transport = ScriptedTransport([
            .json(
                #"""
                {"value":[{"@odata.type":"#microsoft.graph.user","id":"\#(id)1"},
                {"@odata.type":"#microsoft.graph.device","id":"\#(id)2","displayName":null}],
                "@odata.nextLink":"https://graph.test/v1.0/groups/x/members?$skiptoken=RFN"}
                """#
            ),
            .json(#"{"value":[{"id":"\#(id)3"}]}"#),
        ])
        let client = try GraphFixture.client(transport)
        let group = try GraphFixture.guid("0b5c2a5e-2b3f-4a53-9a39-6f0d8d9f0001")
        let first = try await client.members(of: group)
        #expect(first.members.map(\.id.text) == ["\(id)1", "\(id)2"])
        #expect(
            first.members.map(\.odataType) == ["#microsoft.graph.user", "#microsoft.graph.device"]
        )
        let link = try #require(first.nextLink)
        let second = try await client.members(of: group, at: link)
        #expect(second.members.count == 1)
        #expect(second.nextLink == nil)
        #expect(
            transport.requests.map(\.url) == [
                "https://graph.test/v1.0/groups/\(group.text)/members?$select=id&$top=999&$count=true",
                link,
            ]
        )
        let error = await #expect(throws: GraphError.self) {
            try await client.members(of: group, at: "https://evil.test/")
        }
        #expect(error?.kind == .forbiddenHost)
    }

    /// Rule 33: the header of an advanced query goes with every page.
    @Test func advancedQueriesStaySo() async throws {
        let transport = ScriptedTransport([
            .json(#"{"value":[],"@odata.nextLink":"https://graph.test/2"}"#),
            .json(#"{"value":[],"@odata.nextLink":"https://graph.test/3"}"#),
            .json(#"{"value":[{"id":"5d0e6a54-9d3e-4b60-8f54-000000000001"}]}"#),
        ])
        let client = try GraphFixture.client(transport)
        #expect(try await client.allMembers(of: GraphFixture.tenant).count == 1)
        let levels = transport.requests.map { $0.headers["ConsistencyLevel"] }
        #expect(levels == ["eventual", "eventual", "eventual"])
    }

    /// Rule 4, for a list: one that leads back to itself is no list.
    @Test func aListOfMembersThatDoesNotEndIsAnError() async throws {
        let transport = ScriptedTransport([
            .json(#"{"value":[],"@odata.nextLink":"https://graph.test/again"}"#)
        ])
        let client = try GraphFixture.client(transport)
        let error = await #expect(throws: GraphError.self) {
            try await client.allMembers(of: GraphFixture.tenant)
        }
        #expect(error?.kind == .data)
        #expect(transport.requests.count == 2)
    }

    @Test func objectsAreLookedUpByTheThousand() async throws {
        let id = "5d0e6a54-9d3e-4b60-8f54-00000000000"
        let transport = ScriptedTransport([
            .json(
                #"""
                {"value":[
                {"@odata.type":"#microsoft.graph.user","id":"\#(id)1","displayName":"U","userType":"Member"},
                {"@odata.type":"#microsoft.graph.group","id":"\#(id)2","displayName":"G"},
                {"@odata.type":"#microsoft.graph.device","id":"\#(id)3","deviceId":"d"},
                {"@odata.type":"#microsoft.graph.servicePrincipal","id":"\#(id)4","displayName":"S"},
                {"@odata.type":"#microsoft.graph.agentUser","id":"\#(id)5","displayName":null}]}
                """#
            ),
            .json(#"{"value":[]}"#),
        ])
        let client = try GraphFixture.client(transport)
        let ids = (1...1001).map { GUID(high: 1, low: $0) }
        let objects = try await client.objects(ids)
        #expect(objects.count == 5)
        guard case .user(let user) = objects[0], case .group(let group) = objects[1],
            case .device(let device) = objects[2],
            case .other(_, let type, let name) = objects[3],
            case .other(let unknownID, let unknownType, let noName) = objects[4]
        else {
            Issue.record("the objects are \(objects)")
            return
        }
        #expect(user.displayName == .value("U"))
        #expect(user.userType == .value("Member"))
        #expect(group.displayName == .value("G"))
        #expect(device.deviceID == .value("d"))
        #expect(type == "#microsoft.graph.servicePrincipal")
        #expect(name == .value("S"))
        #expect(unknownID.text == "\(id)5")
        #expect(unknownType == "#microsoft.graph.agentUser")
        #expect(noName == .null)
        let bodies = transport.requests.map { String(decoding: $0.body, as: UTF8.self) }
        #expect(transport.requests.allSatisfy { $0.method == .post })
        #expect(bodies.map { $0.split(separator: ",").count } == [1000, 1])
        #expect(bodies[1] == #"{"ids":["\#(GUID(high: 1, low: 1001).text)"]}"#)
        #expect(transport.requests[0].headers["Content-Type"] == "application/json")
        #expect(try await client.objects([]).isEmpty)
    }
}
