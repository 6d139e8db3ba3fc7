import Access
import Directory
import ReadModel

/// A documented group as a command finds it.
struct FoundGroup {
    let asset: AssetID
    let facts: AssetFacts
    let image: OrganizationSnapshot

    var organization: OrganizationID { image.organization }

    /// Every fact behind its status.
    var reasons: StatusReasons { image.reasons(of: asset) ?? facts.reasons }

    /// The name that lists show.
    var name: String {
        facts.manual?.name ?? facts.object.flatMap { image.name(of: $0) } ?? ""
    }

    /// The caller cannot tell a group that it may not see from one that does not exist.
    static func find(
        _ id: GUID,
        in snapshot: Snapshot,
        for caller: Caller,
        homes: inout GroupHomes
    ) -> FoundGroup? {
        guard let organization = homes.organization(of: id, in: snapshot),
            caller.visible.contains(organization),
            let image = snapshot.organizations[organization],
            let asset = image.asset(withPublicID: id), let facts = image.facts(of: asset),
            caller.visible.contains(asset, of: facts.kind, in: organization)
        else { return nil }
        return FoundGroup(asset: asset, facts: facts, image: image)
    }
}

extension Publisher {
    /// The group with this id that the caller may see, deleted ones included; `nil` when there is none.
    func group(_ id: GUID, for caller: Caller) -> FoundGroup? {
        FoundGroup.find(id, in: snapshot, for: caller, homes: &groupHomes)
    }
}
