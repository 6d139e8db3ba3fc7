public import Directory

/// The next image of one organization while it is made: step 4 of a publish.
///
/// It starts as a copy that shares everything with the published image and changes only what the publish
/// touches. Dropping it undoes everything: nobody else has seen it.
public struct OrganizationDraft: Sendable {
    let base: OrganizationState
    var state: OrganizationState

    /// Objects whose category or record may differ from the base.
    var touched: Set<ObjectID> = []
    /// Objects whose encoded row shows a match that may have changed.
    var rematched: Set<ObjectID> = []
    /// Objects that got properties, with them: their rows are encoded anew.
    var described: [ObjectID: ObjectProperties?] = [:]
    /// Groups whose name or link stands in the rows of the groups that they are in.
    var renamed: Set<ObjectID> = []
    /// Groups whose rows may change, and why.
    var dirtyGroups: [ObjectID: ChangeMask] = [:]
    /// Assets whose rows may change for reasons of their own, and why.
    var dirtyAssets: [AssetID: ChangeMask] = [:]
    /// Assets as they were before this draft changed their facts.
    var replacedAssets: [AssetID: AssetEntry] = [:]
    /// What became of the members of groups, documented or not.
    var events = MembershipEvents()
    /// Objects that changed while groups around them stand still.
    var kept: Set<ObjectID> = []
    /// Objects that may no longer be needed.
    var releasable: Set<ObjectID> = []

    public init(from snapshot: OrganizationSnapshot) {
        base = snapshot.state
        state = snapshot.state
    }

    /// The image with `changes` as of `revision`, what became of each row, ascending by asset, and whether
    /// what became of their members is all there.
    public consuming func publish(
        _ changes: OrganizationChanges,
        at revision: Revision
    ) -> (snapshot: OrganizationSnapshot, rows: [RowChange], hasAllMembers: Bool) {
        state.revision = revision
        setContext(changes.context)
        for (asset, mask) in changes.lists { dirtyAssets[asset, default: []].formUnion(mask) }
        setFrozen(changes.facts)
        setContacts(changes.contacts)
        setConfigurations(changes.configurations)
        for identity in changes.identities where !state.objects.contains(identity.id) {
            setObject(identity, properties: nil)
        }
        for change in changes.objects { setObject(change.identity, properties: change.properties) }
        for (object, match) in changes.matches { setMatch(match, of: object) }
        let pairs = setMemberships(changes.memberships)
        count(pairs)
        encodeMemberRows()
        dropWhatIsTheSame()
        for (id, facts) in changes.facts { setFacts(facts, of: id) }
        let rows = encodeRows()
        release()
        let hasAllMembers = events.isComplete
        return (OrganizationSnapshot(state: state), rows, hasAllMembers)
    }

    // MARK: Context and records

    private mutating func setContext(_ context: OrganizationContext) {
        guard context != base.context else { return }
        state.context = context
        for asset in context.restricted.symmetricDifference(base.context.restricted) {
            dirtyAssets[asset, default: []].formUnion([.access, .clientAccess])
            // The groups around it count and name it only for those who see it.
            if let object = base.assets[asset]?.facts.object { renamed.insert(object) }
        }
        let tenants = Set(context.tenants.keys).union(base.context.tenants.keys)
            .filter { context.tenants[$0] != base.context.tenants[$0] }
        let flipped = tenants.filter { tenant in
            context.tenants[tenant]?.syncsUsers != base.context.tenants[tenant]?.syncsUsers
        }
        if !flipped.isEmpty {
            var users: [ObjectID] = []
            base.objects.forEach { id, entry in
                if entry.type == .user, flipped.contains(entry.tenant) { users.append(id) }
            }
            touched.formUnion(users)
            rematched.formUnion(users)
        }
        guard !tenants.isEmpty else { return }
        var affected: [AssetID] = []
        base.assets.forEach { id, entry in
            if let tenant = entry.facts.tenant, tenants.contains(tenant) { affected.append(id) }
        }
        for asset in affected { noteDirty(asset) }
    }

    private mutating func setContacts(_ changes: [(id: ContactID, contact: Contact?)]) {
        for (id, contact) in changes {
            let entry = contact.map { RecordEntry($0) }
            guard state.contacts[id] != entry else { continue }
            let isRenamed = state.contacts[id] != nil && entry != nil
            state.contacts.set(entry, for: id)
            touch(state.contacts.objects[id], isRenamed: isRenamed)
            touchEarlier(state.contacts.earlierObjects[id], isRenamed: isRenamed)
        }
    }

    private mutating func setConfigurations(
        _ changes: [(id: ConfigurationID, configuration: Configuration?)]
    ) {
        for (id, configuration) in changes {
            let entry = configuration.map { RecordEntry($0) }
            guard state.configurations[id] != entry else { continue }
            let isRenamed = state.configurations[id] != nil && entry != nil
            state.configurations.set(entry, for: id)
            touch(state.configurations.objects[id], isRenamed: isRenamed)
            touchEarlier(state.configurations.earlierObjects[id], isRenamed: isRenamed)
        }
    }

