import Client
import Directory
import Testing
import Wire

@testable import Server

/// Users, user groups and access lists as a running service has them: what is changed holds from the reply on.
@Suite struct UsersTests {
    @Test("Lists follow at once: rows 4, 65 and 90")
    func whatIsSeenFollowsEachChangeAtOnce() throws {
        let fixture = try AccessFixture(seed: 5)
        let all = fixture.plan.groups.filter { $0.kind == .security }
        try fixture.put("eve", .readOnly)
        let eve = try fixture.client("eve")
        #expect(try fixture.rows(.security, eve).count == all.count)
        #expect(try fixture.rows(.security, eve).allSatisfy { !$0.restricted })

        try fixture.restrict([all[0], all[1]], to: ["admin"])
        #expect(try fixture.rows(.security, eve).count == all.count - 2)
        try fixture.putGroup("few", users: ["eve"])
        try fixture.restrict([all[0]], to: [], userGroups: ["few"])
        let seen = try fixture.rows(.security, eve)
        #expect(seen.count == all.count - 1)
        #expect(seen.first { $0.id == all[0].publicID.text }?.restricted == true)

        try fixture.putGroup("few", users: ["eve"], denies: [.security])
        #expect(try fixture.rows(.security, eve).isEmpty)
        #expect(try !fixture.rows(.microsoft365, eve).isEmpty)
        try fixture.putGroup("few", users: [])
        #expect(try fixture.rows(.security, eve).count == all.count - 2)

        try fixture.restrict(all, to: nil)
        #expect(try fixture.rows(.security, eve).count == all.count)
        try fixture.put("eve", .readOnly) { $0.allOrganizations = false }
        #expect(
            AccessFixture.reason { _ = try fixture.rows(.security, eve) } == "NOT_FOUND"
        )
        try fixture.put("eve", .readOnly) { $0.disabled = true }
        #expect(
            AccessFixture.reason { _ = try fixture.rows(.security, eve) } == "ROLE_INSUFFICIENT"
        )
    }

    @Test("Who sees a group and through what: row 65")
    func accessTellsWhoSeesAGroupAndThroughWhat() throws {
        let fixture = try AccessFixture(seed: 5)
        let group = fixture.plan.groups[0]
        try fixture.put("carl", .clientUser) { $0.organizationIDs = ["contoso"] }
        try fixture.put("dora", .lite) { $0.organizationIDs = ["contoso"] }
        try fixture.put("eve", .creator)
        try fixture.put("fred", .readOnly) { $0.allOrganizations = false }
        try fixture.putGroup("few", users: ["dora", "eve"])
        let request = V1.GetAccessRequest { $0.id = group.publicID.text }
        let eve = try fixture.client("eve")
        var reply = try eve.call(V1.GroupsService.getAccess, request)
        #expect(reply.viewers.map(\.userID) == ["admin", "carl", "dora", "eve"])
        #expect(reply.access?.restricted == false)
        #expect(reply.viewers.last?.grants.map(\.through) == [.organization])

        // A creator may set it.
        try fixture.restrict([group], to: ["eve", "carl"], userGroups: ["few"], by: eve)
        reply = try eve.call(V1.GroupsService.getAccess, request)
        #expect(reply.access?.userIDs == ["carl", "eve"])
        #expect(reply.viewers.map(\.userID) == ["admin", "carl", "dora", "eve"])
        #expect(
            reply.viewers.map { $0.grants.map(\.through) } == [
                [.administrator], [.listed], [.userGroup], [.listed, .userGroup],
            ]
        )
        #expect(reply.viewers[2].grants.map(\.userGroupID) == ["few"])
        // A client user sees of it only client users.
        let carl = try fixture.client("carl").call(V1.GroupsService.getAccess, request)
        #expect(carl.viewers.map(\.userID) == ["carl"])
        #expect(carl.access?.userIDs == ["carl"])
        #expect(carl.access?.userGroupIDs == [])
        // A reader may not set it.
        let dora = try fixture.client("dora")
        #expect(
            AccessFixture.reason { try fixture.restrict([group], to: [], by: dora) }
                == "ROLE_INSUFFICIENT"
        )
    }

    @Test func eachGroupOfASettingHasAResultOfItsOwnUnlessItIsAtomic() throws {
        let fixture = try AccessFixture(seed: 5)
        let group = fixture.plan.groups[0]
        let unknown = "0f0f0f0f-0000-8000-8000-00000000abcd"
        var request = V1.SetAccessRequest {
            $0.ids = [group.publicID.text, unknown, "no id", group.publicID.text]
            $0.access = V1.GroupAccess { $0.restricted = true }
        }
        request.atomic = true
        #expect(
            AccessFixture.reason {
                _ = try fixture.administrator.call(V1.GroupsService.setAccess, request)
            } == "NOT_FOUND"
        )
        request.atomic = false
        var reply = try fixture.administrator.call(V1.GroupsService.setAccess, request)
        #expect(reply.results.map(\.changed) == [true, false, false, false])
        #expect(reply.results.map(\.reason) == ["", "NOT_FOUND", "FIELD_INVALID", ""])
        let revision = reply.revision
        reply = try fixture.administrator.call(V1.GroupsService.setAccess, request)
        #expect(reply.results.allSatisfy { !$0.changed })
        #expect(reply.revision == revision)
        request.access?.userIDs = ["nobody"]
        #expect(
            AccessFixture.reason {
                _ = try fixture.administrator.call(V1.GroupsService.setAccess, request)
            } == "NOT_FOUND"
        )
    }

    @Test("Client users see their organization, which can be switched off: row 12")
    func clientUsersSeeTheirOrganizationUnlessItIsSwitchedOff() throws {
        let fixture = try AccessFixture(seed: 5)
        try fixture.put("carl", .clientUser) { $0.organizationIDs = ["contoso"] }
        let carl = try fixture.client("carl")
        #expect(try !fixture.rows(.security, carl).isEmpty)
        let hide = { (visibility: V1.ClientVisibility) in
            _ = try fixture.administrator.call(
                V1.OrganizationsService.put,
                V1.PutOrganizationRequest {
                    $0.organization = V1.Organization {
                        $0.id = "contoso"
                        $0.name = "Contoso"
                        $0.clientVisibility = visibility
                    }
                }
            )
        }
        let reason = { AccessFixture.reason { _ = try fixture.rows(.security, carl) } }
        try hide(.hidden)
        #expect(reason() == "NOT_FOUND")
        #expect(try !fixture.rows(.security, fixture.administrator).isEmpty)
        try hide(.accountDefault)
        #expect(reason() == "")
        let setDefault = { (areShown: Bool) in
            _ = try fixture.administrator.call(
                V1.AccountService.update,
                V1.UpdateAccountRequest {
                    $0.account = V1.AccountSettings { $0.clientUsersSeeGroups = areShown }
                }
            )
        }
        try setDefault(false)
        #expect(reason() == "NOT_FOUND")
        try hide(.shown)
        #expect(reason() == "")
        // Left out, it stays as it is.
        try hide(.unspecified)
        #expect(reason() == "")
    }

    @Test func whatAUserIsMustBePossible() throws {
        let fixture = try AccessFixture(seed: 5)
        for number in 0..<6 { try fixture.administrator.putOrganization("o\(number)") }
        let six = (0..<6).map { "o\($0)" }
        let put = { (role: V1.Role, change: @escaping (inout V1.User) -> Void) in
            AccessFixture.reason { try fixture.put("anna", role, change) }
        }
        #expect(put(.lite) { $0.organizationIDs = six } == "FIELD_INVALID")
        #expect(put(.lite) { $0.allOrganizations = true } == "FIELD_INVALID")
        #expect(put(.clientUser) { $0.allOrganizations = true } == "FIELD_INVALID")
        #expect(put(.editor) { $0.removal = true } == "FIELD_INVALID")
        #expect(put(.unspecified) { _ in } == "FIELD_INVALID")
        #expect(put(.editor) { $0.organizationIDs = ["o1"] } == "FIELD_INVALID")
        #expect(
            put(.administrator) {
                $0.allOrganizations = false
                $0.organizationIDs = ["o1"]
            } == "FIELD_INVALID"
        )
        #expect(
            put(.editor) {
                $0.allOrganizations = false
                $0.organizationIDs = ["nowhere"]
            } == "NOT_FOUND"
        )
        #expect(put(.lite) { $0.organizationIDs = Array(six.dropLast()) } == "")
        let reply = try fixture.put("anna", .custom) { $0.documentationAdministration = true }
        #expect(reply.created == false)
        #expect(reply.user?.documentationAdministration == true)
        #expect(reply.user?.removal == false)
    }

    @Test func theLastAdministratorStays() throws {
        let fixture = try AccessFixture(seed: 5)
        #expect(AccessFixture.reason { try fixture.put("admin", .manager) } == "IN_USE")
        #expect(
            AccessFixture.reason { try fixture.put("admin", .administrator) { $0.disabled = true } }
                == "IN_USE"
        )
        let delete = { (id: String) in
            AccessFixture.reason {
                _ = try fixture.administrator.call(
                    V1.PrincipalsService.deleteUser,
                    V1.DeleteUserRequest {
                        $0.id = id
                        $0.confirm = true
                    }
                )
            }
        }
        #expect(delete("admin") == "IN_USE")
        try fixture.put("second", .administrator)
        #expect(delete("second") == "")
        #expect(delete("second") == "NOT_FOUND")
    }

    @Test func aUserThatIsMadeAgainIsAnotherOne() throws {
        let fixture = try AccessFixture(seed: 5)
        let group = fixture.plan.groups[0]
        try fixture.put("eve", .manager)
        try fixture.putGroup("few", users: ["eve"])
        try fixture.restrict([group], to: ["eve"])
        let eve = try fixture.client("eve")
        _ = try fixture.administrator.call(
            V1.PrincipalsService.deleteUser,
            V1.DeleteUserRequest {
                $0.id = "eve"
                $0.confirm = true
            }
        )
        try fixture.put("eve", .manager)
        #expect(AccessFixture.reason { _ = try fixture.rows(.security, eve) } == "TOKEN_INVALID")
        let again = try fixture.client("eve")
        #expect(
            AccessFixture.reason {
                _ = try again.call(V1.GroupsService.get, .init { $0.id = group.publicID.text })
            } == "NOT_FOUND"
        )
        let groups = try fixture.administrator.call(V1.PrincipalsService.listUserGroups, .init())
        #expect(groups.userGroups.map(\.userIDs) == [[]])
    }

    @Test("A manager of some organizations changes nothing that belongs to all: rows 2 and 5")
    func aManagerOfSomeOrganizationsChangesNothingThatBelongsToAll() throws {
        let fixture = try AccessFixture(seed: 5)
        try fixture.administrator.putOrganization("fabrikam")
        try fixture.put("max", .manager) {
            $0.allOrganizations = false
            $0.organizationIDs = ["fabrikam"]
        }
        let max = try fixture.client("max")
        // One that is there, and one that is not: the same answer.
        for id in ["contoso", "nowhere"] {
            #expect(AccessFixture.reason { try max.putOrganization(id) } == "NOT_FOUND")
        }
        try max.putOrganization("fabrikam", name: "New")
        #expect(try max.call(V1.IntegrationsService.list, .init()).integrations.isEmpty)
        for id in ["main", "nowhere"] {
            #expect(
                AccessFixture.reason {
                    _ = try max.call(
                        V1.IntegrationsService.update,
                        V1.UpdateIntegrationRequest {
                            $0.integration = V1.Integration { $0.id = id }
                        }
                    )
                } == "ROLE_INSUFFICIENT"
            )
        }
    }
}
