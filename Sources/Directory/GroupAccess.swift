/// The access list of one documented group: who, of those that can see its organization, sees it.
///
/// A group without a list is seen by all of them. An empty list leaves the administrators.
public struct GroupAccess: Hashable, Sendable {
    /// The organization of the group.
    public var organization: OrganizationID
    /// The keys of principals.
    public var users: Set<String>
    /// The keys of user groups.
    public var userGroups: Set<String>

    public init(
        organization: OrganizationID,
        users: Set<String> = [],
        userGroups: Set<String> = []
    ) {
        self.organization = organization
        self.users = users
        self.userGroups = userGroups
    }
}
