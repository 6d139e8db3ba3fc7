public import Access
public import Directory

/// Everything that decides what is synced and who may see what, at one revision.
public struct Policy: Hashable, Sendable {
    public private(set) var organizations: [OrganizationID: Organization] = [:]
    public private(set) var integrations: [String: Integration] = [:]
    public private(set) var tenants: [TenantID: Tenant] = [:]
    public private(set) var principals: [String: Principal] = [:]
    /// Every token by its own key.
    public private(set) var tokens: [String: AccessToken] = [:]
    /// What people related to each other, by the item's own id.
    public private(set) var relatedItems: [String: RelatedItem] = [:]
    private var organizationIDs: [String: OrganizationID] = [:]
    private var tokenKeys: [[UInt8]: String] = [:]

    public init() {}

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
        case .integration(let key, let integration):
            integrations[key] = integration
        case .tenant(let id, let tenant):
            tenants[id] = tenant
        case .principal(let key, let principal):
            principals[key] = principal
        case .token(let key, let token):
            if let old = tokens[key] { tokenKeys[old.digest] = nil }
            tokens[key] = token
            if let token { tokenKeys[token.digest] = key }
        case .relatedItem(let key, let item):
            relatedItems[key] = item
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
        var context = OrganizationContext()
        for (id, tenant) in tenants where tenant.organization == organization {
            context.tenants[id] = TenantContext(
                tenant,
                of: integrations[tenant.integrationKey],
                isImporting: importing.contains(id)
            )
        }
        return context
    }

    /// Who presents the token with this digest, or why it is not accepted at `now`.
    public func caller(presenting digest: [UInt8], at now: Timestamp) -> Result<Caller, Refusal> {
        guard let key = tokenKeys[digest], let token = tokens[key] else {
            return .failure(.tokenUnknown)
        }
        if token.isRevoked { return .failure(.tokenRevoked) }
        if let expires = token.expires, expires <= now { return .failure(.tokenExpired) }
        guard let principal = principals[token.principalKey] else {
            return .failure(.principalDisabled)
        }
        return Caller.of(principal)
    }
}
