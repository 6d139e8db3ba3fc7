import Directory
import ReadModel
import Store

/// Finds out from the store what became of the members of a group in one revision.
///
/// It compares how each of them showed before with how it showed after, by the rules of the read model.
struct MemberEventReader {
    private let reader: StoreReader
    /// How the group that is looked at stood still before the revision, and how it does after it.
    private var frozen: (before: FrozenGroup?, after: FrozenGroup?) = (nil, nil)
    /// The policy before and after the revision that was looked at last.
    private var policies: (revision: Revision, before: Policy, after: Policy)?

    init(_ reader: StoreReader) {
        self.reader = reader
    }

    /// The events of one record of the log, by Entra id.
    mutating func events(
        of group: ObjectID?,
        _ change: LoggedChange,
        _ info: RevisionInfo
    ) throws(StoreError) -> [MembershipEvent] {
        guard let group else { return [] }
        try readPolicies(of: info)
        let revision = info.revision
        let before = Revision(revision.number - 1)
        frozen = (
            before: try reader.frozenGroup(change.asset, at: before),
            after: try reader.frozenGroup(change.asset, at: revision)
        )
        var events: [MembershipEvent] = []
        switch (change.old != nil, change.new != nil) {
        case (false, false):
            break
        case (false, true):
            for member in try reader.members(of: group, at: revision) {
                try append(member, was: nil, isNow: revision, to: &events)
            }
        case (true, false):
            for member in try reader.members(of: group, at: before) {
                try append(member, was: before, isNow: nil, to: &events)
            }
        case (true, true):
            guard
                !change.mask.isDisjoint(with: [.members, .devices, .nestedGroups, .matches])
            else { break }
            let changes = try reader.memberChanges(of: group, in: revision)
            for member in changes.joined {
                try append(member, was: nil, isNow: revision, to: &events)
            }
            for member in changes.left {
                try append(member, was: before, isNow: nil, to: &events)
            }
            let joined = Set(changes.joined)
            for member in try reader.members(of: group, at: revision)
            where !joined.contains(member) {
                // Policy may change how every match counts, and a group that stands still shows what its members were:
                // they show as they are when it is followed again, and their records of then may come and go.
                var mayDiffer =
                    info.changedPolicy || frozen.before != nil || frozen.after != nil
                if !mayDiffer { mayDiffer = try reader.isChanged(member, in: revision) }
                guard mayDiffer else { continue }
                try append(member, was: before, isNow: revision, to: &events)
            }
        }
        return events.sorted { $0.entraID < $1.entraID }
    }

    private func append(
        _ member: ObjectID,
        was before: Revision?,
        isNow revision: Revision?,
        to events: inout [MembershipEvent]
    ) throws(StoreError) {
        let old: DocumentedObject? =
            if let before {
                try reader.object(member, at: frozen.before?.since ?? before)
            } else { nil }
        let new: DocumentedObject? =
            if let revision {
                try reader.object(member, at: frozen.after?.since ?? revision)
            } else { nil }
        guard let entry = new ?? old else { return }
        let event = MembershipEvent(
            entraID: entry.entraID,
            type: entry.type,
            name: entry.properties?.displayName ?? "",
            old: try standing(of: old, at: before, policies?.before, frozen.before),
            new: try standing(of: new, at: revision, policies?.after, frozen.after)
        )
        if let event { events.append(event) }
    }

    /// How a member shows at a revision; `nil` in the recycle bin.
    private func standing(
        of object: DocumentedObject?,
        at revision: Revision?,
        _ policy: Policy?,
        _ frozen: FrozenGroup?
    ) throws(StoreError) -> MatchStanding? {
        guard let object, let revision,
            !(object.properties?.isDeleted ?? object.type.hasStream)
        else { return nil }
        if object.type == .user {
            let tenant = policy?.tenants[object.tenant]
            let integration = tenant.flatMap { policy?.integrations[$0.integrationKey] }
            guard frozen?.syncsUsers ?? integration?.syncsUsers ?? false else {
                return MatchStanding(of: .user, .unmatched, record: nil)
            }
        }
        guard let id = object.match.record else {
            return MatchStanding(of: object.type, object.match, record: nil)
        }
        let record: MatchedRecord?
        switch object.type {
        case .user:
            record = try reader.contact(ContactID(id), at: revision)
                .map { MatchedRecord(externalID: $0.externalID, name: $0.fullName) }
        case .device:
            record = try reader.configuration(ConfigurationID(id), at: revision)
                .map { MatchedRecord(externalID: $0.externalID, name: $0.name) }
        case .group, .servicePrincipal, .organizationalContact, .unknown:
            record = nil
        }
        guard let record else {
            return MatchStanding(of: object.type, .unmatched, record: nil)
        }
        return MatchStanding(of: object.type, object.match, record: record)
    }

    private mutating func readPolicies(of info: RevisionInfo) throws(StoreError) {
        let revision = info.revision
        if policies?.revision == revision { return }
        if let known = policies, known.revision.next == revision, !info.changedPolicy {
            policies = (revision, known.after, known.after)
            return
        }
        let after = Policy(try reader.policy(at: revision))
        let before =
            info.changedPolicy
            ? Policy(try reader.policy(at: Revision(revision.number - 1))) : after
        policies = (revision, before, after)
    }
}
