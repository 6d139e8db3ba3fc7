import Directory

/// What a publish means for the groups that stand still.
extension OrganizationDraft {
    /// Notes which groups stand still from this draft on, and which are followed again: their members show as they are.
    mutating func setFrozen(_ changes: [(id: AssetID, facts: AssetFacts?)]) {
        var last: [AssetID: AssetFacts?] = [:]
        for (id, facts) in changes { last[id] = .some(facts) }
        var thawed: [(group: ObjectID, view: FrozenView)] = []
        for (id, facts) in last {
            guard let group = base.assets[id]?.facts.object, base.assetsByObject[group] == id,
                facts?.object != group || facts?.frozenAt == nil,
                let view = state.frozen.remove(group)
            else { continue }
            thawed.append((group, view))
        }
        for case (_, let facts?) in last {
            guard let group = facts.object, facts.frozenAt != nil, !state.frozen.contains(group)
            else { continue }
            let syncsUsers = facts.tenant.flatMap { state.context.tenants[$0]?.syncsUsers } ?? false
            let view = FrozenView(since: state.revision, syncsUsers: syncsUsers)
            state.frozen.set(view, for: group)
        }
        thaw(thawed)
    }

    private mutating func thaw(_ groups: [(group: ObjectID, view: FrozenView)]) {
        var released: Set<ObjectID> = []
        for (group, view) in groups {
            guard let lists = base.members[group] else { continue }
            for list in [lists.users, lists.devices, lists.groups, lists.others] {
                for rawValue in list.rawValues {
                    let member = ObjectID(rawValue)
                    let hasChanged = base.earlierEntry(of: member, in: view) != nil
                    if hasChanged { released.insert(member) }
                    if hasChanged || countsOtherwise(member, than: view) { touched.insert(member) }
                }
            }
        }
        for object in released {
            let needed = Set(
                (base.groups[object]?.rawValues ?? []).compactMap { group in
                    state.frozen[ObjectID(group)]?.since
                }
            )
            let entries = state.earlier[object] ?? []
            state.setEarlier(entries.filter { needed.contains($0.since) }, of: object)
        }
    }

    /// Whether the matches of a user count now and did not when a group froze, or the other way round.
    private func countsOtherwise(_ member: ObjectID, than view: FrozenView) -> Bool {
        guard let (type, tenant) = base.objects.read(member, { ($0.type, $0.tenant) }) else {
            return false
        }
        return type == .user && state.countsUsers(of: tenant, in: nil) != view.syncsUsers
    }

    /// Keeps an object that is about to change as it was, for the groups around it that stand still.
    mutating func keepForFrozenGroups(_ object: ObjectID) {
        guard !state.frozen.isEmpty, let before = base.objects[object],
            let groups = base.groups[object]
        else { return }
        var entries = state.earlier[object] ?? []
        let count = entries.count
        for rawValue in groups.rawValues {
            guard let view = state.frozen[ObjectID(rawValue)], view.since < state.revision,
                !entries.contains(where: { $0.since == view.since })
            else { continue }
            entries.append(EarlierEntry(since: view.since, entry: before))
        }
        if entries.count > count {
            entries.sort { $0.since < $1.since }
            state.setEarlier(entries, of: object)
        }
        if !entries.isEmpty { kept.insert(object) }
    }

    /// Lets go of what objects were that have become the same again.
    mutating func dropWhatIsTheSame() {
        for object in kept {
            guard let now = state.objects[object], let entries = state.earlier[object] else {
                continue
            }
            let different = entries.filter { !$0.entry.isSame(as: now) }
            if different.count < entries.count { state.setEarlier(different, of: object) }
        }
    }
}
