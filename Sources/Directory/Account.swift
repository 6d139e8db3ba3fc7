/// What is decided once for everybody.
public struct Account: Hashable, Sendable {
    /// The feature switch: off, every call about groups is refused, and what is documented is kept.
    public var documentsGroups: Bool
    /// Whether client users see the groups of their organization, where the organization does not say.
    public var showsGroupsToClientUsers: Bool

    public init(documentsGroups: Bool = true, showsGroupsToClientUsers: Bool = true) {
        self.documentsGroups = documentsGroups
        self.showsGroupsToClientUsers = showsGroupsToClientUsers
    }
}
