/// Principals that are given access, or denied a kind of groups, together.
public struct UserGroup: Hashable, Sendable {
    public var key: String
    public var name: String
    /// The keys of its principals.
    public var members: Set<String>
    /// Kinds of groups that its members do not see, whatever else allows it.
    public var deniedKinds: Set<GroupKind>

    public init(
        key: String,
        name: String,
        members: Set<String> = [],
        deniedKinds: Set<GroupKind> = []
    ) {
        self.key = key
        self.name = name
        self.members = members
        self.deniedKinds = deniedKinds
    }
}
