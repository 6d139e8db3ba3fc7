import Directory
import ReadModel
import Store

/// Decides for every change whether it becomes documentation now, waits as pending, or changes nothing: step 2 of a publish.
///
/// A group is *open* while it is documented and nothing freezes it. What Entra says of an open group, and of every user,
/// device and other object, becomes documentation at once. What it says of any other group waits, so that documentation
/// and pending together are always all that Graph has told.
struct ChangeRouter {
    private let reader: StoreReader
    private let present: PresentState
    private let policy: Policy
    private let time: Timestamp
    /// Nothing of the tenant has been observed before: no group's `updated` moves.
    private let isFirstImport: Bool
    private var routed = RoutedChanges()
    /// Groups that got their asset in this publish: their first members are no change of theirs.
    private var createdGroups: Set<ObjectID> = []
    private var openGroups: [ObjectID: Bool] = [:]
    private var membershipChanges: [Membership: Bool] = [:]
    /// The ids of the groups that the batch begins to document.
    private let newAssets: [ObjectID: AssetID]
    /// Tenants of which nothing may be documented for the present.
    private let held: Set<TenantID>

    /// A router for one batch; `policy` is as it is after the publish.
    init(
        reader: StoreReader,
        present: PresentState,
        newAssets: [ObjectID: AssetID],
        held: Set<TenantID>,
        policy: Policy,
        time: Timestamp,
        isFirstImport: Bool
    ) {
        self.reader = reader
        self.present = present
        self.newAssets = newAssets
        self.held = held
        self.policy = policy
        self.time = time
        self.isFirstImport = isFirstImport
        routed.identities = present.identities
    }

    /// Routes a whole batch; of several changes to one key the last one counts.
    consuming func route(_ changes: [Change]) throws(StoreError) -> RoutedChanges {
        for change in changes {
            switch change {
            case .object(let id, let properties): try routeObject(id, properties)
            case .membership(let group, let member, let isMember):
                membershipChanges[Membership(group: group, member: member)] = isMember
            case .contact(let id, let contact): routeContact(id, contact)
            case .configuration(let id, let configuration): routeConfiguration(id, configuration)
            case .facts(let id, let facts): setFacts(facts, of: id)
            case .choice(let id, let match): routed.choices[id] = match
            case .policy(let item): routed.policy.append(item)
            }
        }
        try routeMemberships()
        return routed
    }

    // MARK: Records of the platform

    private mutating func routeContact(_ id: ContactID, _ contact: Contact?) {
        let known = present.contacts[id]
        routed.contactOwners[id] = contact?.organization ?? known?.organization
        guard known != contact else {
            routed.contacts[id] = nil
            return
        }
        routed.contacts[id] = .some(contact)
    }

    private mutating func routeConfiguration(_ id: ConfigurationID, _ configuration: Configuration?)
    {
        let known = present.configurations[id]
        routed.configurationOwners[id] = configuration?.organization ?? known?.organization
        guard known != configuration else {
            routed.configurations[id] = nil
            return
        }
        routed.configurations[id] = .some(configuration)
    }

    // MARK: Objects

    private mutating func routeObject(
        _ id: ObjectID,
        _ properties: ObjectProperties?
    ) throws(StoreError) {
        if isHeld(id) {
            hold(id, properties)
        } else if routed.identities[id]?.type == .group {
            try routeGroup(id, properties)
        } else {
            document(id, properties)
            setPending(id, nil)
        }
    }

    /// Whatever Entra says of a tenant that is held waits, deletions too.
    private mutating func hold(_ id: ObjectID, _ properties: ObjectProperties?) {
        if present.objects[id]?.documented == properties {
            setPending(id, nil)
        } else {
            setPending(id, properties.map { .present($0) } ?? .gone)
        }
    }

    private func isHeld(_ id: ObjectID) -> Bool {
        guard !held.isEmpty, let tenant = routed.identities[id]?.tenant else { return false }
        return held.contains(tenant)
    }

