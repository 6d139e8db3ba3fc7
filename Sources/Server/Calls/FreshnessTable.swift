import Directory
import ReadModel
import Store
import Wire

/// How fresh each tenant's documentation is: a small value of its own, because it changes without any revision.
struct FreshnessTable: Sendable {
    /// When the revision of the snapshot was published.
    var publishedAt: Timestamp?
    /// For how long a complete round waits where its integration says nothing.
    var visibilityDelaySeconds: Int64 = 0
    var tenants: [TenantID: TenantFreshness] = [:]

    struct TenantFreshness: Hashable, Sendable {
        var lastCompleted: Timestamp?
        /// When the last good round began: whatever Graph showed before then is in.
        var watermark: Timestamp?
        var run: RunID?
        /// Since when its differences are held back, and how much that is.
        var hold: Hold?
        var isImporting = true
        var lastError = ""
        var missingPermissions: [String] = []
        var lastFullRound: Timestamp?

        var isHeld: Bool { hold != nil }

        /// Takes over what the store keeps.
        mutating func remember(_ state: TenantState) {
            lastCompleted = state.lastSuccess
            watermark = state.watermark ?? state.lastSuccess
            run = state.lastRun
            hold = state.heldSince.map { Hold(since: $0, summary: state.hold) }
            isImporting = state.isImporting
            missingPermissions = state.missingPermissions
            lastFullRound = state.lastFullRound
        }
    }

    struct Hold: Hashable, Sendable {
        var since: Timestamp
        /// `nil` while it is being read anew.
        var summary: HoldSummary?
    }

    /// The freshness of what `organization` draws on, that of its oldest tenant.
    func message(
        for organization: OrganizationID,
        in snapshot: Snapshot,
        withTenants: Bool,
        now: Timestamp
    ) -> V1.Freshness {
        var message = V1.Freshness()
        message.revision = snapshot.revision.number
        message.asOf = publishedAt.map { Google.Timestamp(milliseconds: $0.milliseconds) }
        let ours = snapshot.policy.tenants
            .filter { $0.value.organization == organization && !$0.value.isRemoved }
            .sorted { $0.key < $1.key }
        var oldest: (time: Int64, tenant: TenantFreshness)?
        for (id, tenant) in ours {
            let known = tenants[id] ?? TenantFreshness()
            let time = known.lastCompleted?.milliseconds ?? .min
            if time < oldest?.time ?? .max { oldest = (time, known) }
            message.held = message.held || known.isHeld
            message.importing = message.importing || known.isImporting
            message.stale =
                message.stale || isStale(known, of: tenant, in: snapshot.policy, now: now)
            if withTenants {
                message.tenants.append(self.message(of: id, tenant, snapshot.policy, now: now))
            }
        }
        guard let tenant = oldest?.tenant else { return message }
        message.lastSyncCompletedAt = tenant.lastCompleted.map(Google.Timestamp.init)
        message.sourceWatermark = tenant.watermark.map(Google.Timestamp.init)
        message.runID = tenant.run.map { String($0.rawValue) } ?? ""
        return message
    }

    /// The freshness of one tenant, stream by stream; its streams complete together.
    func message(
        of id: TenantID,
        _ tenant: Tenant,
        _ policy: Policy,
        now: Timestamp
    ) -> V1.TenantFreshness {
        let known = tenants[id] ?? TenantFreshness()
        let isStale = isStale(known, of: tenant, in: policy, now: now)
        return V1.TenantFreshness {
            $0.tenantID = tenant.entraID.text
            $0.integrationID = tenant.integrationKey
            $0.held = known.isHeld
            $0.importing = known.isImporting
            $0.heldSince = known.hold.map { Google.Timestamp($0.since) }
            $0.lastFullSyncAt = known.lastFullRound.map(Google.Timestamp.init)
            $0.missingPermissions = known.missingPermissions
            $0.streams = [V1.SyncStream.groups, .users, .devices].map { stream in
                V1.StreamFreshness {
                    $0.stream = stream
                    $0.lastSyncCompletedAt = known.lastCompleted.map(Google.Timestamp.init)
                    $0.sourceWatermark = known.watermark.map(Google.Timestamp.init)
                    $0.runID = known.run.map { String($0.rawValue) } ?? ""
                    $0.stale = isStale
                }
            }
        }
    }

    private func isStale(
        _ known: TenantFreshness,
        of tenant: Tenant,
        in policy: Policy,
        now: Timestamp
    ) -> Bool {
        guard let staleAt = staleAt(known, of: tenant, in: policy) else { return true }
        return now >= staleAt
    }

    /// When two intervals have passed without a good round, and the time that one waits; `nil` before the first one.
    private func staleAt(
        _ known: TenantFreshness,
        of tenant: Tenant,
        in policy: Policy
    ) -> Timestamp? {
        let integration = policy.integrations[tenant.integrationKey]
        let interval = Int64(integration?.intervalSeconds ?? 3600)
        let delay = integration?.visibilityDelaySeconds.map(Int64.init) ?? visibilityDelaySeconds
        return known.lastCompleted.map {
            Timestamp(milliseconds: $0.milliseconds + (2 * interval + delay) * 1000 + 1)
        }
    }

    /// When the next of the organization's tenants becomes stale, of those that are not at `now`.
    func nextStale(
        of organization: OrganizationID,
        in policy: Policy,
        after now: Timestamp
    ) -> Timestamp? {
        policy.tenants.lazy
            .filter { $0.value.organization == organization && !$0.value.isRemoved }
            .compactMap { staleAt(tenants[$0.key] ?? TenantFreshness(), of: $0.value, in: policy) }
            .filter { $0 > now }
            .min()
    }
}

extension Google.Timestamp {
    init(_ time: Timestamp) {
        self.init(milliseconds: time.milliseconds)
    }
}
