/// A group of Entra that stands still: since which revision, and what of policy stands still with it.
///
/// Its members show as that revision left them: their names and flags, whether they are there at all, and their matches.
/// The records that the matches name are the platform's own and are shown as they are.
public struct FrozenGroup: Hashable, Sendable {
    public var group: ObjectID
    /// The revision in which it came to stand still.
    public var since: Revision
    /// Whether the matches of its tenant's users counted then.
    public var syncsUsers: Bool

    public init(group: ObjectID, since: Revision, syncsUsers: Bool) {
        self.group = group
        self.since = since
        self.syncsUsers = syncsUsers
    }
}

/// An object as it was at the end of a revision, which differs from what it is.
public struct EarlierObject: Hashable, Sendable {
    public var since: Revision
    public var object: DocumentedObject

    public init(since: Revision, object: DocumentedObject) {
        self.since = since
        self.object = object
    }
}