    private mutating func routeGroup(
        _ id: ObjectID,
        _ properties: ObjectProperties?
    ) throws(StoreError) {
        guard case .group(let group)? = properties, !group.isDeleted else {
            routeDeletedGroup(id, properties)
            return
        }
        if let asset = asset(of: id) {
            routeDocumentedGroup(id, group, asset: asset.id, facts: asset.facts)
            if isOpen(id) { try thaw(id) }
            return
        }
        document(id, properties)
        setPending(id, nil)
        guard let tenant = tenant(of: id), let kind = group.scope.kind,
            policy.documents(group, of: tenant.value)
        else { return }
        create(id, group, kind: kind, tenant: tenant.id, organization: tenant.value.organization)
        try thaw(id)
    }

    /// A deletion is a fact of its own: everything else that is documented of the group stands still.
    private mutating func routeDeletedGroup(_ id: ObjectID, _ properties: ObjectProperties?) {
        guard let known = asset(of: id) else {
            document(id, properties)
            setPending(id, nil)
            if properties == nil { routed.thawedGroups.insert(id) }
            return
        }
        var facts = known.facts
        facts.reasons.insert(.sourceDeleted)
        facts.frozenAt = facts.frozenAt ?? time
        setFacts(facts, of: known.id)
        if case .group(var documented)? = documented(id) {
            documented.isDeleted = true
            document(id, .group(documented))
        }
        // What waits must not say that the group is still there.
        switch present.objects[id]?.pending {
        case .present(.group(var waiting))?:
            waiting.isDeleted = true
            let isSame = isSame(documented(id), .group(waiting))
            setPending(id, isSame ? nil : .present(.group(waiting)))
        case .gone?: setPending(id, nil)
        case .present?, nil: break
        }
        openGroups[id] = false
    }

    private mutating func routeDocumentedGroup(
        _ id: ObjectID,
        _ group: Group,
        asset: AssetID,
        facts before: AssetFacts
    ) {
        var facts = before
        let known = documented(id)
        let follows = isFollowed(id, .group(group))
        facts.reasons.subtract([.sourceDeleted, .outOfScope])
        // What the integration does not follow is told by the documented properties; a group that left them behind is not.
        let leftScope = group.scope.kind != facts.kind || isFollowed(id, known) && !follows
        if leftScope { facts.reasons.insert(.outOfScope) }
        let isOpen = !facts.reasons.isFrozen && follows
        openGroups[id] = isOpen
        if isOpen {
            facts.frozenAt = nil
            if !isSame(known, .group(group)) {
                facts.updated = ObservedChange(time: time, source: .observedBySync)
            }
            document(id, .group(group))
            setPending(id, nil)
        } else {
            facts.frozenAt = facts.frozenAt ?? time
            if case .group(var restored)? = known, restored.isDeleted {
                restored.isDeleted = false
                document(id, .group(restored))
            }
            setPending(id, isSame(known, .group(group)) ? nil : .present(.group(group)))
        }
        setFacts(facts, of: asset)
    }

    private mutating func create(
        _ id: ObjectID,
        _ group: Group,
        kind: GroupKind,
        tenant: TenantID,
        organization: OrganizationID
    ) {
        guard let identity = routed.identities[id], let tenantRecord = policy.tenants[tenant] else {
            return
        }
        guard let asset = newAssets[id] else {
            preconditionFailure("a group's asset has its id before the group is documented")
        }
        let created = group.created ?? time
        let facts = AssetFacts(
            publicID: PublicIdentity.asset(tenant: tenantRecord.entraID, group: identity.entraID),
            organization: organization,
            kind: kind,
            object: id,
            tenant: tenant,
            updated: ObservedChange(time: created, source: .notYetObserved)
        )
        createdGroups.insert(id)
        createdAssets[id] = asset
        openGroups[id] = true
        setFacts(facts, of: asset)
    }

    private var createdAssets: [ObjectID: AssetID] = [:]

    /// What waited for an open group is documentation from now on; what the batch itself says comes later and counts.
    private mutating func thaw(_ group: ObjectID) throws(StoreError) {
        guard caughtUpGroups.insert(group).inserted else { return }
        let waiting = try reader.pendingMembers(of: group)
        guard !waiting.isEmpty else { return }
        routed.thawedGroups.insert(group)
        let unknown = waiting.map(\.member).filter { routed.identities[$0] == nil }
        routed.identities.merge(try reader.who(unknown)) { known, _ in known }
        for pending in waiting {
            let membership = Membership(group: group, member: pending.member)
            if membershipChanges[membership] == nil { thawed[membership] = pending.isMember }
        }
    }

