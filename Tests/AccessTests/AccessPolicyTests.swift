import Access
import Directory
import TestSupport
import Testing

/// Who sees which group: rows 4, 12, 65 and 90 of the checklist.
@Suite struct AccessPolicyTests {
    private let contoso = OrganizationID(1)
    private let fabrikam = OrganizationID(2)

    private func policy(_ principals: Principal...) -> AccessPolicy {
        var policy = AccessPolicy()
        for principal in principals { policy.principals[principal.key] = principal }
        return policy
    }

    @Test func aDisabledPrincipalAndOneThatIsNotThereAreNoCallers() {
        let policy = policy(Principal(key: "anna", role: .administrator, isDisabled: true))
        #expect(policy.caller("anna") == .failure(.principalDisabled))
        #expect(policy.caller("bert") == .failure(.principalDisabled))
    }

    @Test func anAdministratorPassesAccessListsButNotADeniedKind() throws {
        var policy = policy(Principal(key: "anna", role: .administrator))
        policy.lists[AssetID(7)] = GroupAccess(organization: contoso)
        var visible = try policy.caller("anna").get().visible
        #expect(visible == .everything)
        policy.userGroups["all"] = UserGroup(
            key: "all",
            name: "",
            members: ["anna"],
            deniedKinds: [.security]
        )
        visible = try policy.caller("anna").get().visible
        #expect(visible.list(of: .security, in: contoso) == .nothing)
    }

    @Test("Client users see their organization unless it is closed to them, row 12")
    func clientUsersSeeTheirOrganizationUnlessItIsClosed() throws {
        var policy = policy(
            Principal(key: "carl", role: .clientUser, organizations: .only([contoso])),
            Principal(key: "dora", role: .clientUser),
            Principal(key: "eve", role: .readOnly, organizations: .only([contoso]))
        )
        #expect(try policy.caller("carl").get().visible.contains(contoso))
        #expect(try !policy.caller("carl").get().visible.contains(fabrikam))
        #expect(try !policy.caller("dora").get().visible.contains(contoso))
        policy.closedToClientUsers = [contoso]
        #expect(try !policy.caller("carl").get().visible.contains(contoso))
        #expect(try policy.caller("eve").get().visible.contains(contoso))
    }

    @Test func aListChangesForClientUsersWhereItNamesOthersOfThem() {
        var policy = policy(
            Principal(key: "anna", role: .manager),
            Principal(key: "carl", role: .clientUser),
            Principal(key: "dora", role: .clientUser)
        )
        let asset = AssetID(7)
        func change(_ users: Set<String>?, _ groups: Set<String> = []) -> ChangeMask {
            let before = policy
            policy.lists[asset] = users.map {
                GroupAccess(organization: contoso, users: $0, userGroups: groups)
            }
            return before.listChange(of: asset, to: policy)
        }
        let all: ChangeMask = [.access, .clientAccess]
        #expect(change(nil) == [])
        #expect(change([]) == all)
        #expect(change(["anna"]) == .access)
        #expect(change(["anna"], ["few"]) == .access)
        #expect(change(["anna"], ["few"]) == [])
        #expect(change(["anna", "carl"], ["few"]) == all)
        #expect(change(["carl"]) == .access)
        #expect(change(["dora"]) == all)
        #expect(change(["dora", "nobody"]) == .access)
        #expect(change(nil) == all)
    }

    /// Every principal and group of random policies: what is computed once is what the rules say of each group.
    @Test(
        "The most restrictive wins, seeded, against the rules group by group: rows 65 and 90",
        arguments: [1, 2, 3, 4, 5, 6, 7, 8] as [UInt64]
    )
    func whatIsSeenIsWhatTheRulesSayOfEachGroup(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        for _ in 0..<40 {
            let policy = random.accessPolicy()
            for asset in (1...8).map({ AssetID($0) }) {
                let organization = OrganizationID(1 + asset.rawValue % 2)
                let kind = GroupKind.allCases[Int(asset.rawValue / 2 % 2)]
                var expected: [String] = []
                for principal in policy.principals.values {
                    let sees = rule(policy, principal, asset, kind, organization)
                    if sees { expected.append(principal.key) }
                    let visible = try? policy.caller(principal.key).get().visible
                    #expect(
                        (visible?.contains(asset, of: kind, in: organization) ?? false) == sees,
                        "seed \(seed)"
                    )
                }
                let viewers = policy.viewers(of: asset, kind: kind, in: organization)
                #expect(viewers.map(\.principal.key) == expected.sorted(), "seed \(seed)")
                #expect(viewers.allSatisfy { !$0.grants.isEmpty })
            }
        }
    }

    /// The rules, slowly and in their own words.
    private func rule(
        _ policy: AccessPolicy,
        _ principal: Principal,
        _ asset: AssetID,
        _ kind: GroupKind,
        _ organization: OrganizationID
    ) -> Bool {
        if principal.isDisabled || !principal.organizations.contains(organization) { return false }
        if principal.role == .clientUser,
            principal.organizations == .all || policy.closedToClientUsers.contains(organization)
        {
            return false
        }
        for group in policy.userGroups.values
        where group.members.contains(principal.key) && group.deniedKinds.contains(kind) {
            return false
        }
        guard let list = policy.lists[asset], principal.role != .administrator else { return true }
        if list.users.contains(principal.key) { return true }
        return list.userGroups.contains { key in
            policy.userGroups[key]?.members.contains(principal.key) ?? false
        }
    }
}

extension SplitMix64 {
    fileprivate mutating func accessPolicy() -> AccessPolicy {
        var policy = AccessPolicy()
        let keys = ["a", "b", "c", "d"]
        for key in keys {
            let role = Principal.Role.allCases[Int(next() % 11)]
            let listed = (1...2).filter { _ in next() % 2 == 0 }.map { OrganizationID($0) }
            policy.principals[key] = Principal(
                key: key,
                role: role,
                organizations: next() % 2 == 0 ? .all : .only(Set(listed)),
                isDisabled: next() % 8 == 0
            )
        }
        for key in ["x", "y"] {
            policy.userGroups[key] = UserGroup(
                key: key,
                name: key,
                members: Set(keys.filter { _ in next() % 2 == 0 }),
                deniedKinds: Set(GroupKind.allCases.filter { _ in next() % 4 == 0 })
            )
        }
        for asset in 1...8 where next() % 2 == 0 {
            policy.lists[AssetID(UInt32(asset))] = GroupAccess(
                organization: OrganizationID(UInt32(1 + asset % 2)),
                users: Set(keys.filter { _ in next() % 4 == 0 }),
                userGroups: Set(["x", "y", "gone"].filter { _ in next() % 3 == 0 })
            )
        }
        if next() % 2 == 0 { policy.closedToClientUsers = [OrganizationID(1)] }
        return policy
    }
}
