import Access
import Directory
import Wire

extension FeedRow {
    /// What is left of the change for someone who could see `shown` before it and sees `visible` after it.
    ///
    /// A group inside the group that is hidden is in neither row, nor told as a member.
    func seen(before shown: VisibleSet, after visible: VisibleSet) -> FeedRow {
        let isGuarded = [old, new].contains { $0.map(GuardedRow.isGuarded) ?? false }
        guard isGuarded else { return self }
        var seen = self
        seen.old = old.map { shown.shown($0, in: organization) }
        seen.new = new.map { visible.shown($0, in: organization) }
        guard !members.isEmpty else { return seen }
        let hidden = Set(
            [old, new].compactMap(\.self).flatMap { row in
                GuardedRow.hidden(row) {
                    visible.hides($0.asset, of: $0.kind, in: organization)
                }
            }
        )
        guard !hidden.isEmpty else { return seen }
        seen.members.removeAll { $0.type == .group && hidden.contains($0.entraID.text) }
        if !seen.members.contains(where: { $0.type == .group }) { seen.mask.remove(.nestedGroups) }
        if seen.mask.isEmpty { seen.mask = .related }
        return seen
    }
}

extension VisibleSet {
    /// A kept row as it is seen through this set.
    func shown(_ row: [UInt8], in organization: OrganizationID) -> [UInt8] {
        GuardedRow.shown(row) { hides($0.asset, of: $0.kind, in: organization) }
    }
}