    /// Notes that the record which `objects` are matched to changed its name, or came or went.
    private mutating func touch(_ objects: SortedIDs?, isRenamed: Bool) {
        for rawValue in objects?.rawValues ?? [] {
            let object = ObjectID(rawValue)
            touched.insert(object)
            rematched.insert(object)
            if isRenamed { renamed.insert(object) }
        }
    }

    /// The same for objects that were matched to the record when a group of theirs froze: their own rows do not show it.
    private mutating func touchEarlier(_ objects: SortedIDs?, isRenamed: Bool) {
        let ids = (objects?.rawValues ?? []).map { ObjectID($0) }
        touched.formUnion(ids)
        if isRenamed { renamed.formUnion(ids) }
    }

    // MARK: Objects and matches

    private mutating func setObject(_ identity: ObjectIdentity, properties: ObjectProperties?) {
        let id = identity.id
        let old = state.objects[id]
        keepForFrozenGroups(id)
        var group: GroupProperties?
        if case .group(let properties) = properties {
            group = old?.group?.group == properties ? old?.group : GroupProperties(properties)
        }
        let entry = ObjectEntry(
            tenant: identity.tenant,
            entraID: identity.entraID,
            type: identity.type,
            hasProperties: properties != nil,
            isDeleted: properties?.isDeleted ?? identity.type.hasStream,
            name: properties?.displayName ?? "",
            match: old?.match ?? .unmatched,
            row: [],
            group: group
        )
        if let old, old.type != entry.type { move(id, from: old.type, to: entry.type) }
        if old == nil { state.objectsByEntraID[entry.entraID] = id }
        if old?.isDeleted != entry.isDeleted || old?.type != entry.type { touched.insert(id) }
        if old?.name != entry.name { renamed.insert(id) }
        if old?.group !== entry.group {
            dirtyGroups[id, default: []].insert(.properties)
            if old?.group?.group.scope.kind != entry.group?.group.scope.kind
                || (old?.group == nil) != (entry.group == nil)
            {
                renamed.insert(id)
            }
        }
        if properties == nil { releasable.insert(id) }
        described[id] = .some(properties)
        state.objects.set(entry, for: id)
    }

    /// Moves an object whose type turned out to be another one between the lists that hold it.
    private mutating func move(_ object: ObjectID, from old: ObjectType, to new: ObjectType) {
        for rawValue in state.groups[object]?.rawValues ?? [] {
            state.members.update(ObjectID(rawValue), from: MemberLists()) { lists in
                lists[old].remove(object.rawValue)
                lists[new].insert(object.rawValue)
            }
        }
    }

    private mutating func setMatch(_ match: Match, of object: ObjectID) {
        guard var entry = state.objects[object] else {
            preconditionFailure("a match of an object that nobody has described")
        }
        guard entry.match != match else { return }
        keepForFrozenGroups(object)
        let old = entry.match
        entry.match = match
        state.objects.set(entry, for: object)
        switch entry.type {
        case .user:
            if let record = old.record {
                state.contacts.removeObject(object, from: ContactID(record))
            }
            if let record = match.record {
                state.contacts.addObject(object, to: ContactID(record))
            }
        case .device:
            if let record = old.record {
                state.configurations.removeObject(object, from: ConfigurationID(record))
            }
            if let record = match.record {
                state.configurations.addObject(object, to: ConfigurationID(record))
            }
        case .group, .servicePrincipal, .organizationalContact, .unknown:
            break
        }
        touched.insert(object)
        rematched.insert(object)
        if match == .unmatched { releasable.insert(object) }
    }

    /// Encodes the rows of the objects that changed, or whose match did.
    private mutating func encodeMemberRows() {
        for (id, properties) in described {
            guard var entry = state.objects[id] else { continue }
            entry.row = MemberRowEncoder.row(
                of: entry.type,
                entraID: entry.entraID,
                properties: properties,
                standing: state.standing(of: entry)
            )
            state.objects.set(entry, for: id)
        }
        for id in rematched where described[id] == nil {
            guard var entry = state.objects[id] else { continue }
            entry.row = MemberRowEncoder.row(
                entry.row,
                of: entry.type,
                name: entry.name,
                standing: state.standing(of: entry)
            )
            state.objects.set(entry, for: id)
        }
    }

    // MARK: Forgetting

    /// Drops the objects that nothing documents or names any more.
    private mutating func release() {
        for object in releasable {
            guard let entry = state.objects[object], !state.isNeeded(entry, id: object) else {
                continue
            }
            state.objects.remove(object)
            state.objectsByEntraID[entry.entraID] = nil
        }
    }
}

extension OrganizationState {
    /// Whether anything is documented of an object, or names it.
    func isNeeded(_ entry: ObjectEntry, id: ObjectID) -> Bool {
        entry.hasProperties || entry.match != .unmatched || members.contains(id)
            || groups.contains(id)
    }
}
