public import Directory

/// The organizations, kinds and groups that a caller can see.
///
/// It is computed when policy or the caller changes, never while a query runs. What is outside it
/// does not exist for the caller: no row, name, count, event or difference in the answer to a guess.
public struct VisibleSet: Hashable, Sendable {
    public var organizations: Organizations
    /// Kinds that are denied beat whatever a group itself allows.
    public var deniedKinds: Set<GroupKind>
    /// Groups whose own access list leaves the caller out, by their organization; no set is empty.
    public var hiddenAssets: [OrganizationID: Set<AssetID>]
    /// Of access lists only the client users on them can be seen.
    public var isOfClientUser: Bool

    public init(
        organizations: Organizations,
        deniedKinds: Set<GroupKind> = [],
        hiddenAssets: [OrganizationID: Set<AssetID>] = [:],
        isOfClientUser: Bool = false
    ) {
        self.organizations = organizations
        self.deniedKinds = deniedKinds
        self.hiddenAssets = hiddenAssets
        self.isOfClientUser = isOfClientUser
    }

    public static let everything = VisibleSet(organizations: .all)
    public static let nothing = VisibleSet(organizations: .only([]))

    public typealias Organizations = OrganizationScope

    /// What can be seen of one list; a query asks once and then tests rows only where it must.
    public enum ListVisibility: Hashable, Sendable {
        case nothing
        case everything
        case allBut(Set<AssetID>)
    }

    public func contains(_ organization: OrganizationID) -> Bool {
        organizations.contains(organization)
    }

    public func contains(
        _ asset: AssetID,
        of kind: GroupKind,
        in organization: OrganizationID
    ) -> Bool {
        contains(organization) && !hides(asset, of: kind, in: organization)
    }

    /// Whether a group of an organization that can be seen is hidden, as far as it is known what it is.
    public func hides(
        _ asset: AssetID?,
        of kind: GroupKind?,
        in organization: OrganizationID
    ) -> Bool {
        if let kind, deniedKinds.contains(kind) { return true }
        guard let asset, let hidden = hiddenAssets[organization] else { return false }
        return hidden.contains(asset)
    }

    public func list(of kind: GroupKind, in organization: OrganizationID) -> ListVisibility {
        guard contains(organization), !deniedKinds.contains(kind) else { return .nothing }
        return hiddenAssets[organization].map { .allBut($0) } ?? .everything
    }
}
