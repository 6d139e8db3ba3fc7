import Directory
import ReadModel
import Store

/// What Graph has told and what of it is documented, in dictionaries: the slow version that the publish must agree with.
///
/// It recomputes from its own words: a group that nothing freezes is documented as Graph last told it, any other stands
/// as it stood when it froze, and nothing that Graph told is ever lost.
struct HistoryModel {
    struct DocumentedGroup {
        var kind: GroupKind
        var properties: Group
        var members: Set<ObjectID> = []
        var isSourceDeleted = false
        var isOutOfScope = false
    }

    /// What Graph told last; what it purged is gone.
    private(set) var told: [ObjectID: ObjectProperties] = [:]
    private(set) var toldMembers: [ObjectID: Set<ObjectID>] = [:]
    private(set) var purged: Set<ObjectID> = []
    private(set) var groups: [ObjectID: DocumentedGroup] = [:]
    private(set) var policy = Policy()
    private(set) var contacts: [ContactID: Contact] = [:]
    private(set) var configurations: [ConfigurationID: Configuration] = [:]
    private let tenants: [ObjectID: TenantID]

    init(_ world: HistoryWorld) {
        var tenants: [ObjectID: TenantID] = [:]
        for cast in world.casts {
            for id in cast.members { tenants[id] = cast.tenant }
        }
        self.tenants = tenants
    }

    mutating func apply(_ changes: [Change]) {
        for case .policy(let item) in changes { policy.apply(item) }
        var caughtUp: Set<ObjectID> = []
        var memberships: [Membership: Bool] = [:]
        for change in changes {
            switch change {
            case .object(let id, .group(let group)?): tell(id, group, &caughtUp)
            case .object(let id, let properties?): told[id] = properties
            case .object(let id, nil): purge(id, &memberships)
            case .membership(let group, let member, let isMember):
                memberships[Membership(group: group, member: member)] = isMember
            case .contact(let id, let contact): contacts[id] = contact
            case .configuration(let id, let configuration): configurations[id] = configuration
            case .facts, .choice, .policy: break
            }
        }
        for (membership, isMember) in memberships {
            set(isMember, membership.member, in: &toldMembers[membership.group, default: []])
            caughtUp.insert(membership.group)
        }
        for id in caughtUp where isOpen(id) { groups[id]?.members = toldMembers[id] ?? [] }
    }

    /// The group's own reasons and those of its integration.
    func reasons(of id: ObjectID) -> StatusReasons? {
        guard let group = groups[id] else { return nil }
        var reasons: StatusReasons = []
        if group.isSourceDeleted { reasons.insert(.sourceDeleted) }
        if group.isOutOfScope { reasons.insert(.outOfScope) }
        guard let tenant = tenants[id].flatMap({ policy.tenants[$0] }),
            let integration = policy.integrations[tenant.integrationKey]
        else { return nil }
        if tenant.isRemoved || integration.isRemoved { reasons.insert(.integrationRemoved) }
        if !integration.documents(group.properties.scope) { reasons.insert(.kindSwitchedOff) }
        return reasons
    }

    private func isOpen(_ id: ObjectID) -> Bool { reasons(of: id)?.isEmpty ?? false }

    /// Whether a group that says this of itself would be followed at all.
    private func isFollowed(_ id: ObjectID, _ group: Group) -> Bool {
        guard let tenant = tenants[id].flatMap({ policy.tenants[$0] }), !tenant.isRemoved,
            let integration = policy.integrations[tenant.integrationKey], !integration.isRemoved
        else { return false }
        return integration.documents(group.scope)
    }

    private mutating func tell(_ id: ObjectID, _ group: Group, _ caughtUp: inout Set<ObjectID>) {
        told[id] = .group(group)
        guard var documented = groups[id] else {
            guard !group.isDeleted, let kind = group.scope.kind, isFollowed(id, group) else {
                return
            }
            groups[id] = DocumentedGroup(kind: kind, properties: group)
            caughtUp.insert(id)
            return
        }
        documented.isSourceDeleted = group.isDeleted
        if !group.isDeleted {
            let wasFollowed = isFollowed(id, documented.properties)
            documented.isOutOfScope =
                group.scope.kind != documented.kind
                || wasFollowed && !isFollowed(id, group)
        }
        groups[id] = documented
        if !group.isDeleted, !documented.isOutOfScope, isFollowed(id, group) {
            groups[id]?.properties = group
            caughtUp.insert(id)
        }
    }

    private mutating func purge(_ id: ObjectID, _ memberships: inout [Membership: Bool]) {
        told[id] = nil
        purged.insert(id)
        groups[id]?.isSourceDeleted = true
        for group in Set(toldMembers.keys).union(groups.keys) {
            let isTold = toldMembers[group]?.contains(id) ?? false
            let isDocumented = groups[group]?.members.contains(id) ?? false
            if isTold || isDocumented { memberships[Membership(group: group, member: id)] = false }
        }
    }

    private func set(_ isMember: Bool, _ member: ObjectID, in members: inout Set<ObjectID>) {
        if isMember { members.insert(member) } else { members.remove(member) }
    }
}
