public import Access
public import Directory
import Wire

extension OrganizationState {
    /// The row of an asset as it is kept: its fields, and the guard behind them where the groups inside need one.
    func keptRow(of asset: AssetID, _ facts: AssetFacts) -> (row: V1.GroupRow, bytes: [UInt8])? {
        guard var row = composedRow(of: facts) else { return nil }
        row.restricted = context.restricted.contains(asset)
        let bytes = row.encoded()
        guard let guardian = rowGuard(of: facts, row) else { return (row, bytes) }
        return (row, GuardedRow.guarded(bytes, by: guardian))
    }

    /// What can be known of a group inside another: its asset, tombstones included, and its kind.
    func identity(ofNested group: ObjectID) -> (asset: AssetID?, kind: GroupKind?) {
        if let asset = assetsByObject[group], let facts = assets[asset]?.facts {
            return (asset, facts.kind)
        }
        return (nil, objects[group]?.group?.group.scope.kind)
    }

    /// `nil` when everyone who sees the row sees the groups inside.
    private func rowGuard(of facts: AssetFacts, _ row: V1.GroupRow) -> RowGuard? {
        guard row.nestedGroups != nil || row.otherMembers != nil, let object = facts.object,
            let lists = members[object], lists.counts[.group] > 0
        else { return nil }
        let frozen = self.frozen[object]
        var guarded: [GuardedGroup] = []
        for rawValue in lists.groups.rawValues {
            let id = ObjectID(rawValue)
            let identity = identity(ofNested: id)
            let isRestricted = identity.asset.map(context.restricted.contains) ?? false
            let isOfOtherKind = identity.kind.map { $0 != facts.kind } ?? false
            guard isRestricted || isOfOtherKind, let key = key(ofNested: id, in: frozen) else {
                continue
            }
            guarded.append(
                GuardedGroup(key: key, id: id, asset: identity.asset, kind: identity.kind)
            )
        }
        guard !guarded.isEmpty else { return nil }
        if row.nestedGroups != nil {
            guarded += firstGroups(among: lists.groups, but: Set(guarded.map(\.id)), in: frozen)
        }
        return RowGuard {
            $0.entries = guarded.sorted { $0.key < $1.key }.map { group in
                RowGuard.Entry(
                    namedRef(of: group.id, in: frozen),
                    asset: group.asset,
                    kind: group.kind
                )
            }
        }
    }

    /// The first groups by name that are not among `guarded`: what a cell shows when all of those are hidden.
    private func firstGroups(
        among groups: SortedIDs,
        but guarded: Set<ObjectID>,
        in frozen: FrozenView?
    ) -> [GuardedGroup] {
        var first: [GuardedGroup] = []
        for rawValue in groups.rawValues {
            let id = ObjectID(rawValue)
            guard !guarded.contains(id), let key = key(ofNested: id, in: frozen) else { continue }
            if first.count == RowLimits.namesInCellMax, let last = first.last {
                guard key < last.key else { continue }
                first.removeLast()
            }
            let identity = identity(ofNested: id)
            let place = first.firstIndex { key < $0.key } ?? first.count
            first.insert(
                GuardedGroup(key: key, id: id, asset: identity.asset, kind: identity.kind),
                at: place
            )
        }
        return first
    }

    /// Where a group inside stands among the others; `nil` for one in the recycle bin, which is not shown.
    private func key(ofNested group: ObjectID, in frozen: FrozenView?) -> RowKey? {
        readMember(group, in: frozen) { entry in
            guard category(of: entry, in: frozen) == .group else { return nil }
            var name: [UInt8] = []
            CaseFolding.appendFolded(entry.name, to: &name)
            return RowKey(name: name, publicID: entry.entraID)
        } ?? nil
    }

    private struct GuardedGroup {
        var key: RowKey
        var id: ObjectID
        var asset: AssetID?
        var kind: GroupKind?
    }
}

extension VisibleSet {
    /// A kept row as it is seen through this set.
    func shown(_ row: [UInt8], in organization: OrganizationID) -> [UInt8] {
        GuardedRow.shown(row) { hides($0.asset, of: $0.kind, in: organization) }
    }
}

extension OrganizationSnapshot {
    /// The encoded row of an asset as it is seen through `visible`; `nil` for a tombstone.
    public func row(of asset: AssetID, through visible: VisibleSet) -> [UInt8]? {
        state.rowBytes(of: asset).map { visible.shown($0, in: organization) }
    }

    /// This image with rows that also guard the groups which `visible` hides, whatever had an access list back then.
    ///
    /// For images of the past: who may see what is decided by the present.
    public func guarding(for visible: VisibleSet) -> OrganizationSnapshot {
        guard let hidden = visible.hiddenAssets[organization],
            !hidden.isSubset(of: state.context.restricted)
        else { return self }
        var state = state
        var parents: Set<AssetID> = []
        for asset in hidden.subtracting(state.context.restricted) {
            guard let object = state.assets[asset]?.facts.object else { continue }
            for rawValue in state.groups[object]?.rawValues ?? [] {
                if let parent = state.documentedAsset(of: ObjectID(rawValue)) {
                    parents.insert(parent.id)
                }
            }
        }
        state.context.restricted.formUnion(hidden)
        var edits: [GroupKind: [RowTable.Edit]] = [:]
        for asset in parents {
            guard let facts = state.assets[asset]?.facts,
                let kept = state.keptRow(of: asset, facts),
                let entry = RowEntry(asset: asset, row: kept.row, bytes: kept.bytes)
            else { continue }
            edits[facts.kind, default: []].append(.init(key: entry.key, entry: entry))
        }
        for (kind, edits) in edits {
            state[kind].apply(edits.sorted { $0.key < $1.key })
        }
        return OrganizationSnapshot(state: state)
    }
}
