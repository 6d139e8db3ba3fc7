import Access
import Cryptography
import Directory
import Graph
import ReadModel
import Store
import Sync
import Wire

/// The connections to Microsoft and their settings. (Tenants, syncs and runs: `IntegrationsService+Syncs`.)
enum IntegrationsService {
    static let endpoints: [Endpoint] =
        [
            .command(V1.IntegrationsService.create, needs: .configure) {
                request,
                context,
                publisher throws(CallError) in
                try create(request, context, publisher)
            },
            .read(V1.IntegrationsService.list) { _, context throws(CallError) in
                V1.ListIntegrationsResponse {
                    $0.integrations = context.snapshot.policy.integrations
                        .filter { !$0.value.isRemoved && context.sees($0.value) }
                        .sorted { $0.key < $1.key }
                        .map { context.message(of: $0.value) }
                    $0.revision = context.snapshot.revision.number
                }
            },
            .read(V1.IntegrationsService.get) { request, context throws(CallError) in
                guard !request.id.isEmpty else { throw .missing("id") }
                guard let integration = context.snapshot.policy.integrations[request.id],
                    !integration.isRemoved, context.sees(integration)
                else { throw .notFound("integration", field: "id", request.id) }
                return V1.IntegrationResponse {
                    $0.integration = context.message(of: integration)
                    $0.revision = context.snapshot.revision.number
                }
            },
            .command(V1.IntegrationsService.update, needs: .configure) {
                request,
                context,
                publisher throws(CallError) in
                try update(request, context, publisher)
            },
            .command(V1.IntegrationsService.putTenant, needs: .configure) {
                request,
                context,
                publisher throws(CallError) in
                try putTenant(request, context, publisher)
            },
            .read(V1.IntegrationsService.holds) { request, context throws(CallError) in
                try holds(request, context)
            },
            .command(V1.IntegrationsService.releaseHold, needs: .configure) {
                request,
                context,
                publisher throws(CallError) in
                try releaseHold(request, context, publisher)
            },
            .command(V1.IntegrationsService.discardHold, needs: .configure) {
                request,
                context,
                publisher throws(CallError) in
                try discardHold(request, context, publisher)
            },
            .answering(V1.IntegrationsService.runs) { request, context throws(CallError) in
                try runs(request, context)
            },
            syncNow,
        ] + removals

    private static let intervalSeconds: ClosedRange<UInt32> = 60...86_400

    private static func create(
        _ request: V1.CreateIntegrationRequest,
        _ context: CommandContext,
        _ publisher: Publisher
    ) throws(CallError) -> V1.IntegrationResponse {
        let wanted = request.integration ?? V1.Integration()
        let key = wanted.id.isEmpty ? PublicIdentity.random().text : wanted.id
        try Keys.check(key, field: "integration.id")
        guard publisher.snapshot.policy.integrations[key].map(\.isRemoved) ?? true else {
            throw .alreadyExists("integration", field: "integration.id", key)
        }
        var integration = Integration(key: key, name: "", applicationID: "", created: context.now)
        for field in fields { try field.take(wanted, &integration) }
        return try store(
            integration,
            credential: request.credential,
            action: "integration created",
            context,
            publisher
        )
    }

    private static func update(
        _ request: V1.UpdateIntegrationRequest,
        _ context: CommandContext,
        _ publisher: Publisher
    ) throws(CallError) -> V1.IntegrationResponse {
        let wanted = request.integration ?? V1.Integration()
        guard !wanted.id.isEmpty else { throw .missing("integration.id") }
        guard var integration = publisher.snapshot.policy.integrations[wanted.id],
            !integration.isRemoved
        else { throw .notFound("integration", field: "integration.id", wanted.id) }
        for name in request.updateFields {
            guard let field = fields.first(where: { $0.name == name }) else {
                throw .invalid(
                    "update_fields",
                    "\"\(name)\" cannot be changed; these can: \(fields.map(\.name).joined(separator: ", "))"
                )
            }
            try field.take(wanted, &integration)
        }
        return try store(
            integration,
            credential: request.credential,
            action: "integration updated",
            context,
            publisher
        )
    }

