import Directory

/// What became of the direct members of groups in one draft.
///
/// A change that touches too many memberships at once, such as switching the sync of users off, is not told
/// one by one here; whoever needs it reads it from the store.
struct MembershipEvents: Sendable {
    /// By group, in the order in which they were noted.
    private(set) var byGroup: [ObjectID: [MembershipEvent]] = [:]
    private(set) var count = 0

    /// More than the largest bounded publish has; each takes about 150 bytes.
    static let countMax = 200_000

    var isComplete: Bool { count <= Self.countMax }

    mutating func note(_ event: MembershipEvent, in group: ObjectID) {
        count += 1
        guard isComplete else {
            byGroup = [:]
            return
        }
        byGroup[group, default: []].append(event)
    }

    /// Room for as many more as a group has members.
    func hasRoom(for events: Int) -> Bool { count + events <= Self.countMax }

    mutating func giveUp() {
        count = Self.countMax + 1
        byGroup = [:]
    }
}

extension OrganizationDraft {
    /// Notes the pair of a membership that came, went, or whose member shows differently now.
    mutating func noteEvent(of member: ObjectID, in group: ObjectID, was: Bool, isMember: Bool) {
        guard events.isComplete else { return }
        let old = was ? base.memberStanding(of: member, in: base.frozen[group]) : nil
        let new = isMember ? state.memberStanding(of: member, in: state.frozen[group]) : nil
        let image = isMember ? state : base
        let entry = image.entry(of: member, in: image.frozen[group])
        guard let entry,
            let event = MembershipEvent(
                entraID: entry.entraID,
                type: entry.type,
                name: entry.name,
                old: old,
                new: new
            )
        else { return }
        events.note(event, in: group)
    }

    /// What became of the members of a documented group, by Entra id.
    ///
    /// All members of a group whose row is new came with it; all of one whose row is gone went.
    mutating func memberEvents(of facts: AssetFacts, hadRow: Bool, hasRow: Bool)
        -> [MembershipEvent]
    {
        guard events.isComplete, let group = facts.object else { return [] }
        if hadRow, hasRow {
            return (events.byGroup[group] ?? []).sorted { $0.entraID < $1.entraID }
        }
        let image = hasRow ? state : base
        guard let lists = image.members[group] else { return [] }
        let frozen = image.frozen[group]
        guard events.hasRoom(for: lists.memberCount) else {
            events.giveUp()
            return []
        }
        var found: [MembershipEvent] = []
        for list in [lists.users, lists.devices, lists.groups, lists.others] {
            for rawValue in list.rawValues {
                let member = ObjectID(rawValue)
                guard let entry = image.entry(of: member, in: frozen),
                    let standing = image.memberStanding(of: member, in: frozen),
                    let event = MembershipEvent(
                        entraID: entry.entraID,
                        type: entry.type,
                        name: entry.name,
                        old: hasRow ? nil : standing,
                        new: hasRow ? standing : nil
                    )
                else { continue }
                events.note(event, in: group)
                found.append(event)
            }
        }
        return found.sorted { $0.entraID < $1.entraID }
    }
}

extension OrganizationState {
    /// How a member shows in the member lists of a group; `nil` while it is in the recycle bin.
    func memberStanding(of member: ObjectID, in frozen: FrozenView?) -> MatchStanding? {
        guard let entry = entry(of: member, in: frozen), !entry.isDeleted else { return nil }
        let standing = standing(of: entry, in: frozen)
        return MatchStanding(
            of: entry.type,
            standing.match,
            record: standing.record.map { MatchedRecord(externalID: $0.externalID, name: $0.name) }
        )
    }
}
