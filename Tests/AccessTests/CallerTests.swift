import Access
import Directory
import Testing

@Suite struct CallerTests {
    private let contoso = OrganizationID(1)

    @Test func anAdministratorMayDoEverything() {
        for capability in Capability.allCases {
            #expect(Principal.Role.administrator.has(capability))
        }
    }

    @Test func aReaderMayOnlyRead() {
        let allowed = Capability.allCases.filter { Principal.Role.readOnly.has($0) }
        #expect(allowed == [.read])
    }

    @Test func aPrincipalOfEveryOrganizationSeesWhateverHasNoList() throws {
        var policy = AccessPolicy()
        policy.principals["anna"] = Principal(key: "anna", role: .readOnly)
        let caller = try policy.caller("anna").get()
        #expect(caller.visible == .everything)
        #expect(caller.refusal(of: .read, in: contoso) == nil)
        #expect(caller.refusal(of: .archive, in: contoso) == .capabilityMissing(.archive))
    }

    @Test func anOrganizationOutOfSightIsRefusedLikeOneThatDoesNotExist() {
        let visible = VisibleSet(organizations: .only([OrganizationID(2)]))
        let caller = Caller(principalKey: "anna", role: .readOnly, visible: visible)
        #expect(caller.refusal(of: .archive, in: contoso) == .organizationNotFound)
        #expect(caller.refusal(of: .archive, in: nil) == .organizationNotFound)
    }
}
