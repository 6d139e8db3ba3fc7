import Access
import Directory
import ReadModel
import Wire

extension ReadContext {
    /// An integration as callers see it, with the freshness of its tenants.
    func message(of integration: Integration) -> V1.Integration {
        var message = V1.Integration(integration)
        let policy = snapshot.policy
        message.tenants = policy.tenants
            .filter { $0.value.integrationKey == integration.key && !$0.value.isRemoved }
            .filter { caller.visible.contains($0.value.organization) }
            .sorted { $0.value.entraID < $1.value.entraID }
            .map { id, tenant in
                var row = V1.Tenant(tenant, in: policy)
                row.freshness = state.freshness.message(of: id, tenant, policy, now: now)
                row.freshness?.nextSyncAt = state.core.syncs.dueAt(id).map(Google.Timestamp.init)
                row.lastError = state.freshness.tenants[id]?.lastError ?? ""
                return row
            }
        return message
    }
}

extension ReadContext {
    /// Whether the caller may know of an integration: it reads a tenant of an organization that they see.
    ///
    /// Who works for such an organization has no use for how it is read.
    func sees(_ integration: Integration?) -> Bool {
        guard let integration, caller.role != .clientUser else { return false }
        if caller.visible.organizations == .all { return true }
        return snapshot.policy.tenants.values.contains { tenant in
            tenant.integrationKey == integration.key
                && caller.visible.contains(tenant.organization)
        }
    }
}

extension CommandContext {
    /// An integration as it is after a command.
    func message(of integration: Integration, in snapshot: Snapshot) -> V1.Integration {
        var message = V1.Integration(integration)
        message.tenants = snapshot.policy.tenants.values
            .filter { $0.integrationKey == integration.key && !$0.isRemoved }
            .sorted { $0.entraID < $1.entraID }
            .map { V1.Tenant($0, in: snapshot.policy) }
        return message
    }
}

extension V1.Integration {
    /// The settings alone; the credential is summed up, never shown.
    init(_ integration: Integration) {
        self.init()
        id = integration.key
        name = integration.name
        cloud =
            switch integration.cloud {
            case .global: .global
            case .usGovernmentL4: .usGovernmentL4
            case .usGovernmentL5: .usGovernmentL5
            case .china: .china
            }
        applicationID = integration.applicationID
        syncMicrosoft365Groups = integration.syncsMicrosoft365Groups
        syncSecurityGroups = integration.syncsSecurityGroups
        syncMailEnabledSecurityGroups = integration.syncsMailEnabledSecurityGroups
        syncUsers = integration.syncsUsers
        createMissingContacts = integration.createsMissingContacts
        enabled = integration.isEnabled
        intervalSeconds = integration.intervalSeconds
        visibilityDelaySeconds = integration.visibilityDelaySeconds
        createdAt = integration.created.map(Google.Timestamp.init)
        credential = V1.CredentialSummary {
            guard let summary = integration.credential else { return }
            $0.kind = summary.kind == .certificate ? .certificate : .clientSecret
            $0.setAt = Google.Timestamp(summary.set)
            $0.expiresAt = summary.expires.map(Google.Timestamp.init)
            $0.thumbprint = summary.thumbprint.map { byte in
                let digits = String(byte, radix: 16)
                return digits.count == 1 ? "0" + digits : digits
            }.joined()
        }
    }
}

extension V1.Tenant {
    init(_ tenant: Tenant, in policy: Policy) {
        self.init()
        tenantID = tenant.entraID.text
        organizationID = policy.organizations[tenant.organization]?.key ?? ""
        name = tenant.displayName
        defaultDomain = tenant.defaultDomain
    }
}
