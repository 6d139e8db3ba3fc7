public import Directory

/// What the rows of an organization take from policy: its tenants with the integrations that read them, and which of
/// its groups have an access list.
public struct OrganizationContext: Hashable, Sendable {
    public var tenants: [TenantID: TenantContext]
    /// The groups that only those see who are listed.
    public var restricted: Set<AssetID>

    public init(tenants: [TenantID: TenantContext] = [:], restricted: Set<AssetID> = []) {
        self.tenants = tenants
        self.restricted = restricted
    }
}

/// One tenant as the rows of its groups need it.
public struct TenantContext: Hashable, Sendable {
    public var entraID: GUID
    public var defaultDomain: String
    public var integrationKey: String
    public var integrationName: String
    /// Whose portal its groups are managed in.
    public var cloud: Integration.Cloud
    /// The integration, or the tenant from it, was removed: nobody looks any more.
    public var isRemoved: Bool
    public var documentsMicrosoft365: Bool
    public var documentsSecurity: Bool
    public var documentsMailEnabledSecurity: Bool
    /// Off: every user counts as not matched.
    public var syncsUsers: Bool
    /// The first import has not reached the memberships: what has none yet is unknown, not empty.
    public var isImporting: Bool

    public init(
        entraID: GUID,
        defaultDomain: String,
        integrationKey: String,
        integrationName: String,
        cloud: Integration.Cloud = .global,
        isRemoved: Bool = false,
        documentsMicrosoft365: Bool = true,
        documentsSecurity: Bool = true,
        documentsMailEnabledSecurity: Bool = true,
        syncsUsers: Bool = true,
        isImporting: Bool = false
    ) {
        self.entraID = entraID
        self.defaultDomain = defaultDomain
        self.integrationKey = integrationKey
        self.integrationName = integrationName
        self.cloud = cloud
        self.isRemoved = isRemoved
        self.documentsMicrosoft365 = documentsMicrosoft365
        self.documentsSecurity = documentsSecurity
        self.documentsMailEnabledSecurity = documentsMailEnabledSecurity
        self.syncsUsers = syncsUsers
        self.isImporting = isImporting
    }

    /// The context that `tenant` and its integration give; without an integration it counts as removed.
    public init(_ tenant: Tenant, of integration: Integration?, isImporting: Bool = false) {
        self.init(
            entraID: tenant.entraID,
            defaultDomain: tenant.defaultDomain,
            integrationKey: tenant.integrationKey,
            integrationName: integration?.name ?? "",
            cloud: integration?.cloud ?? .global,
            isRemoved: tenant.isRemoved || integration?.isRemoved ?? true,
            documentsMicrosoft365: integration?.documents(.microsoft365) ?? false,
            documentsSecurity: integration?.documents(.security) ?? false,
            documentsMailEnabledSecurity: integration?.documents(.mailEnabledSecurity) ?? false,
            syncsUsers: integration?.syncsUsers ?? false,
            isImporting: isImporting
        )
    }

    /// The facts that the integration adds to a group of `kind` whose properties say `scope`.
    func reasons(for kind: GroupKind, scope: GroupScope) -> StatusReasons {
        var reasons: StatusReasons = []
        if isRemoved { reasons.insert(.integrationRemoved) }
        let isDocumented =
            switch (kind, scope) {
            case (.microsoft365, _): documentsMicrosoft365
            case (.security, .mailEnabledSecurity): documentsMailEnabledSecurity
            case (.security, _): documentsSecurity
            }
        if !isDocumented { reasons.insert(.kindSwitchedOff) }
        return reasons
    }
}
