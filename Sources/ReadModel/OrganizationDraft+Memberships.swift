import Directory

extension OrganizationDraft {
    /// The memberships that really came and went, each list by group and then member.
    struct Pairs {
        var added: [Membership] = []
        var removed: [Membership] = []
    }

    /// Applies what is news among `changes` to both directions; of several about one pair the last holds.
    mutating func setMemberships(_ changes: [MembershipChange]) -> Pairs {
        var pairs = Pairs()
        var index = 0
        let sorted = changes.enumerated().sorted { left, right in
            if left.element.group != right.element.group {
                return left.element.group < right.element.group
            }
            if left.element.member != right.element.member {
                return left.element.member < right.element.member
            }
            return left.offset < right.offset
        }
        while index < sorted.count {
            let change = sorted[index].element
            index += 1
            if index < sorted.count, sorted[index].element.group == change.group,
                sorted[index].element.member == change.member
            {
                continue
            }
            let pair = Membership(group: change.group, member: change.member)
            guard contains(pair) != change.isMember else { continue }
            if change.isMember { pairs.added.append(pair) } else { pairs.removed.append(pair) }
        }
        setMembers(pairs)
        setGroups(pairs)
        return pairs
    }

    private func type(of member: ObjectID) -> ObjectType {
        guard let type = state.objects.read(member, { $0.type }) else {
            preconditionFailure("a membership names an object that nobody has described")
        }
        return type
    }

    private func contains(_ pair: Membership) -> Bool {
        guard let type = state.objects.read(pair.member, { $0.type }) else { return false }
        return state.members[pair.group]?[type].contains(pair.member.rawValue) ?? false
    }

    private mutating func setMembers(_ pairs: Pairs) {
        var added = pairs.added[...]
        var removed = pairs.removed[...]
        while let group = Self.lesser(added.first?.group, removed.first?.group) {
            var changes: [ObjectType: (added: [UInt32], removed: [UInt32])] = [:]
            while let pair = added.first, pair.group == group {
                changes[type(of: pair.member), default: ([], [])].added
                    .append(pair.member.rawValue)
                added.removeFirst()
            }
            while let pair = removed.first, pair.group == group {
                changes[type(of: pair.member), default: ([], [])].removed
                    .append(pair.member.rawValue)
                removed.removeFirst()
            }
            for (type, change) in changes {
                dirtyGroups[group, default: []].insert(ChangeMask(ofMembers: type))
                state.members.update(group, from: MemberLists()) { lists in
                    lists[type].merge(adding: change.added, removing: change.removed)
                }
            }
        }
    }

    private mutating func setGroups(_ pairs: Pairs) {
        let byMember: (Membership, Membership) -> Bool = { left, right in
            left.member != right.member ? left.member < right.member : left.group < right.group
        }
        var added = pairs.added.sorted(by: byMember)[...]
        var removed = pairs.removed.sorted(by: byMember)[...]
        while let member = Self.lesser(added.first?.member, removed.first?.member) {
            var addedGroups: [UInt32] = []
            var removedGroups: [UInt32] = []
            while let pair = added.first, pair.member == member {
                addedGroups.append(pair.group.rawValue)
                added.removeFirst()
            }
            while let pair = removed.first, pair.member == member {
                removedGroups.append(pair.group.rawValue)
                removed.removeFirst()
            }
            let isEmpty = state.groups.update(member, from: SortedIDs()) { groups in
                groups.merge(adding: addedGroups, removing: removedGroups)
                return groups.isEmpty
            }
            if isEmpty {
                state.groups.remove(member)
                releasable.insert(member)
            }
        }
    }

    private static func lesser(_ left: ObjectID?, _ right: ObjectID?) -> ObjectID? {
        guard let left else { return right }
        guard let right else { return left }
        return min(left, right)
    }

