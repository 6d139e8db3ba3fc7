public import Directory

/// Which groups stand still, and what their members were when that began.
///
/// A frozen group's memberships are not written, so what they are is what they were. A member is one object for all of its
/// groups, and goes on: what a frozen group shows of it is read as of the revision in which the group froze.
extension StoreReader {
    /// How a group stands still at `revision`; `nil` while it is followed, and for a manual group.
    public func frozenGroup(
        _ asset: AssetID,
        at revision: Revision
    ) throws(StoreError) -> FrozenGroup? {
        let newest =
            try session.statement("SELECT \(Self.valueSQL("facts", of: "?1"))")
            .bind(1, asset).bind(2, revision).first { row throws(StoreError) in
                row.isNull(0) ? nil : try row.value(0, of: "facts") as AssetFacts
            } ?? nil
        guard let newest, newest.frozenAt != nil, let group = newest.object else { return nil }
        let since = try frozenSince(asset, at: revision)
        let syncsUsers = try newest.tenant.map { tenant throws(StoreError) in
            try self.syncsUsers(of: tenant, at: since)
        }
        return FrozenGroup(group: group, since: since, syncsUsers: syncsUsers ?? false)
    }

    /// The first of the revisions up to `revision`, without a gap, in which the facts of a frozen asset say so.
    func frozenSince(_ asset: AssetID, at revision: Revision) throws(StoreError) -> Revision {
        var since: Revision?
        var isOver = false
        try session.statement(
            """
            SELECT since, NULL, value FROM facts_now WHERE id = ?1 AND since <= ?2
            UNION ALL
            SELECT since, until, value FROM facts_past WHERE id = ?1 AND since <= ?2
            ORDER BY 1 DESC
            """
        ).bind(1, asset).bind(2, revision).rows { row throws(StoreError) in
            guard !isOver else { return }
            let until: Revision? = row.isNull(1) ? nil : try row.revision(1)
            let facts: AssetFacts = try row.value(2, of: "facts")
            let isContiguous = since == nil || since == until
            guard isContiguous, facts.frozenAt != nil else {
                isOver = true
                return
            }
            since = try row.revision(0)
        }
        return since ?? revision
    }

    /// Whether the matches of a tenant's users counted at `revision`, below the floor of history too.
    private func syncsUsers(of tenant: TenantID, at revision: Revision) throws(StoreError) -> Bool {
        guard case .tenant(let value) = try policyValue(.tenant(tenant, nil), at: revision),
            case .integration(let integration) = try policyValue(
                .integration(value.integrationKey, nil),
                at: revision
            )
        else { return false }
        return integration.syncsUsers
    }

    private func policyValue(
        _ item: PolicyItem,
        at revision: Revision
    ) throws(StoreError) -> PolicyValue? {
        try session.statement(
            """
            SELECT coalesce(
                (SELECT value FROM policy_now WHERE key = ?1 AND since <= ?2),
                (SELECT CASE WHEN until > ?2 THEN value END FROM policy_past
                 WHERE key = ?1 AND since <= ?2 ORDER BY since DESC LIMIT 1)
            )
            """
        ).bind(1, item.storedKey).bind(2, revision).first { row throws(StoreError) in
            row.isNull(0) ? nil : try row.value(0, of: "policy") as PolicyValue
        } ?? nil
    }

    /// Adds the frozen groups to an image that has everything else.
    func addFrozen(to image: inout OrganizationImage, at revision: Revision) throws(StoreError) {
        for asset in image.assets where asset.facts.frozenAt != nil {
            guard let frozen = try frozenGroup(asset.id, at: revision) else { continue }
            image.frozenGroups.append(frozen)
        }
        image.frozenGroups.sort { $0.group < $1.group }
        var seen: Set<EarlierKey> = []
        for frozen in image.frozenGroups where frozen.since < image.revision {
            for membership in image.memberships(of: frozen.group) {
                let id = membership.member
                guard seen.insert(EarlierKey(id: id, since: frozen.since)).inserted,
                    let object = try object(id, at: frozen.since), object != image.object(id)
                else { continue }
                image.earlierObjects.append(EarlierObject(since: frozen.since, object: object))
            }
        }
        image.earlierObjects.sort { ($0.object.id, $0.since) < ($1.object.id, $1.since) }
    }
}

private struct EarlierKey: Hashable {
    var id: ObjectID
    var since: Revision
}

extension OrganizationImage {
    /// The memberships of one group.
    fileprivate func memberships(of group: ObjectID) -> ArraySlice<Membership> {
        let first = Self.lowerBound(memberships) { $0.group < group }
        let end = Self.lowerBound(memberships) { $0.group <= group }
        return memberships[first..<end]
    }

    fileprivate func object(_ id: ObjectID) -> DocumentedObject? {
        let index = Self.lowerBound(objects) { $0.id < id }
        return index < objects.count && objects[index].id == id ? objects[index] : nil
    }

    /// The index of the first element that `isBefore` does not hold for.
    private static func lowerBound<Element>(
        _ elements: [Element],
        _ isBefore: (Element) -> Bool
    ) -> Int {
        var low = 0
        var high = elements.count
        while low < high {
            let middle = (low + high) / 2
            if isBefore(elements[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
