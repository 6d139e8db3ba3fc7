public import Directory

extension OrganizationSnapshot {
    /// Every asset that stands for a group of Entra, with its facts, ascending.
    public func syncedAssets() -> [(id: AssetID, facts: AssetFacts)] {
        var assets: [(id: AssetID, facts: AssetFacts)] = []
        state.assets.forEach { id, entry in
            if entry.facts.object != nil { assets.append((id, entry.facts)) }
        }
        return assets
    }

    /// The facts behind an asset's status as they would be under another context.
    public func reasons(of asset: AssetID, in context: OrganizationContext) -> StatusReasons {
        var state = state
        state.context = context
        return state.assets[asset].map { state.reasons(for: $0.facts) } ?? []
    }

    /// The asset that documents a group of Entra.
    public func asset(documenting group: ObjectID) -> AssetID? { state.assetsByObject[group] }

    /// What an object is called; `nil` when nothing is known of it.
    public func name(of object: ObjectID) -> String? { state.objects[object]?.name }
}
