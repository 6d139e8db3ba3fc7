import Directory
import ReadModel
import Store

/// The end of the memberships of objects that are gone for good: Entra need not tell of it group by group.
enum GoneMembers {
    /// `changes`, each deletion followed by the end of the memberships that `snapshot` knows of, and of those that wait.
    static func ending(
        _ changes: [Change],
        in snapshot: Snapshot,
        reader: StoreReader
    ) throws(StoreError) -> [Change] {
        let gone = changes.compactMap { change -> ObjectID? in
            if case .object(let id, nil) = change { id } else { nil }
        }
        guard !gone.isEmpty else { return changes }
        let who = try reader.who(gone)
        var all: [Change] = []
        for change in changes {
            all.append(change)
            guard case .object(let id, nil) = change,
                let tenant = who[id].flatMap({ snapshot.policy.tenants[$0.tenant] }),
                let image = snapshot.organizations[tenant.organization]
            else { continue }
            let waiting = try reader.groupsAwaiting(id)
            for group in Set(image.groups(of: id)).union(waiting).sorted() {
                all.append(.membership(group: group, member: id, isMember: false))
            }
        }
        return all
    }
}
