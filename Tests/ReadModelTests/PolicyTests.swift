import Access
import Directory
import ReadModel
import Testing

@Suite struct PolicyTests {
    private let contoso = OrganizationID(1)

    private func token(
        digest: UInt8,
        expires: Int64? = nil,
        isRevoked: Bool = false
    ) -> AccessToken {
        AccessToken(
            key: "t",
            principalKey: "anna",
            digest: [digest],
            created: Timestamp(milliseconds: 0),
            expires: expires.map { Timestamp(milliseconds: $0) },
            isRevoked: isRevoked
        )
    }

    private func caller(_ policy: Policy, _ digest: UInt8, at time: Int64 = 0) -> Result<
        Caller, Refusal
    > {
        policy.caller(presenting: [digest], at: Timestamp(milliseconds: time))
    }

    @Test func aTokenLeadsToItsPrincipalUntilItEnds() throws {
        var policy = Policy([
            .principal("anna", Principal(key: "anna", role: .readOnly)),
            .token("t", token(digest: 1, expires: 100)),
        ])
        #expect(try caller(policy, 1, at: 99).get().principalKey == "anna")
        #expect(caller(policy, 1, at: 100) == .failure(.tokenExpired))
        #expect(caller(policy, 2) == .failure(.tokenUnknown))
        policy.apply(.token("t", token(digest: 2)))
        #expect(caller(policy, 1) == .failure(.tokenUnknown))
        policy.apply(.token("t", token(digest: 2, isRevoked: true)))
        #expect(caller(policy, 2) == .failure(.tokenRevoked))
        policy.apply(.token("t", token(digest: 2)))
        policy.apply(.principal("anna", Principal(key: "anna", role: .readOnly, isDisabled: true)))
        #expect(caller(policy, 2) == .failure(.principalDisabled))
        policy.apply(.principal("anna", nil))
        #expect(caller(policy, 2) == .failure(.principalDisabled))
    }

    @Test func anOrganizationIsFoundByItsPresentKey() {
        var policy = Policy([.organization(contoso, Organization(key: "contoso", name: "Contoso"))])
        #expect(policy.organization(withKey: "contoso") == contoso)
        policy.apply(.organization(contoso, nil))
        #expect(policy.organization(withKey: "contoso") == nil)
    }

    @Test func theContextOfAnOrganizationIsThatOfItsTenants() throws {
        let tenant = Tenant(
            entraID: GUID(high: 1, low: 1),
            defaultDomain: "contoso.example",
            integrationKey: "main",
            organization: contoso
        )
        var policy = Policy([
            .tenant(TenantID(1), tenant),
            .tenant(TenantID(2), tenant),
        ])
        policy.apply(.tenant(TenantID(2), nil))
        let orphan = try #require(policy.context(of: contoso).tenants[TenantID(1)])
        #expect(orphan.isRemoved)
        var integration = Integration(key: "main", name: "Main", applicationID: "a")
        integration.syncsSecurityGroups = true
        integration.syncsMailEnabledSecurityGroups = false
        policy.apply(.integration("main", integration))
        let context = policy.context(of: contoso, importing: [TenantID(1)])
        #expect(
            context.tenants == [
                TenantID(1): TenantContext(
                    entraID: tenant.entraID,
                    defaultDomain: "contoso.example",
                    integrationKey: "main",
                    integrationName: "Main",
                    documentsMicrosoft365: false,
                    documentsSecurity: true,
                    documentsMailEnabledSecurity: false,
                    isImporting: true
                )
            ]
        )
        #expect(policy.context(of: OrganizationID(2)).tenants.isEmpty)
    }
}