    private var thawed: [Membership: Bool] = [:]
    private var caughtUpGroups: Set<ObjectID> = []

    // MARK: Memberships

    private mutating func routeMemberships() throws(StoreError) {
        // An open group may not have been caught up with yet: what waited must not outlive a later word.
        for group in Set(membershipChanges.keys.map(\.group)).sorted() where isOpen(group) {
            try thaw(group)
        }
        var changes = thawed
        changes.merge(membershipChanges) { _, later in later }
        let ordered = changes.sorted { $0.key < $1.key }
        let isDocumented = try documentedFlags(ordered.map(\.key))
        var changedGroups: Set<ObjectID> = []
        for ((membership, isMember), wasMember) in zip(ordered, isDocumented) {
            if isOpen(membership.group) {
                guard wasMember != isMember else { continue }
                routed.memberships[membership] = isMember
                changedGroups.insert(membership.group)
            } else {
                routed.pendingMembers[membership] = .some(wasMember == isMember ? nil : isMember)
            }
        }
        guard !isFirstImport else { return }
        for group in changedGroups.subtracting(createdGroups) {
            guard let known = asset(of: group) else { continue }
            var facts = known.facts
            facts.updated = ObservedChange(time: time, source: .observedBySync)
            setFacts(facts, of: known.id)
        }
    }

    /// Whether each membership is documented; a group without an asset before this publish has none.
    private func documentedFlags(_ memberships: [Membership]) throws(StoreError) -> [Bool] {
        var flags = [Bool](repeating: false, count: memberships.count)
        let indices = memberships.indices.filter { present.assets[memberships[$0].group] != nil }
        let found = try reader.areDocumented(indices.map { memberships[$0] })
        for (index, isDocumented) in zip(indices, found) { flags[index] = isDocumented }
        return flags
    }

    // MARK: What is so, this publish included

    private func tenant(of object: ObjectID) -> (id: TenantID, value: Tenant)? {
        guard let id = routed.identities[object]?.tenant, let value = policy.tenants[id] else {
            return nil
        }
        return (id, value)
    }

    private func asset(of group: ObjectID) -> (id: AssetID, facts: AssetFacts)? {
        if let id = createdAssets[group], let facts = routed.facts[id] { return (id, facts) }
        guard let (id, facts) = present.asset(of: group) else { return nil }
        return (id, routed.facts[id] ?? facts)
    }

    private func documented(_ id: ObjectID) -> ObjectProperties? {
        if let routed = routed.objects[id] { return routed }
        return present.objects[id]?.documented
    }

    private mutating func isOpen(_ group: ObjectID) -> Bool {
        if let known = openGroups[group] { return known }
        guard !isHeld(group) else { return false }
        var isOpen = false
        if let (_, facts) = asset(of: group) {
            isOpen = !facts.reasons.isFrozen && isFollowed(group, documented(group))
        }
        openGroups[group] = isOpen
        return isOpen
    }

    /// Whether groups with these properties are documented at all.
    private func isFollowed(_ id: ObjectID, _ properties: ObjectProperties?) -> Bool {
        guard case .group(let group)? = properties, let tenant = tenant(of: id) else {
            return false
        }
        return policy.documents(group, of: tenant.value)
    }

    private mutating func document(_ id: ObjectID, _ properties: ObjectProperties?) {
        if present.objects[id]?.documented == properties {
            routed.objects[id] = nil
        } else {
            routed.objects[id] = .some(properties)
        }
    }

    private mutating func setPending(_ id: ObjectID, _ pending: PendingObject?) {
        if present.objects[id]?.pending == pending {
            routed.pendingObjects[id] = nil
        } else {
            routed.pendingObjects[id] = .some(pending)
        }
    }

    private mutating func setFacts(_ facts: AssetFacts, of asset: AssetID) {
        if present.facts[asset] == facts {
            routed.facts[asset] = nil
        } else {
            routed.facts[asset] = facts
        }
    }

    /// Equal but for the recycle bin, which is told by a fact of the asset.
    private func isSame(_ documented: ObjectProperties?, _ other: ObjectProperties) -> Bool {
        guard case .group(var left)? = documented, case .group(var right) = other else {
            return false
        }
        left.isDeleted = false
        right.isDeleted = false
        return left == right
    }
}
