import Directory
import Store

extension Publication {
    /// Adds what the router decided; the order of the parts is that of their keys.
    mutating func add(_ routed: RoutedChanges) {
        for (id, properties) in routed.objects.sorted(by: { $0.key < $1.key }) {
            objects.append(ObjectChange(id: id, properties: properties))
        }
        for (membership, isMember) in routed.memberships.sorted(by: { $0.key < $1.key }) {
            memberships.append(
                MembershipChange(
                    group: membership.group,
                    member: membership.member,
                    isMember: isMember
                )
            )
        }
        for (id, value) in routed.facts.sorted(by: { $0.key < $1.key }) {
            facts.append(FactsChange(id: id, facts: value))
        }
        for (id, contact) in routed.contacts.sorted(by: { $0.key < $1.key }) {
            contacts.append(ContactChange(id: id, contact: contact))
        }
        for (id, configuration) in routed.configurations.sorted(by: { $0.key < $1.key }) {
            configurations.append(ConfigurationChange(id: id, configuration: configuration))
        }
        policy = routed.policy
        for (id, pending) in routed.pendingObjects.sorted(by: { $0.key < $1.key }) {
            pendingObjects.append(PendingObjectChange(id: id, pending: pending))
        }
        for (membership, isMember) in routed.pendingMembers.sorted(by: { $0.key < $1.key }) {
            pendingMembers.append(
                PendingMemberChange(
                    group: membership.group,
                    member: membership.member,
                    isMember: isMember
                )
            )
        }
        groupsWithoutPending = routed.thawedGroups.sorted()
    }

    mutating func addMatch(_ match: Match, of object: ObjectID) {
        matches.append(MatchChange(id: object, match: match))
    }

    mutating func addRow(_ bytes: [UInt8]?, of asset: AssetID) {
        rows.append(RowChange(id: asset, bytes: bytes))
    }

    mutating func addRecord(of asset: AssetID, in organization: OrganizationID, mask: ChangeMask) {
        log.append(ChangeRecord(organization: organization, asset: asset, mask: mask))
    }

    mutating func addCredential(_ sealed: [UInt8]?, for integration: String) {
        credentials.append(CredentialChange(key: integration, sealed: sealed))
    }
}
