import Directory
import ReadModel
import Store
import Sync
import Transport

/// A round publishes like every other producer of changes.
extension Publisher: RoundPublisher {
    func publish(_ changes: [Change], of round: RoundWrites) throws(StoreError) -> RoundPublished {
        var batch = ChangeBatch(.sync, changes, run: round.run)
        batch.isFirstImport = round.isFirstImport
        if let (tenant, state) = round.state { batch.tenantStates[tenant] = state }
        if let tenant = round.dropsPending { batch.tenantsWithoutPending = [tenant] }
        if let record = round.record { batch.runs[round.run] = record }
        batch.runNotesMax = round.notesMax
        batch.comesFromPending = round.comesFromPending
        let published = try publish(batch)
        giveBackMemory(after: changes.count, atEndOf: round)
        var done = RoundPublished(published)
        for event in newestEvents {
            let image = snapshot.organizations[event.organization]
            for row in event.rows {
                let facts = image?.facts(of: row.asset)
                if row.old == nil {
                    done.groupsAdded += 1
                } else if row.mask.contains(.status),
                    facts.map({ !$0.reasons.isDisjoint(with: .gone) }) ?? true
                {
                    done.groupsRemoved += 1
                } else {
                    done.groupsChanged += 1
                }
            }
        }
        if let (tenant, _) = round.state { try makeMissingContacts(of: tenant, run: round.run) }
        return done
    }

    /// Often enough that an import does not take several times what it needs, and not so often that it shows.
    private func giveBackMemory(after changeCount: Int, atEndOf round: RoundWrites) {
        changesSinceMemoryWasGivenBack += changeCount
        let isEnough = changesSinceMemoryWasGivenBack >= Self.changesPerGivingBackMax
        guard isEnough || round.record?.isFull ?? false else { return }
        changesSinceMemoryWasGivenBack = 0
        FreedMemory.giveBack()
    }

    private static let changesPerGivingBackMax = 250_000

    func loss(
        from changes: [Change],
        of tenant: TenantID,
        comesFromPending: Bool
    ) throws(StoreError) -> Loss {
        let routed = try route(
            changes,
            policy: snapshot.policy,
            held: held.subtracting([tenant]),
            at: clock(),
            isFirstImport: false,
            comesFromPending: comesFromPending
        )
        var loss = Loss()
        guard let image = image(of: tenant) else { return loss }
        for (asset, facts) in routed.facts where !facts.reasons.isDisjoint(with: .gone) {
            guard let object = facts.object, image.facts(of: asset)?.reasons.isEmpty ?? false else {
                continue
            }
            loss.orphaned.insert(object)
        }
        for (membership, isMember) in routed.memberships where !isMember {
            loss.removed[membership.group, default: 0] += 1
        }
        return loss
    }

    func changes(
        noting errors: [ObjectID: String],
        of tenant: TenantID,
        endsOthers: Bool
    ) -> [Change] {
        guard let image = image(of: tenant) else { return [] }
        var changes: [Change] = []
        for (asset, facts) in image.syncedAssets() where facts.tenant == tenant {
            let error = facts.object.flatMap { errors[$0] }
            guard facts.syncError != error, error != nil || endsOthers else { continue }
            var noted = facts
            noted.syncError = error
            changes.append(.facts(asset, noted))
        }
        return changes
    }

    func extent(of tenant: TenantID) -> Extent {
        var extent = Extent()
        guard let image = image(of: tenant) else { return extent }
        for (asset, facts) in image.syncedAssets() where facts.tenant == tenant {
            guard let object = facts.object, image.reasons(of: asset)?.isEmpty ?? false else {
                continue
            }
            extent.groupCount += 1
            extent.membershipCount += UInt64(image.memberCount(of: object))
        }
        return extent
    }

    private func image(of tenant: TenantID) -> OrganizationSnapshot? {
        snapshot.policy.tenants[tenant].flatMap { snapshot.organizations[$0.organization] }
    }
}

extension StatusReasons {
    /// Entra has the group no more, or not as one that is documented.
    fileprivate static let gone: StatusReasons = [.sourceDeleted, .outOfScope]
}
