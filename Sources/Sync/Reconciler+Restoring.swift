import Directory
import Store

extension Reconciler {
    /// How the members of a restored group differ from all the members that it has.
    ///
    /// They may have been read from a replica that is behind the stream: of whom the round has spoken, the stream knows
    /// better.
    func restoring(_ group: GUID, _ members: [StagedMembership]) throws(StoreError) -> [Change] {
        let told = try staging.memberships(of: group)
        let known = Set(told.map(\.member))
        return try changes(
            of: group,
            members.filter { !known.contains($0.member) } + told.filter(\.isMember),
            isWhole: true
        )
    }

    /// How the members of a group differ from its own list of members.
    ///
    /// That list leaves out what it cannot show: service principals and their like, and whoever is in the recycle bin, where
    /// memberships are kept. Those stay, as does of whom the round has spoken.
    func comparing(
        _ group: GUID,
        withList listed: [StagedMembership]
    ) throws(StoreError) -> [Change] {
        let told = Set(try staging.memberships(of: group).map(\.member))
        let changes = try changes(
            of: group,
            listed.filter { !told.contains($0.member) },
            isWhole: true
        )
        let leaving = changes.compactMap { change -> ObjectID? in
            if case .membership(_, let member, false) = change { member } else { nil }
        }
        let known = try store.read { reader throws(StoreError) in try reader.mirrored(leaving) }
        var shown: Set<ObjectID> = []
        for case let object? in known where !told.contains(object.entraID) {
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
