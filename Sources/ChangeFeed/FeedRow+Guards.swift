import Access
import Directory
import Wire

extension FeedRow {
    /// What is left of the change for someone who could see `shown` before it and sees `visible` after it.
    ///
    /// A group inside the group that is hidden is in neither row, nor told as a member. Of an access list a client
    /// user hears what it is shown of it.
    func seen(before shown: VisibleSet, after visible: VisibleSet) -> FeedRow {
        let hidesList =
            visible.isOfClientUser && mask.contains(.access) && !mask.contains(.clientAccess)
        let isGuarded = [old, new].contains { $0.map(GuardedRow.isGuarded) ?? false }
        guard isGuarded || hidesList else { return self }
        var seen = self
        if hidesList { seen.mask.remove(.access) }
        if isGuarded { seen.guardGroups(before: shown, after: visible) }
        if seen.mask.isEmpty { seen.mask = .related }
        return seen
    }

    /// Takes out of the rows and the members the groups inside that are hidden.
    private mutating func guardGroups(before shown: VisibleSet, after visible: VisibleSet) {
        let hidden = members.isEmpty ? [] : hiddenGroups(from: visible)
        old = old.map { shown.shown($0, in: organization) }
        new = new.map { visible.shown($0, in: organization) }
        guard !hidden.isEmpty else { return }
        members.removeAll { $0.type == .group && hidden.contains($0.entraID.text) }
        if !members.contains(where: { $0.type == .group }) { mask.remove(.nestedGroups) }
    }

    /// The Entra ids of the groups inside, before or after, that `visible` hides.
    private func hiddenGroups(from visible: VisibleSet) -> Set<String> {
        Set(
            [old, new].compactMap(\.self).flatMap { row in
                GuardedRow.hidden(row) {
                    visible.hides($0.asset, of: $0.kind, in: organization)
                }
            }
        )
    }
}

extension VisibleSet {
    /// A kept row as it is seen through this set.
    func shown(_ row: [UInt8], in organization: OrganizationID) -> [UInt8] {
        GuardedRow.shown(row) { hides($0.asset, of: $0.kind, in: organization) }
    }
}
