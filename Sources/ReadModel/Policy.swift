public import Access
public import Directory

/// Everything that decides what is synced and who may see what, at one revision.
public struct Policy: Hashable, Sendable {
    public private(set) var organizations: [OrganizationID: Organization] = [:]
    public private(set) var integrations: [String: Integration] = [:]
    public private(set) var tenants: [TenantID: Tenant] = [:]
    /// Who sees what.
    public private(set) var access = AccessPolicy()
    public private(set) var account = Account()
    /// What people have given each kind of group beside what Entra fills in.
    public private(set) var assetTypes: [GroupKind: AssetType] = [:]
    /// Every token by its own key.
    public private(set) var tokens: [String: AccessToken] = [:]
    /// What people related to each other, by the item's own id.
    public private(set) var relatedItems: [String: RelatedItem] = [:]
    private var organizationIDs: [String: OrganizationID] = [:]
    private var tokenKeys: [[UInt8]: String] = [:]
    private var restricted: [OrganizationID: Set<AssetID>] = [:]

    public init() {}

    public var principals: [String: Principal] { access.principals }
    public var userGroups: [String: UserGroup] { access.userGroups }

    /// The policy that `items` make, each as the last word on its record.
    public init(_ items: some Sequence<PolicyItem>) {
        for item in items { apply(item) }
    }

    public mutating func apply(_ item: PolicyItem) {
        switch item {
        case .organization(let id, let organization):
            if let old = organizations[id] { organizationIDs[old.key] = nil }
            organizations[id] = organization
            if let organization { organizationIDs[organization.key] = id }
            noteClientUsers(of: id)
        case .integration(let key, let integration):
            integrations[key] = integration
        case .tenant(let id, let tenant):
            tenants[id] = tenant
        case .principal(let key, let principal):
            access.principals[key] = principal
        case .userGroup(let key, let group):
            access.userGroups[key] = group
        case .groupAccess(let asset, let list):
            if let old = access.lists[asset] { restricted[old.organization]?.remove(asset) }
            access.lists[asset] = list
            if let list { restricted[list.organization, default: []].insert(asset) }
        case .account(let value):
            account = value
            for id in organizations.keys { noteClientUsers(of: id) }
        case .token(let key, let token):
            if let old = tokens[key] { tokenKeys[old.digest] = nil }
            tokens[key] = token
            if let token { tokenKeys[token.digest] = key }
        case .relatedItem(let key, let item):
            relatedItems[key] = item
        case .assetType(let kind, let type):
            assetTypes[kind] = type
        }
    }

    private mutating func noteClientUsers(of id: OrganizationID) {
        let isOpen = organizations[id]?.showsGroupsToClientUsers ?? account.showsGroupsToClientUsers
        if isOpen {
            access.closedToClientUsers.remove(id)
        } else {
            access.closedToClientUsers.insert(id)
        }
    }

    public func organization(withKey key: String) -> OrganizationID? { organizationIDs[key] }

    /// What the rows of an organization take from policy.
    ///
    /// - Parameters:
    ///   - organization: Whose tenants to look at.
    ///   - importing: Tenants whose first import has not reached the memberships.
    /// - Returns: The context of all its tenants.
    public func context(
        of organization: OrganizationID,
        importing: Set<TenantID> = []
    ) -> OrganizationContext {
        var context = OrganizationContext(restricted: restricted[organization] ?? [])
        for (id, tenant) in tenants where tenant.organization == organization {
            context.tenants[id] = TenantContext(
                tenant,
                of: integrations[tenant.integrationKey],
                isImporting: importing.contains(id)
            )
        }
        return context
    }

    /// The principal that presents the token with this digest, or why the token is not accepted at `now`.
    public func principalKey(
        presenting digest: [UInt8],
        at now: Timestamp
    ) -> Result<String, Refusal> {
        guard let key = tokenKeys[digest], let token = tokens[key] else {
            return .failure(.tokenUnknown)
        }
        if token.isRevoked { return .failure(.tokenRevoked) }
        if let expires = token.expires, expires <= now { return .failure(.tokenExpired) }
        return .success(token.principalKey)
    }

    /// Who presents the token with this digest, or why it is not accepted at `now`.
    ///
    /// What the caller sees is worked out anew: where many ask, `CallerTable` remembers it.
    public func caller(presenting digest: [UInt8], at now: Timestamp) -> Result<Caller, Refusal> {
        principalKey(presenting: digest, at: now).flatMap { access.caller($0) }
    }
}
