import Directory
import Store

/// Compares what a round has staged with what is known, documentation and pending together, and says what differs.
///
/// It reads and never writes. Each call looks at one bounded batch and answers where the next one begins, so that the
/// writer can do something else in between. Comparing a staged round again, after its changes were published, finds nothing
/// but deletions that the publish knows already.
struct Reconciler {
    let store: Store
    let staging: StagingFile
    let tenant: TenantID
    /// Told of the members of no stream, whose types nothing else keeps.
    var others: OtherMembers?
    /// What the round says is gone for good: whoever else it calls a member of something was one before.
    var gone: Set<GUID> = []

    /// The changes of one batch, and the last key that was looked at; `nil` once there is no more.
    struct Batch: Sendable {
        var changes: [Change] = []
        var last: GUID?
    }

    // MARK: Objects

    /// The objects that a stream named, after `last`.
    func objects(
        of round: StagedRound,
        after last: GUID?,
        limit: Int
    ) throws(StoreError) -> Batch {
        let staged = try staging.objects(of: round.stream, after: last, limit: limit)
        guard let end = staged.last?.id else { return Batch() }
        let type = round.stream.objectType
        // A deletion of something that nobody has seen needs no id.
        let present = staged.filter { $0.removal == .none }
        _ = try store.intern(
            objects: present.map { ObjectKey(entraID: $0.id, type: type) },
            in: tenant
        )
        let known = try known(staged.map(\.id))
        var batch = Batch(last: end)
        for object in staged {
            guard let known = known[object.id] else { continue }
            if let change = change(of: object, known: known, in: round) {
                batch.changes.append(change)
            }
        }
        return batch
    }

    /// What a full round did not name any more, among the known objects after `last`.
    ///
    /// Only a round that has reached its delta link may be asked: absence means nothing before.
    func unnamedObjects(
        of round: StagedRound,
        after last: GUID?,
        limit: Int
    ) throws(StoreError) -> Batch {
        precondition(
            round.isFull && round.isComplete,
            "only a complete enumeration tells what is gone"
        )
        let known = try store.read { reader throws(StoreError) in
            try reader.mirroredObjects(of: tenant, after: last, limit: limit)
        }
        guard let first = known.first?.entraID, let end = known.last?.entraID else {
            return Batch()
        }
        var named: Set<GUID> = []
        var position: GUID? = predecessor(of: first)
        scan: while true {
            let staged = try staging.objects(of: round.stream, after: position, limit: limit)
            for object in staged {
                guard object.id <= end else { break scan }
                named.insert(object.id)
            }
            guard staged.count == limit else { break }
            position = staged.last?.id
        }
        var batch = Batch(last: end)
        for object in known where object.type == round.stream.objectType {
            guard let properties = object.properties, !properties.isDeleted,
                !named.contains(object.entraID)
            else { continue }
            // Memberships are for the groups' stream to end: the two streams need not show the same moment.
            let isGroup = object.type == .group
            batch.changes.append(.object(object.id, isGroup ? nil : properties.deleted()))
        }
        return batch
    }

    private func change(
        of object: StagedObject,
        known: MirroredObject,
        in round: StagedRound
    ) -> Change? {
        let before = known.properties
        switch object.removal {
        case .none:
            let base = round.isFull ? nil : before
            let after = object.properties(in: round.stream, over: base)
            return after == before ? nil : .object(known.id, after)
        case .changed:
            guard let before, !before.isDeleted else { return nil }
            return .object(known.id, before.deleted())
        case .deleted:
            // Even of what was never described: a membership may have named it, and ends now.
            return .object(known.id, nil)
        }
    }

    // MARK: Memberships

    /// What an incremental round said of members, group by group after `last`.
    func memberships(after last: GUID?, limit: Int) throws(StoreError) -> Batch {
        let groups = try staging.groups(after: last, membershipLimit: limit)
        guard let end = groups.last?.id else { return Batch() }
        var batch = Batch(last: end)
        for group in groups {
            batch.changes += try changes(of: group.id, group.memberships, isWhole: false)
        }
        return batch
    }

    /// The members of the groups that a full round named, after `last`: those it did not name are gone.
    func wholeMemberships(
        of round: StagedRound,
        after last: GUID?,
        limit: Int,
        lists: GroupLists
    ) throws(StoreError) -> Batch {
        precondition(
            round.isFull && round.isComplete,
            "only a complete enumeration tells who is gone"
        )
        var batch = Batch()
        var position = last
        while batch.changes.count < limit {
            let groups = try staging.objects(of: .groups, after: position, limit: groupsPerRead)
            guard !groups.isEmpty else { break }
            for group in groups {
                position = group.id
                batch.last = position
                guard group.removal == .none, !lists.apart.contains(group.id) else { continue }
                let named = try staging.memberships(of: group.id)
                // Members that are not shown are unknown, not gone.
                if named.isEmpty, group.hidesMembers, !lists.showsHidden { continue }
                batch.changes += try changes(of: group.id, named, isWhole: true)
                if batch.changes.count >= limit { break }
            }
        }
        return batch
    }