    /// Brings the counts of all groups up to date by differences, and notes whose rows may change.
    ///
    /// First every pair of the base goes over to its member's new category, then the pairs that went
    /// are subtracted and those that came are added.
    mutating func count(_ pairs: Pairs) {
        for member in touched { recount(member) }
        for pair in pairs.removed {
            add(pair, -1)
            noteEvent(of: pair.member, in: pair.group, was: true, isMember: false)
        }
        for pair in pairs.added {
            add(pair, 1)
            noteEvent(of: pair.member, in: pair.group, was: false, isMember: true)
        }
        for group in Set(pairs.removed.map(\.group))
        where state.members.read(group, { $0.isEmpty }) ?? false {
            state.members.remove(group)
            releasable.insert(group)
        }
        for object in renamed { noteRenamed(object) }
    }

    private mutating func recount(_ member: ObjectID) {
        guard let old = base.objects[member], let new = state.objects[member],
            let groups = base.groups[member]
        else { return }
        let followed = difference(from: old, in: nil, to: new, in: nil)
        for rawValue in groups.rawValues {
            let group = ObjectID(rawValue)
            let before = base.frozen[group]
            let after = state.frozen[group]
            if before == nil, after == nil {
                if let followed { recount(member, in: group, followed) }
            } else if let old = base.entry(of: member, in: before),
                let new = state.entry(of: member, in: after),
                let change = difference(from: old, in: before, to: new, in: after)
            {
                recount(member, in: group, change)
            }
        }
    }

    /// What became of a member in the eyes of one of its groups.
    private struct CountChange {
        var old: MemberCategory
        var new: MemberCategory
        var mask: ChangeMask
    }

    /// `nil` when the member counts as before, and as the same record.
    private func difference(
        from old: ObjectEntry,
        in before: FrozenView?,
        to new: ObjectEntry,
        in after: FrozenView?
    ) -> CountChange? {
        let oldCategory = base.category(of: old, in: before)
        let newCategory = state.category(of: new, in: after)
        let isRecordChanged = base.record(of: old, in: before) != state.record(of: new, in: after)
        guard oldCategory != newCategory || isRecordChanged else { return nil }
        var mask: ChangeMask = isRecordChanged ? .matches : []
        if (oldCategory == .hidden) != (newCategory == .hidden) || old.type != new.type {
            mask.formUnion([ChangeMask(ofMembers: old.type), ChangeMask(ofMembers: new.type)])
        }
        return CountChange(old: oldCategory, new: newCategory, mask: mask)
    }

    private mutating func recount(_ member: ObjectID, in group: ObjectID, _ change: CountChange) {
        dirtyGroups[group, default: []].formUnion(change.mask)
        if contains(Membership(group: group, member: member)) {
            noteEvent(of: member, in: group, was: true, isMember: true)
        }
        guard change.old != change.new else { return }
        state.members.update(group, from: MemberLists()) { lists in
            lists.counts.subtract(change.old)
            lists.counts.add(change.new)
        }
    }

    private mutating func add(_ pair: Membership, _ sign: Int) {
        let frozen = state.frozen[pair.group]
        let category = state.readMember(pair.member, in: frozen) {
            state.category(of: $0, in: frozen)
        }
        guard let category else { return }
        state.members.update(pair.group, from: MemberLists()) { lists in
            if sign > 0 { lists.counts.add(category) } else { lists.counts.subtract(category) }
        }
    }

    /// Looks again at the rows in which the name or link of `object` may stand.
    ///
    /// A user's own name stands in no row, its contact's only where it is the one that is matched.
    mutating func noteRenamed(_ object: ObjectID) {
        guard let type = state.objects.read(object, { $0.type }) else { return }
        for rawValue in state.groups[object]?.rawValues ?? [] {
            let group = ObjectID(rawValue)
            if type == .user {
                let matched = state.members.read(group) { $0.counts[.userMatched] }
                guard matched == 1 else { continue }
            }
            dirtyGroups[group, default: []].insert(.related)
        }
    }
}

extension ChangeMask {
    /// The part of a group that its members of `type` are.
    init(ofMembers type: ObjectType) {
        switch type {
        case .device: self = .devices
        case .group: self = .nestedGroups
        case .user, .servicePrincipal, .organizationalContact, .unknown: self = .members
        }
    }
}
