public import Directory

/// One thing that is so now and may change who is matched with what.
public enum MatchInput: Hashable, Sendable {
    /// `nil` when the contact was deleted.
    case contact(ContactID, Contact?)
    /// `nil` when the configuration was deleted.
    case configuration(ConfigurationID, Configuration?)
    /// `nil` when the object is gone for good; only users and devices are looked at.
    case object(ObjectID, ObjectProperties?)
    /// What a person decided: `.matched(record:by: .manual)`, `.ignored`, or `.unmatched` to give the
    /// object back to the rules, which may match it again at once.
    case choice(ObjectID, Match)
    /// Whether users are matched at all.
    case usersSync(Bool)
}

/// How one object's match changes.
public struct MatchChange: Hashable, Sendable {
    public var object: ObjectID
    public var old: Match
    public var new: Match

    public init(object: ObjectID, old: Match, new: Match) {
        self.object = object
        self.old = old
        self.new = new
    }
}