    private static func store(
        _ wanted: Integration,
        credential: V1.Credential?,
        action: String,
        _ context: CommandContext,
        _ publisher: Publisher
    ) throws(CallError) -> V1.IntegrationResponse {
        var integration = wanted
        var batch = context.batch()
        if let credential {
            let (stored, summary) = try checked(credential, at: context.now)
            integration.credential = summary
            do throws(CryptographyError) {
                let sealed = try context.core.vault.seal(stored, integration: integration.key)
                batch.credentials = [(key: integration.key, sealed: sealed)]
            } catch {
                throw CallError(
                    .internalFault,
                    "the credential could not be sealed; nothing was changed"
                )
            }
        }
        if publisher.snapshot.policy.integrations[integration.key] != integration {
            batch.changes = [.policy(.integration(integration.key, integration))]
            batch.activity = [context.activity(action, subject: integration.name)]
        }
        batch.tenantStates = try statesToThaw(integration, publisher)
        let published = try publisher.commit(batch)
        context.core.syncs.policyChanged(publisher.snapshot, publisher)
        return V1.IntegrationResponse {
            $0.integration = context.message(of: integration, in: publisher.snapshot)
            $0.revision = published.revision.number
        }
    }

    /// Groups that are followed from now on have news waiting: noted with the setting itself, so that no restart forgets it.
    private static func statesToThaw(
        _ integration: Integration,
        _ publisher: Publisher
    ) throws(CallError) -> [TenantID: TenantState] {
        let policy = publisher.snapshot.policy
        guard let before = policy.integrations[integration.key] else { return [:] }
        let scopes: [GroupScope] = [.microsoft365, .security, .mailEnabledSecurity]
        guard scopes.contains(where: { integration.documents($0) && !before.documents($0) }) else {
            return [:]
        }
        var states: [TenantID: TenantState] = [:]
        do throws(StoreError) {
            try publisher.store.read { reader throws(StoreError) in
                for (id, tenant) in policy.tenants where tenant.integrationKey == integration.key {
                    guard var state = try reader.tenantState(of: id) else { continue }
                    state.notes = TenantState.thawNote
                    states[id] = state
                }
            }
        } catch {
            throw CallError(error)
        }
        return states
    }

    /// A credential that can be used, and what may be told of it.
    private static func checked(
        _ credential: V1.Credential,
        at now: Timestamp
    ) throws(CallError) -> (StoredCredential, CredentialSummary) {
        switch credential.proof {
        case nil: throw .missing("credential.client_secret")
        case .clientSecret(let secret):
            guard !secret.isBlank else { throw .missing("credential.client_secret") }
            return (.secret(secret), CredentialSummary(kind: .clientSecret, set: now))
        case .certificate(let pair):
            return try checked(pair, at: now)
        }
    }

    private static func checked(
        _ pair: V1.ClientCertificate,
        at now: Timestamp
    ) throws(CallError) -> (StoredCredential, CredentialSummary) {
        do throws(CryptographyError) {
            let certificate = try Certificate(pem: pair.certificatePEM)
            // Makes sure that the key fits, which nobody would learn before the first sync.
            _ = try GraphCredential(
                certificatePEM: pair.certificatePEM,
                privateKeyPEM: pair.privateKeyPEM
            )
            let summary = CredentialSummary(
                kind: .certificate,
                set: now,
                expires: Timestamp(milliseconds: certificate.notAfterSeconds * 1000),
                thumbprint: certificate.sha256Thumbprint
            )
            return (
                .certificate(certificate: pair.certificatePEM, key: pair.privateKeyPEM), summary
            )
        } catch {
            throw .invalid(
                "credential.certificate",
                "\(error); send PEM of an RSA certificate and of its key"
            )
        }
    }

    // MARK: Fields

    /// A field of an integration that callers set.
    private struct Field {
        let name: String
        let take: @Sendable (V1.Integration, inout Integration) throws(CallError) -> Void
    }

