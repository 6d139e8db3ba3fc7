/// What a person wrote into a group that was made in Muster: the fields that Entra fills in for every other group.
public struct ManualGroup: Hashable, Sendable {
    public var name: String
    public var description: String
    /// Microsoft 365 groups only; empty for none.
    public var email: String
    public var domain: String
    public var membershipType: MembershipType
    /// The rule of a dynamic group, as somebody wrote it down: nothing evaluates it.
    public var membershipRule: String
    public var created: Timestamp

    public init(
        name: String,
        description: String = "",
        email: String = "",
        domain: String = "",
        membershipType: MembershipType = .assigned,
        membershipRule: String = "",
        created: Timestamp
    ) {
        self.name = name
        self.description = description
        self.email = email
        self.domain = domain
        self.membershipType = membershipType
        self.membershipRule = membershipRule
        self.created = created
    }
}
