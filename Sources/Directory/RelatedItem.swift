/// A connection that a person made between two things of an organization, with a note.
///
/// It is one for both ends: each is a related item of the other. What Entra says, that somebody is in a group, needs none.
public struct RelatedItem: Hashable, Sendable {
    public var organization: OrganizationID
    public var first: End
    public var second: End
    public var note: String
    public var created: Timestamp
    /// The key of the principal that made it.
    public var creator: String

    /// What a related item connects.
    public enum End: Hashable, Sendable {
        case contact(ContactID)
        case configuration(ConfigurationID)
        case group(AssetID)
    }

    public init(
        organization: OrganizationID,
        first: End,
        second: End,
        note: String,
        created: Timestamp,
        creator: String
    ) {
        self.organization = organization
        self.first = first
        self.second = second
        self.note = note
        self.created = created
        self.creator = creator
    }

    /// The end that is not `end`; nil when `end` is none of the two.
    public func other(than end: End) -> End? {
        if first == end { return second }
        return second == end ? first : nil
    }
}
