import Directory
import ReadModel

extension OrganizationChanges {
    mutating func addIdentity(of id: ObjectID, _ who: Who) {
        identities.append(
            ObjectIdentity(id: id, tenant: who.tenant, entraID: who.entraID, type: who.type)
        )
    }

    mutating func addObject(_ id: ObjectID, _ who: Who, _ properties: ObjectProperties?) {
        let identity = ObjectIdentity(
            id: id,
            tenant: who.tenant,
            entraID: who.entraID,
            type: who.type
        )
        objects.append(ObjectChange(identity, properties: properties))
    }

    mutating func addMembership(_ membership: Membership, isMember: Bool) {
        memberships.append(
            MembershipChange(
                group: membership.group,
                member: membership.member,
                isMember: isMember
            )
        )
    }

    /// What the matcher has to know of the objects: users and devices, as they are now.
    var matchedObjects: [(id: ObjectID, properties: ObjectProperties?)] {
        objects.compactMap { change in
            guard change.identity.type == .user || change.identity.type == .device else {
                return nil
            }
            return (change.identity.id, change.properties)
        }
    }
}
