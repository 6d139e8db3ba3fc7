public import Directory

/// The organizations, kinds and groups that a caller can see.
///
/// It is computed when policy or the caller changes, never while a query runs. What is outside it
/// does not exist for the caller: no row, name, count, event or difference in the answer to a guess.
public struct VisibleSet: Hashable, Sendable {
    public var organizations: Organizations
    /// Kinds that are denied beat whatever a group itself allows.
    public var deniedKinds: Set<GroupKind>
    /// Groups whose own access list leaves the caller out.
    public var hiddenAssets: Set<AssetID>

    public init(
        organizations: Organizations,
        deniedKinds: Set<GroupKind> = [],
        hiddenAssets: Set<AssetID> = []
    ) {
        self.organizations = organizations
        self.deniedKinds = deniedKinds
        self.hiddenAssets = hiddenAssets
    }

    public static let everything = VisibleSet(organizations: .all)
    public static let nothing = VisibleSet(organizations: .only([]))

    public enum Organizations: Hashable, Sendable {
        case all
        case only(Set<OrganizationID>)
    }

    /// What can be seen of one list; a query asks once and then tests rows only where it must.
    public enum ListVisibility: Hashable, Sendable {
        case nothing
        case everything
        case allBut(Set<AssetID>)
    }

    public func contains(_ organization: OrganizationID) -> Bool {
        switch organizations {
        case .all: true
        case .only(let visible): visible.contains(organization)
        }
    }

    public func contains(
        _ asset: AssetID,
        of kind: GroupKind,
        in organization: OrganizationID
    ) -> Bool {
        contains(organization) && !deniedKinds.contains(kind) && !hiddenAssets.contains(asset)
    }

    public func list(of kind: GroupKind, in organization: OrganizationID) -> ListVisibility {
        guard contains(organization), !deniedKinds.contains(kind) else { return .nothing }
        return hiddenAssets.isEmpty ? .everything : .allBut(hiddenAssets)
    }
}
