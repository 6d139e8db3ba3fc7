public import Directory

/// The parts of policy that decide who sees what: a value, asked once for a principal after each change of policy.
public struct AccessPolicy: Hashable, Sendable {
    public var principals: [String: Principal] = [:]
    public var userGroups: [String: UserGroup] = [:]
    /// The groups that have an access list.
    public var lists: [AssetID: GroupAccess] = [:]
    /// Organizations that their client users do not see.
    public var closedToClientUsers: Set<OrganizationID> = []

    public init() {}

    /// The caller behind a principal, or why there is none.
    public func caller(_ key: String) -> Result<Caller, Refusal> {
        guard let principal = principals[key], !principal.isDisabled else {
            return .failure(.principalDisabled)
        }
        return .success(
            Caller(principalKey: key, role: principal.role, visible: visible(to: principal))
        )
    }

    /// What a principal sees.
    ///
    /// A kind that one of its user groups is denied is denied, whatever the others say. Access lists bind everyone but
    /// administrators.
    public func visible(to principal: Principal) -> VisibleSet {
        let groups = userGroups.values.filter { $0.members.contains(principal.key) }
        var visible = VisibleSet(
            organizations: organizations(of: principal),
            isOfClientUser: principal.role == .clientUser
        )
        for group in groups { visible.deniedKinds.formUnion(group.deniedKinds) }
        guard principal.role != .administrator else { return visible }
        let keys = Set(groups.map(\.key))
        for (asset, list) in lists
        where visible.contains(list.organization) && !list.admits(principal.key, in: keys) {
            visible.hiddenAssets[list.organization, default: []].insert(asset)
        }
        return visible
    }

    private func organizations(of principal: Principal) -> OrganizationScope {
        guard principal.role == .clientUser else { return principal.organizations }
        switch principal.organizations {
        // Nobody's own organization is all of them.
        case .all: return .only([])
        case .only(let listed): return .only(listed.subtracting(closedToClientUsers))
        }
    }
}

extension GroupAccess {
    /// Whether the list names a principal, by itself or by one of its user groups.
    public func admits(_ principal: String, in groups: Set<String>) -> Bool {
        users.contains(principal) || !userGroups.isDisjoint(with: groups)
    }
}
