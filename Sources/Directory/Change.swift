/// One difference that a sync or a command wants: the only way to change anything.
///
/// Producers say what is so now; a change that says what already holds is dropped by the publish.
public enum Change: Hashable, Sendable {
    /// What Entra says of an object; `nil` when it is gone for good.
    case object(ObjectID, ObjectProperties?)
    case membership(group: ObjectID, member: ObjectID, isMember: Bool)
    case contact(ContactID, Contact?)
    case configuration(ConfigurationID, Configuration?)
    case facts(AssetID, AssetFacts)
    /// What a person chose for a user or a device: a record, `.ignored`, or `.unmatched` to leave it to the rules.
    case choice(ObjectID, Match)
    case policy(PolicyItem)
}

/// What made a publish.
public enum Cause: UInt8, Hashable, Sendable {
    case sync = 1
    case command = 2
    case importing = 3
}

/// Which parts of a documented group a revision changed: the change log's mask.
public struct ChangeMask: OptionSet, Hashable, Sendable {
    public let rawValue: UInt32

    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    public static let created = ChangeMask(rawValue: 1 << 0)
    public static let deleted = ChangeMask(rawValue: 1 << 1)
    public static let properties = ChangeMask(rawValue: 1 << 2)
    public static let members = ChangeMask(rawValue: 1 << 3)
    public static let devices = ChangeMask(rawValue: 1 << 4)
    public static let nestedGroups = ChangeMask(rawValue: 1 << 5)
    public static let matches = ChangeMask(rawValue: 1 << 6)
    public static let status = ChangeMask(rawValue: 1 << 7)
    public static let access = ChangeMask(rawValue: 1 << 8)
    public static let customFields = ChangeMask(rawValue: 1 << 9)
    /// A name or record beside the group changed, and with it the row.
    public static let related = ChangeMask(rawValue: 1 << 10)
    /// Beside `access`, and no part of its own: the access list changed as client users are shown it, too.
    public static let clientAccess = ChangeMask(rawValue: 1 << 11)
}
