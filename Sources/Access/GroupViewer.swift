public import Directory

/// A principal that sees a group, and through what.
public struct GroupViewer: Hashable, Sendable {
    public var principal: Principal
    /// Every way that would suffice by itself, in order.
    public var grants: [Grant]

    public init(principal: Principal, grants: [Grant]) {
        self.principal = principal
        self.grants = grants
    }

    /// One way to see a group, for someone who sees its organization.
    public enum Grant: Hashable, Sendable {
        /// Administrators see groups whatever their lists say.
        case administrator
        /// The group has no list.
        case organization
        /// The list names the principal.
        case listed
        /// The list names a user group of the principal.
        case userGroup(String)
    }
}

extension AccessPolicy {
    /// Everyone who sees a group, by key; principals that are switched off see nothing.
    public func viewers(
        of asset: AssetID,
        kind: GroupKind,
        in organization: OrganizationID
    ) -> [GroupViewer] {
        principals.values.filter { !$0.isDisabled }.sorted { $0.key < $1.key }
            .compactMap { principal in
                let grants = grants(of: principal, asset, kind, organization)
                return grants.isEmpty ? nil : GroupViewer(principal: principal, grants: grants)
            }
    }

    private func grants(
        of principal: Principal,
        _ asset: AssetID,
        _ kind: GroupKind,
        _ organization: OrganizationID
    ) -> [GroupViewer.Grant] {
        guard visible(to: principal).contains(asset, of: kind, in: organization) else { return [] }
        var grants: [GroupViewer.Grant] = []
        if principal.role == .administrator { grants.append(.administrator) }
        guard let list = lists[asset] else { return grants + [.organization] }
        if list.users.contains(principal.key) { grants.append(.listed) }
        for key in list.userGroups.sorted()
        where userGroups[key]?.members.contains(principal.key) ?? false {
            grants.append(.userGroup(key))
        }
        return grants
    }
}
