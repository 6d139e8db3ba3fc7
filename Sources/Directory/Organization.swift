/// A client whose directory is documented.
public struct Organization: Hashable, Sendable {
    /// Chosen by the caller that made it, for instance `contoso`; the same for ever.
    public var key: String
    public var name: String
    /// Whether its client users see it; `nil`: as the account says.
    public var showsGroupsToClientUsers: Bool?

    public init(key: String, name: String, showsGroupsToClientUsers: Bool? = nil) {
        self.key = key
        self.name = name
        self.showsGroupsToClientUsers = showsGroupsToClientUsers
    }
}
