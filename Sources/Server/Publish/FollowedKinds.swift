import Directory
import ReadModel

/// What a change of the settings means for the groups that are documented already.
///
/// Switching a kind off, or removing an integration, freezes its groups as of that moment; switching it on again sets
/// them free, and what waited for them follows in steps of its own (`ThawStep`).
enum FollowedKinds {
    /// The facts of every group that `policy` begins or ceases to follow.
    static func changes(
        from snapshot: Snapshot,
        to policy: Policy,
        importing: Set<TenantID>,
        at time: Timestamp
    ) -> [Change] {
        guard snapshot.policy != policy else { return [] }
        var changes: [Change] = []
        for (id, image) in snapshot.organizations.sorted(by: { $0.key < $1.key }) {
            let context = policy.context(of: id, importing: importing)
            guard context != image.context else { continue }
            for (asset, facts) in image.syncedAssets() {
                guard let frozenAt = frozenAt(asset, facts, in: image, context, at: time) else {
                    continue
                }
                var frozen = facts
                frozen.frozenAt = frozenAt
                changes.append(.facts(asset, frozen))
            }
        }
        return changes
    }

    /// The group's new `frozenAt`; `nil` when it stays as it is.
    private static func frozenAt(
        _ asset: AssetID,
        _ facts: AssetFacts,
        in image: OrganizationSnapshot,
        _ context: OrganizationContext,
        at time: Timestamp
    ) -> Timestamp?? {
        guard facts.reasons.isEmpty else { return nil }
        let isFollowed = !image.reasons(of: asset, in: context).isFrozen
        if isFollowed { return facts.frozenAt == nil ? nil : .some(nil) }
        return facts.frozenAt == nil ? .some(time) : nil
    }
}
