import ChangeFeed
import Directory
import ReadModel

/// A snapshot as subscriptions look at it.
final class SnapshotRows: RowImage {
    private let snapshot: Snapshot

    init(_ snapshot: Snapshot) {
        self.snapshot = snapshot
    }

    var revision: Revision { snapshot.revision }
    var chain: [UInt8] { snapshot.chain }

    var organizations: [(id: OrganizationID, key: String)] {
        snapshot.policy.organizations.map { (id: $0.key, key: $0.value.key) }
            .sorted { $0.key < $1.key }
    }

    func rows(
        of organization: OrganizationID,
        kind: GroupKind,
        from place: Int,
        _ body: (_ asset: AssetID, _ publicID: GUID, _ row: [UInt8]) -> Bool
    ) -> Int? {
        snapshot.organizations[organization]?.rows(of: kind, from: place, body)
    }

    func groups(of principal: PrincipalFilter, in organization: OrganizationID) -> PrincipalGroups {
        snapshot.organizations[organization].map { $0.groups(of: principal) } ?? PrincipalGroups()
    }
}

extension OrganizationSnapshot {
    /// In which documented groups a filter's principal is a member.
    func groups(of principal: PrincipalFilter) -> PrincipalGroups {
        let wanted: GroupsOf =
            switch principal {
            case .contact(let id): .contact(externalID: id)
            case .configuration(let id): .configuration(externalID: id)
            case .object(let type, let id): .object(type, entraID: id)
            }
        return PrincipalGroups(membershipCounts(of: wanted))
    }
}
