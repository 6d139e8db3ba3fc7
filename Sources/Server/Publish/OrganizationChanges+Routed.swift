import Directory
import Matching
import ReadModel

extension OrganizationChanges {
    /// What the routed changes mean for one organization; every object that they name comes with its identity.
    init(
        _ routed: RoutedChanges,
        for organization: OrganizationID,
        policy: Policy,
        context: OrganizationContext
    ) {
        self.init(context: context)
        var named: Set<ObjectID> = []
        let ours = { (id: ObjectID) -> Who? in
            guard let who = routed.identities[id],
                policy.tenants[who.tenant]?.organization == organization
            else { return nil }
            return who
        }
        for (id, properties) in routed.objects.sorted(by: { $0.key < $1.key }) {
            guard let who = ours(id) else { continue }
            addObject(id, who, properties)
            if named.insert(id).inserted { addIdentity(of: id, who) }
        }
        for (membership, isMember) in routed.memberships.sorted(by: { $0.key < $1.key })
        where ours(membership.group) != nil {
            addMembership(membership, isMember: isMember)
            for id in [membership.group, membership.member] where named.insert(id).inserted {
                guard let who = routed.identities[id] else {
                    preconditionFailure("the members of a routed membership have identities")
                }
                addIdentity(of: id, who)
            }
        }
        for (id, facts) in routed.facts.sorted(by: { $0.key < $1.key })
        where facts.organization == organization {
            self.facts.append((id: id, facts: facts))
        }
        lists = routed.lists.filter { $0.value.organization == organization }.mapValues(\.mask)
        for (id, contact) in routed.contacts.sorted(by: { $0.key < $1.key })
        where routed.contactOwners[id] == organization {
            contacts.append((id: id, contact: contact))
        }
        for (id, configuration) in routed.configurations.sorted(by: { $0.key < $1.key })
        where routed.configurationOwners[id] == organization {
            configurations.append((id: id, configuration: configuration))
        }
    }

    /// What the matcher has to know.
    var matchInputs: [MatchInput] {
        var inputs: [MatchInput] = []
        for (id, contact) in contacts { inputs.append(.contact(id, contact)) }
        for (id, configuration) in configurations {
            inputs.append(.configuration(id, configuration))
        }
        for (id, properties) in matchedObjects { inputs.append(.object(id, properties)) }
        inputs.append(.usersSync(context.tenants.values.contains { $0.syncsUsers }))
        return inputs
    }
}
