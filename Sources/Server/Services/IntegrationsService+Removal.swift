import Access
import Directory
import Graph
import ReadModel
import Store
import Sync
import Wire

/// The end of integrations and tenants, and the links by which they get their permissions.
extension IntegrationsService {
    static let removals: [Endpoint] = [
        .command(V1.IntegrationsService.remove, needs: .configure) {
            request,
            context,
            publisher throws(CallError) in
            try remove(request, context, publisher)
        },
        .command(V1.IntegrationsService.removeTenant, needs: .configure) {
            request,
            context,
            publisher throws(CallError) in
            try removeTenant(request, context, publisher)
        },
        .read(V1.IntegrationsService.consentLinks) { request, context throws(CallError) in
            try consentLinks(request, context)
        },
    ]

    /// The groups stay as they are: without an integration nothing follows them, and their status says why.
    private static func remove(
        _ request: V1.RemoveIntegrationRequest,
        _ context: CommandContext,
        _ publisher: Publisher
    ) throws(CallError) -> V1.IntegrationResponse {
        guard !request.id.isEmpty else { throw .missing("id") }
        let policy = publisher.snapshot.policy
        guard var integration = policy.integrations[request.id], !integration.isRemoved else {
            throw .notFound("integration", field: "id", request.id)
        }
        try confirm(request.confirm, "the integration goes with its credential")
        integration.isRemoved = true
        integration.credential = nil
        let managed = policy.tenants.filter {
            $0.value.integrationKey == integration.key && !$0.value.isRemoved
        }
        var batch = context.batch()
        batch.changes = [.policy(.integration(integration.key, integration))]
        batch.credentials = [(key: integration.key, sealed: nil)]
        for (id, tenant) in managed.sorted(by: { $0.key < $1.key }) {
            batch.changes.append(.policy(.tenant(id, tenant.removed)))
        }
        batch.tenantStates = try states(of: Array(managed.keys), publisher) { $0.dropRounds() }
        batch.activity = [
            context.activity(
                "integration removed",
                subject: integration.name,
                detail: "\(managed.count) tenants"
            )
        ]
        return try finish(batch, integration, context, publisher)
    }

    private static func removeTenant(
        _ request: V1.RemoveTenantRequest,
        _ context: CommandContext,
        _ publisher: Publisher
    ) throws(CallError) -> V1.IntegrationResponse {
        let policy = publisher.snapshot.policy
        guard !request.integrationID.isEmpty else { throw .missing("integration_id") }
        guard let integration = policy.integrations[request.integrationID], !integration.isRemoved
        else { throw .notFound("integration", field: "integration_id", request.integrationID) }
        guard let entraID = GUID(request.tenantID),
            let (id, tenant) = policy.tenants.first(where: {
                $0.value.entraID == entraID && $0.value.integrationKey == integration.key
                    && !$0.value.isRemoved
            })
        else { throw .notFound("tenant", field: "tenant_id", request.tenantID) }
        try confirm(request.confirm, "the tenant's groups are not followed any more")
        var batch = context.batch()
        batch.changes = [.policy(.tenant(id, tenant.removed))]
        batch.tenantStates = try states(of: [id], publisher) { $0.dropRounds() }
        batch.activity = [
            context.activity(
                "tenant removed",
                subject: entraID.text,
                organization: tenant.organization
            )
        ]
        return try finish(batch, integration, context, publisher)
    }

    /// What a tenant that comes back begins with: everything is read again, and what waited is documented.
    static func statesOfReturned(
        _ tenant: TenantID,
        _ publisher: Publisher
    ) throws(CallError) -> [TenantID: TenantState] {
        try states(of: [tenant], publisher) { state in
            state.dropRounds()
            state.notes = TenantState.thawNote
        }
    }

    private static func states(
        of tenants: [TenantID],
        _ publisher: Publisher,
        _ change: (inout TenantState) -> Void
    ) throws(CallError) -> [TenantID: TenantState] {
        var states: [TenantID: TenantState] = [:]
        do throws(StoreError) {
            try publisher.store.read { reader throws(StoreError) in
                for tenant in tenants {
                    guard var state = try reader.tenantState(of: tenant) else { continue }
                    change(&state)
                    states[tenant] = state
                }
            }
        } catch {
            throw CallError(error)
        }
        return states
    }

    private static func confirm(_ isConfirmed: Bool, _ what: String) throws(CallError) {
        guard isConfirmed else {
            throw CallError(
                .confirmationMissing,
                "confirm: must be true: \(what); its groups stay, disabled"
            )
        }
    }

    private static func finish(
        _ batch: ChangeBatch,
        _ integration: Integration,
        _ context: CommandContext,
        _ publisher: Publisher
    ) throws(CallError) -> V1.IntegrationResponse {
        let published = try publisher.commit(batch)
        context.core.syncs.policyChanged(publisher.snapshot, publisher)
        return V1.IntegrationResponse {
            $0.integration = context.message(of: integration, in: publisher.snapshot)
            $0.revision = published.revision.number
        }
    }

    // MARK: Consent

    private static func consentLinks(
        _ request: V1.ConsentLinksRequest,
        _ context: ReadContext
    ) throws(CallError) -> V1.ConsentLinksResponse {
        if let refusal = context.caller.refusal(of: .configure) { throw CallError(refusal) }
        let policy = context.snapshot.policy
        guard !request.integrationID.isEmpty else { throw .missing("integration_id") }
        guard let integration = policy.integrations[request.integrationID], !integration.isRemoved
        else { throw .notFound("integration", field: "integration_id", request.integrationID) }
        guard request.redirectURI.utf8.count <= CallLimits.textBytesMax else {
            throw .invalid("redirect_uri", "must be at most \(CallLimits.textBytesMax) bytes")
        }
        var tenants: [GUID] = policy.tenants.values
            .filter { $0.integrationKey == integration.key && !$0.isRemoved }
            .map(\.entraID).sorted()
        if !request.tenantID.isEmpty {
            guard let tenant = GUID(request.tenantID) else {
                throw .invalid(
                    "tenant_id",
                    "\"\(request.tenantID)\" is no GUID; use the directory (tenant) id"
                )
            }
            tenants = [tenant]
        }
        let cloud = GraphCloud(integration.cloud)
        return V1.ConsentLinksResponse {
            $0.links = tenants.flatMap { links(for: $0, integration, cloud, request.redirectURI) }
        }
    }

    private static func links(
        for tenant: GUID,
        _ integration: Integration,
        _ cloud: GraphCloud,
        _ redirectURI: String
    ) -> [V1.ConsentLink] {
        let least = V1.ConsentLink {
            $0.tenantID = tenant.text
            $0.url = cloud.leastConsentURL(
                tenant: tenant,
                applicationID: integration.applicationID,
                redirectURI: redirectURI
            )
            $0.permissions = GraphCloud.leastPermissions + GraphCloud.optionalPermissions
        }
        let fallback = V1.ConsentLink {
            $0.tenantID = tenant.text
            $0.url = cloud.fallbackConsentURL(
                tenant: tenant,
                applicationID: integration.applicationID,
                redirectURI: redirectURI
            )
            $0.fallback = true
            $0.permissions = [GraphCloud.fallbackPermission]
            $0.warning =
                "lets the application change the whole directory, which Muster never does; "
                + "use it only when the first link does not help"
        }
        return [least, fallback]
    }
}

extension Tenant {
    /// The same, no longer managed.
    fileprivate var removed: Tenant {
        var tenant = self
        tenant.isRemoved = true
        return tenant
    }
}

extension V1.ConsentLinksRequest: RevisionedRequest {}
