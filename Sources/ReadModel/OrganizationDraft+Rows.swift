import Directory
import Wire

extension OrganizationDraft {
    /// Looks again at the row of an asset; what changed of it shows when the row is encoded.
    mutating func noteDirty(_ asset: AssetID) {
        if dirtyAssets[asset] == nil { dirtyAssets[asset] = [] }
    }

    mutating func setFacts(_ facts: AssetFacts?, of id: AssetID) {
        let old = state.assets[id]
        guard old?.facts != facts else { return }
        if let old {
            if replacedAssets[id] == nil { replacedAssets[id] = old }
            if old.facts.publicID != facts?.publicID {
                state.assetsByPublicID[old.facts.publicID] = nil
            }
            if let object = old.facts.object, object != facts?.object,
                state.assetsByObject[object] == id
            {
                state.assetsByObject.remove(object)
                renamed.insert(object)
            }
        }
        noteDirty(id)
        guard let facts else {
            state.assets.remove(id)
            return
        }
        state.assetsByPublicID[facts.publicID] = id
        if let object = facts.object { state.assetsByObject.set(id, for: object) }
        state.assets.set(AssetEntry(facts: facts, rowName: old?.rowName), for: id)
    }

    /// Encodes the rows that may have changed and puts those that did into their lists.
    mutating func encodeRows() -> [RowChange] {
        gatherDirtyAssets()
        var edits: [GroupKind: [RowTable.Edit]] = [:]
        var changes: [RowChange] = []
        for (id, mask) in dirtyAssets.sorted(by: { $0.key < $1.key }) {
            let before = replacedAssets[id] ?? state.assets[id]
            let after = state.assets[id]
            guard let facts = after?.facts ?? before?.facts else { continue }
            let oldKey = before.flatMap { base.rowKey(of: $0) }
            let oldKind = before?.facts.kind ?? facts.kind
            let old = oldKey.flatMap { base[oldKind].rowBytes(of: $0) }
            let kept = after.flatMap { state.keptRow(of: id, $0.facts) }
            let new = kept?.bytes
            if old != new || oldKind != facts.kind {
                let entry = Self.entry(id, row: kept?.row, bytes: new)
                if let oldKey, oldKey != entry?.key || oldKind != facts.kind {
                    edits[oldKind, default: []].append(.init(key: oldKey, entry: nil))
                }
                if let entry {
                    edits[facts.kind, default: []].append(.init(key: entry.key, entry: entry))
                }
                if after != nil {
                    state.assets.set(AssetEntry(facts: facts, rowName: entry?.key.name), for: id)
                }
            }
            let change = RowChange(
                asset: id,
                publicID: facts.publicID,
                kind: facts.kind,
                old: old,
                new: new,
                mask: self.mask(mask, of: id, isNew: old == nil, isGone: new == nil),
                members: memberEvents(of: facts, hadRow: old != nil, hasRow: new != nil)
            )
            if Self.isNews(change) { changes.append(change) }
        }
        for (kind, edits) in edits {
            state[kind].apply(edits.sorted { $0.key < $1.key })
        }
        return changes
    }

    private static func entry(
        _ asset: AssetID,
        row: V1.GroupRow?,
        bytes: [UInt8]?
    ) -> RowEntry? {
        guard let row, let bytes else { return nil }
        guard let entry = RowEntry(asset: asset, row: row, bytes: bytes) else {
            preconditionFailure("a row without the id of its asset")
        }
        return entry
    }

    /// Adds the assets whose groups changed, and those that a group links or unlinks itself in.
    private mutating func gatherDirtyAssets() {
        let objects = dirtyAssets.keys.compactMap { id in
            (state.assets[id] ?? replacedAssets[id])?.facts.object
        }
        for object in Set(objects).union(renamed) where isKnownOtherwise(object) {
            noteRenamed(object)
        }
        for (group, mask) in dirtyGroups {
            guard let asset = state.assetsByObject[group] else { continue }
            dirtyAssets[asset, default: []].formUnion(mask)
        }
    }

    /// Whether the rows of the groups around `object` link to another asset, or guard another one.
    ///
    /// Guards name tombstones too, which no cell links to.
    private func isKnownOtherwise(_ object: ObjectID) -> Bool {
        let oldLink = base.documentedAsset(of: object)?.facts.publicID
        let newLink = state.documentedAsset(of: object)?.facts.publicID
        if oldLink != newLink { return true }
        let old = base.identity(ofNested: object)
        let new = state.identity(ofNested: object)
        return old.asset != new.asset || old.kind != new.kind
    }

    private func mask(
        _ mask: ChangeMask,
        of id: AssetID,
        isNew: Bool,
        isGone: Bool
    ) -> ChangeMask {
        if isNew { return .created }
        if isGone { return .deleted }
        var mask = mask
        let before = (replacedAssets[id] ?? state.assets[id])?.facts
        let after = state.assets[id]?.facts
        if before.map({ base.reasons(for: $0) }) != after.map({ state.reasons(for: $0) }) {
            mask.insert(.status)
        }
        if before?.manual != after?.manual { mask.insert(.properties) }
        if before?.customValues != after?.customValues { mask.insert(.customFields) }
        return mask.isEmpty ? .related : mask
    }

    /// Whether subscribers hear of it: another row, or something that is told beside rows.
    private static func isNews(_ change: RowChange) -> Bool {
        if change.old == nil, change.new == nil { return false }
        if change.isRowChanged { return true }
        return !change.mask.isDisjoint(
            with: [.members, .devices, .nestedGroups, .matches, .access, .customFields]
        )
    }
}
