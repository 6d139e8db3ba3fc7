import Access
import Directory
import ReadModel
import Store
import Sync
import Transport
import Wire

/// Mass changes that wait for a person.
extension IntegrationsService {
    static func holds(
        _ request: V1.ListHoldsRequest,
        _ context: ReadContext
    ) throws(CallError) -> V1.ListHoldsResponse {
        let policy = context.snapshot.policy
        if !request.integrationID.isEmpty {
            guard context.sees(policy.integrations[request.integrationID]) else {
                throw .notFound("integration", field: "integration_id", request.integrationID)
            }
        }
        var response = V1.ListHoldsResponse()
        for (id, tenant) in policy.tenants.sorted(by: { $0.value.entraID < $1.value.entraID }) {
            guard !tenant.isRemoved, context.caller.visible.contains(tenant.organization),
                request.integrationID.isEmpty || tenant.integrationKey == request.integrationID,
                let hold = context.state.freshness.tenants[id]?.hold
            else { continue }
            response.holds.append(
                V1.Hold(
                    hold,
                    of: tenant,
                    in: context.snapshot,
                    visible: context.caller.visible
                )
            )
        }
        return response
    }

    static func releaseHold(
        _ request: V1.ReleaseHoldRequest,
        _ context: CommandContext,
        _ publisher: Publisher
    ) throws(CallError) -> V1.HoldResponse {
        let held = try heldTenant(request.tenantID, publisher)
        var state = held.state
        // What waited follows in steps of its own, and goes on after a restart.
        state.releaseHold()
        let response = try end(held, state, "hold released", [], context, publisher)
        context.core.syncs.released(held.id)
        return response
    }

    static func discardHold(
        _ request: V1.DiscardHoldRequest,
        _ context: CommandContext,
        _ publisher: Publisher
    ) throws(CallError) -> V1.HoldResponse {
        let held = try heldTenant(request.tenantID, publisher)
        var state = held.state
        state.discardHold()
        let response = try end(held, state, "hold discarded", [held.id], context, publisher)
        context.core.syncs.discarded(held.id)
        return response
    }

    private struct HeldTenant {
        var id: TenantID
        var tenant: Tenant
        var state: TenantState
        var since: Timestamp
    }

    private static func heldTenant(
        _ text: String,
        _ publisher: Publisher
    ) throws(CallError) -> HeldTenant {
        guard !text.isEmpty else { throw .missing("tenant_id") }
        let policy = publisher.snapshot.policy
        guard let entraID = GUID(text),
            let (id, tenant) = policy.tenants.first(where: { $0.value.entraID == entraID }),
            !tenant.isRemoved
        else { throw .notFound("tenant", field: "tenant_id", text) }
        let state: TenantState?
        do throws(StoreError) {
            state = try publisher.store.read { reader throws(StoreError) in
                try reader.tenantState(of: id)
            }
        } catch {
            throw CallError(error)
        }
        guard let state, let since = state.heldSince else {
            throw CallError(.notHeld, "tenant_id: nothing of this tenant is held back")
        }
        return HeldTenant(id: id, tenant: tenant, state: state, since: since)
    }

    private static func end(
        _ held: HeldTenant,
        _ state: TenantState,
        _ action: String,
        _ tenantsWithoutPending: [TenantID],
        _ context: CommandContext,
        _ publisher: Publisher
    ) throws(CallError) -> V1.HoldResponse {
        let hold = FreshnessTable.Hold(since: held.since, summary: held.state.hold)
        var batch = context.batch()
        batch.tenantStates[held.id] = state
        batch.tenantsWithoutPending = tenantsWithoutPending
        batch.activity = [
            context.activity(
                action,
                subject: held.tenant.entraID.text,
                organization: held.tenant.organization,
                detail: hold.summary.map {
                    "\($0.groupsOrphaned) groups, \($0.membershipsRemoved) memberships"
                } ?? ""
            )
        ]
        _ = try publisher.commit(batch)
        return V1.HoldResponse {
            $0.hold = V1.Hold(
                hold,
                of: held.tenant,
                in: publisher.snapshot,
                visible: context.caller.visible
            )
            $0.revision = publisher.snapshot.revision.number
        }
    }
}

extension V1.ListHoldsRequest: RevisionedRequest {
    /// Holds stand outside revisions.
    var minRevision: UInt64 { 0 }
}

extension V1.Hold {
    fileprivate init(
        _ hold: FreshnessTable.Hold,
        of tenant: Tenant,
        in snapshot: Snapshot,
        visible: VisibleSet
    ) {
        self.init()
        integrationID = tenant.integrationKey
        tenantID = tenant.entraID.text
        heldSince = Google.Timestamp(hold.since)
        guard let summary = hold.summary else { return }
        runID = String(summary.run.rawValue)
        groupsOrphaned = summary.groupsOrphaned
        groups = summary.groupCount
        membershipsRemoved = summary.membershipsRemoved
        memberships = summary.membershipCount
        let image = snapshot.organizations[tenant.organization]
        let shown = summary.samples.filter { sample in
            guard let image, let asset = image.asset(documenting: sample.group) else { return true }
            return !visible.hides(
                asset,
                of: image.facts(of: asset)?.kind,
                in: tenant.organization
            )
        }
        samples = shown.map { sample in
            V1.HoldSample {
                $0.orphaned = sample.isOrphaned
                $0.membershipsRemoved = sample.membershipsRemoved
                guard let image, let asset = image.asset(documenting: sample.group) else { return }
                $0.groupID = image.facts(of: asset)?.publicID.text ?? ""
                $0.name = image.name(of: sample.group) ?? ""
            }
        }
    }
}
