import Directory
import ReadModel

/// In which organization a group was found: with a thousand organizations, looking through all of them is most of a `Get`.
///
/// A group never moves, so what was found once is only checked again.
struct GroupHomes {
    static let countMax = 100_000
    private var homes: [GUID: OrganizationID] = [:]

    /// The organization that documents the group with this public id; `nil` when none does.
    mutating func organization(of group: GUID, in snapshot: Snapshot) -> OrganizationID? {
        if let home = homes[group],
            snapshot.organizations[home]?.asset(withPublicID: group) != nil
        {
            return home
        }
        let home = snapshot.organizations.first { $0.value.asset(withPublicID: group) != nil }?.key
        guard let home else { return nil }
        if homes.count == Self.countMax { homes.removeAll(keepingCapacity: true) }
        homes[group] = home
        return home
    }
}
