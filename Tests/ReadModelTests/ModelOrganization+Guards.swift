import Directory
import ReadModel
import Wire

extension ModelOrganization {
    /// The row of an asset as it is kept: with its guard, where not everyone sees the groups inside; `nil` without a row.
    func keptRow(of asset: AssetID) -> [UInt8]? {
        guard let facts = assets[asset], var row = row(of: facts), let object = facts.object else {
            return nil
        }
        row.restricted = context.restricted.contains(asset)
        let entries = guardEntries(row, facts, object)
        guard !entries.isEmpty else { return row.encoded() }
        return GuardedRow.guarded(row.encoded(), by: RowGuard { $0.entries = entries })
    }

    /// A group inside another, and what can be known of it: its asset, tombstones included, and its kind.
    private struct Nested {
        var object: Object
        var asset: AssetID?
        var kind: GroupKind?
        /// What a cell links to.
        var link: String
    }

    /// The groups inside that can be hidden, and as many others as the cell shows, by name.
    private func guardEntries(
        _ row: V1.GroupRow,
        _ facts: AssetFacts,
        _ object: ObjectID
    ) -> [RowGuard.Entry] {
        let hasCell = row.nestedGroups != nil
        guard hasCell || row.otherMembers != nil else { return [] }
        let nested = nestedGroups(of: object)
        let guarded = nested.map { group in
            let isRestricted = group.asset.map { context.restricted.contains($0) } ?? false
            return isRestricted || (group.kind != nil && group.kind != facts.kind)
        }
        guard guarded.contains(true) else { return [] }
        var othersLeft = hasCell ? 3 : 0
        var entries: [RowGuard.Entry] = []
        for (group, isGuarded) in zip(nested, guarded) {
            if !isGuarded {
                guard othersLeft > 0 else { continue }
                othersLeft -= 1
            }
            let ref = V1.NamedRef {
                $0.name = group.object.properties?.displayName ?? ""
                $0.entraID = group.object.entraID.text
                $0.id = group.link
            }
            entries.append(RowGuard.Entry(ref, asset: group.asset, kind: group.kind))
        }
        return entries
    }

    /// The groups that are direct members, by folded name and then id.
    private func nestedGroups(of group: ObjectID) -> [Nested] {
        let nested = shownMembers(of: group).filter { $0.object.type == .group }
            .map { member in
                let asset = assets.first { $0.value.object == member.id }
                var scopeKind: GroupKind?
                if case .group(let properties) = member.object.properties {
                    scopeKind = properties.scope.kind
                }
                let isLinked = asset.map { hasRow($0.value) } ?? false
                return Nested(
                    object: member.object,
                    asset: asset?.key,
                    kind: asset?.value.kind ?? scopeKind,
                    link: isLinked ? asset?.value.publicID.text ?? "" : ""
                )
            }
        return nested.sorted { left, right in
            let names = [left, right].map { group in
                SortKey(CaseFolding.folded(group.object.properties?.displayName ?? ""))
            }
            return names[0] != names[1]
                ? names[0] < names[1] : left.object.entraID < right.object.entraID
        }
    }
}