    private static let fields: [Field] = [
        Field(name: "name") { wanted, integration throws(CallError) in
            guard !wanted.name.isBlank else { throw .missing("integration.name") }
            guard wanted.name.utf8.count <= CallLimits.textBytesMax else {
                throw .invalid(
                    "integration.name",
                    "must be at most \(CallLimits.textBytesMax) bytes"
                )
            }
            integration.name = wanted.name
        },
        Field(name: "cloud") { wanted, integration throws(CallError) in
            switch wanted.cloud {
            case .unspecified, .global: integration.cloud = .global
            case .usGovernmentL4: integration.cloud = .usGovernmentL4
            case .usGovernmentL5: integration.cloud = .usGovernmentL5
            case .china: integration.cloud = .china
            case .unrecognized:
                throw .invalid("integration.cloud", "names a cloud that does not exist")
            }
        },
        Field(name: "application_id") { wanted, integration throws(CallError) in
            guard !wanted.applicationID.isEmpty else {
                throw .missing("integration.application_id")
            }
            guard let id = GUID(wanted.applicationID) else {
                throw .invalid(
                    "integration.application_id",
                    "\"\(wanted.applicationID)\" is no GUID; use the application (client) id that Entra shows"
                )
            }
            integration.applicationID = id.text
        },
        Field(name: "sync_microsoft_365_groups") {
            $1.syncsMicrosoft365Groups = $0.syncMicrosoft365Groups
        },
        Field(name: "sync_security_groups") { $1.syncsSecurityGroups = $0.syncSecurityGroups },
        Field(name: "sync_mail_enabled_security_groups") {
            $1.syncsMailEnabledSecurityGroups = $0.syncMailEnabledSecurityGroups ?? true
        },
        Field(name: "sync_users") { $1.syncsUsers = $0.syncUsers ?? true },
        Field(name: "create_missing_contacts") {
            $1.createsMissingContacts = $0.createMissingContacts
        },
        Field(name: "enabled") { $1.isEnabled = $0.enabled ?? true },
        Field(name: "interval_seconds") { wanted, integration throws(CallError) in
            let seconds = wanted.intervalSeconds == 0 ? 3600 : wanted.intervalSeconds
            guard intervalSeconds.contains(seconds) else {
                throw .invalid(
                    "integration.interval_seconds",
                    "must be \(intervalSeconds.lowerBound) to \(intervalSeconds.upperBound), or 0 for 3600"
                )
            }
            integration.intervalSeconds = seconds
        },
        Field(name: "visibility_delay_seconds") { wanted, integration throws(CallError) in
            let longest = Integration.visibilityDelaySecondsMax
            guard wanted.visibilityDelaySeconds ?? 0 <= longest else {
                throw .invalid(
                    "integration.visibility_delay_seconds",
                    "must be 0 to \(longest), or absent for what the server is set to"
                )
            }
            integration.visibilityDelaySeconds = wanted.visibilityDelaySeconds
        },
    ]

    // MARK: Tenants

    private static func putTenant(
        _ request: V1.PutTenantRequest,
        _ context: CommandContext,
        _ publisher: Publisher
    ) throws(CallError) -> V1.IntegrationResponse {
        let policy = publisher.snapshot.policy
        guard !request.integrationID.isEmpty else { throw .missing("integration_id") }
        guard let integration = policy.integrations[request.integrationID], !integration.isRemoved
        else {
            throw .notFound("integration", field: "integration_id", request.integrationID)
        }
        let wanted = request.tenant ?? V1.Tenant()
        guard !wanted.tenantID.isEmpty else { throw .missing("tenant.tenant_id") }
        guard let entraID = GUID(wanted.tenantID) else {
            throw .invalid(
                "tenant.tenant_id",
                "\"\(wanted.tenantID)\" is no GUID; use the directory (tenant) id"
            )
        }
        guard !wanted.organizationID.isEmpty else { throw .missing("tenant.organization_id") }
        guard let organization = policy.organization(withKey: wanted.organizationID) else {
            throw .notFound("organization", field: "tenant.organization_id", wanted.organizationID)
        }
        let id: TenantID
        do throws(StoreError) {
            id = try publisher.store.intern(tenant: entraID)
        } catch {
            throw CallError(error)
        }
        var tenant =
            policy.tenants[id]
            ?? Tenant(entraID: entraID, integrationKey: integration.key, organization: organization)
        if !tenant.isRemoved, tenant.integrationKey != integration.key {
            throw CallError(
                .tenantTaken,
                "tenant.tenant_id: integration \"\(tenant.integrationKey)\" manages this tenant, and a tenant "
                    + "has one integration; remove it there first"
            )
        }
        if tenant.organization != organization {
            throw CallError(
                .tenantTaken,
                "tenant.organization_id: this tenant documents another organization already"
            )
        }
        let returns = tenant.isRemoved
        tenant.integrationKey = integration.key
        tenant.isRemoved = false
        var batch = context.batch()
        if policy.tenants[id] != tenant {
            if returns { batch.tenantStates = try statesOfReturned(id, publisher) }
            batch.changes = [.policy(.tenant(id, tenant))]
            batch.activity = [
                context.activity("tenant added", subject: entraID.text, organization: organization)
            ]
        }
        let published = try publisher.commit(batch)
        context.core.syncs.policyChanged(publisher.snapshot, publisher)
        return V1.IntegrationResponse {
            $0.integration = context.message(of: integration, in: publisher.snapshot)
            $0.revision = published.revision.number
        }
    }
}