    private let groupsPerRead = 500

    /// How the members of a group differ from what is known of them.
    func changes(
        of groupID: GUID,
        _ named: [StagedMembership],
        isWhole: Bool
    ) throws(StoreError) -> [Change] {
        let group = try store.intern(
            objects: [ObjectKey(entraID: groupID, type: .group)],
            in: tenant
        )[0]
        let before = try store.read { reader throws(StoreError) in
            try reader.mirroredMembers(of: group)
        }
        let known = Set(before)
        let joined = named.filter { $0.isMember && !self.gone.contains($0.member) }
        others?.note(joined)
        // A full round has described everyone; of it nobody needs to be looked up.
        if !isWhole { try noteNewcomers(joined) }
        let joinedIDs = try store.intern(
            objects: joined.map {
                ObjectKey(entraID: $0.member, type: ObjectType(odataType: $0.odataType))
            },
            in: tenant
        )
        var changes: [Change] = []
        for id in joinedIDs where !known.contains(id) {
            changes.append(.membership(group: group, member: id, isMember: true))
        }
        let gone: [ObjectID]
        if isWhole {
            let remaining = Set(joinedIDs)
            gone = before.filter { !remaining.contains($0) }
        } else {
            let left = named.filter { !$0.isMember }.map(\.member)
            let ids = try store.read { reader throws(StoreError) in
                try reader.objectIDs(of: left, in: tenant)
            }
            gone = ids.compactMap(\.self).filter { known.contains($0) }
        }
        for id in gone { changes.append(.membership(group: group, member: id, isMember: false)) }
        return changes
    }

    private func noteNewcomers(_ joined: [StagedMembership]) throws(StoreError) {
        guard let others else { return }
        let people = joined.filter { membership in
            switch ObjectType(odataType: membership.odataType) {
            case .user, .device: true
            case .group, .servicePrincipal, .organizationalContact, .unknown: false
            }
        }
        try store.read { reader throws(StoreError) in
            let ids = try reader.objectIDs(of: people.map(\.member), in: tenant)
            for (membership, id) in zip(people, ids) {
                // Who has an id and nothing else was named by an attempt that did not come to its end.
                if let id, try reader.isDescribed(id) { continue }
                others.noteNewcomer(membership.member)
            }
        }
    }

    /// Groups whose members a round may not have told: those that come out of the recycle bin.
    ///
    /// A group that nobody has described comes out of it too, if it was made before the stream's last link. A full round
    /// has told the members of all groups but those that came late, with what it caught up with.
    /// - Parameters:
    ///   - round: The round of groups.
    ///   - lastLink: When the link came that an incremental round began with.
    /// - Returns: The groups' ids.
    /// - Throws: What the files could not do.
    func restoredGroups(
        in round: StagedRound,
        since lastLink: Timestamp?
    ) throws(StoreError) -> [GUID] {
        guard !round.isFull || round.isCatchingUp else { return [] }
        var restored: [GUID] = []
        var last: GUID?
        while true {
            let staged = try staging.objects(
                of: .groups,
                after: last,
                limit: SyncLimits.objectsPerStepMax
            )
            guard let end = staged.last?.id else { return restored }
            let known = try known(staged.map(\.id))
            for object in staged
            where object.removal == .none && (object.isLate || !round.isFull) {
                if round.isFull {
                    // Whoever made it after the round had begun was told of all its members.
                    if object.created.map({ $0 < round.started }) ?? true {
                        restored.append(object.id)
                    }
                } else if let before = known[object.id]?.properties {
                    if before.isDeleted { restored.append(object.id) }
                } else if let lastLink, let created = object.created, created < lastLink {
                    restored.append(object.id)
                }
            }
            last = end
        }
    }

    func known(_ entraIDs: [GUID]) throws(StoreError) -> [GUID: MirroredObject] {
        try store.read { reader throws(StoreError) in
            let ids = try reader.objectIDs(of: entraIDs, in: tenant).compactMap(\.self)
            var known: [GUID: MirroredObject] = [:]
            for case let object? in try reader.mirrored(ids) { known[object.entraID] = object }
            return known
        }
    }

    /// The greatest id below `id`; `nil` when there is none.
    private func predecessor(of id: GUID) -> GUID? {
        if id.low > 0 { return GUID(high: id.high, low: id.low - 1) }
        return id.high > 0 ? GUID(high: id.high - 1, low: .max) : nil
    }
}

extension ObjectProperties {
    /// The same object in the recycle bin.
    func deleted() -> ObjectProperties {
        switch self {
        case .user(var user):
            user.isDeleted = true
            return .user(user)
        case .device(var device):
            device.isDeleted = true
            return .device(device)
        case .group(var group):
            group.isDeleted = true
            return .group(group)
        case .other:
            return self
        }
    }
}
