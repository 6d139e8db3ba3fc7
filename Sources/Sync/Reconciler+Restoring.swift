import Directory
import Store

extension Reconciler {
    /// How the members of a restored group differ from its list of members.
    ///
    /// That list leaves out what it cannot show: service principals and their like, and whoever is in the recycle bin, where
    /// memberships are kept. Those stay.
    func restoring(_ group: GUID, _ listed: [StagedMembership]) throws(StoreError) -> [Change] {
        let changes = try changes(of: group, listed, isWhole: true)
        let leaving = changes.compactMap { change -> ObjectID? in
            if case .membership(_, let member, false) = change { member } else { nil }
        }
        let known = try store.read { reader throws(StoreError) in try reader.mirrored(leaving) }
        var shown: Set<ObjectID> = []
        for case let object? in known {
            switch object.type {
            case .user, .device, .group:
                if object.properties.map({ !$0.isDeleted }) ?? false { shown.insert(object.id) }
            case .servicePrincipal, .organizationalContact, .unknown: break
            }
        }
        return changes.filter { change in
            guard case .membership(_, let member, false) = change else { return true }
            return shown.contains(member)
        }
    }
}
