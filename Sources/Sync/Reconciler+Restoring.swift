import Directory
import Store

extension Reconciler {
    /// How the members of a restored group differ from its list of members.
    ///
    /// That list leaves service principals out, and others that it cannot show: what is not a user, a device or a group stays.
    func restoring(_ group: GUID, _ listed: [StagedMembership]) throws(StoreError) -> [Change] {
        let changes = try changes(of: group, listed, isWhole: true)
        let leaving = changes.compactMap { change -> ObjectID? in
            if case .membership(_, let member, false) = change { member } else { nil }
        }
        let identities = try store.read { reader throws(StoreError) in
            try reader.identities(of: leaving)
        }
        var stays: Set<ObjectID> = []
        for (id, identity) in zip(leaving, identities) {
            switch identity?.type {
            case .user, .device, .group: break
            case .servicePrincipal, .organizationalContact, .unknown, nil: stays.insert(id)
            }
        }
        return changes.filter { change in
            guard case .membership(_, let member, false) = change else { return true }
            return !stays.contains(member)
        }
    }
}
