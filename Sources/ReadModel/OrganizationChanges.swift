public import Directory

/// What one publish changes of one organization, after everything that has no effect on the documentation
/// was taken out.
///
/// Every object that memberships or matches name comes with its identity, known already or not: the read
/// model forgets objects of which nothing is documented, and need not be asked what it remembers.
public struct OrganizationChanges: Sendable {
    public var identities: [ObjectIdentity] = []
    public var objects: [ObjectChange] = []
    public var memberships: [MembershipChange] = []
    public var matches: [(object: ObjectID, match: Match)] = []
    public var contacts: [(id: ContactID, contact: Contact?)] = []
    public var configurations: [(id: ConfigurationID, configuration: Configuration?)] = []
    /// `nil` forgets an asset altogether; a tombstone is a fact.
    public var facts: [(id: AssetID, facts: AssetFacts?)] = []
    /// Groups whose access list is another, and what of it.
    public var lists: [AssetID: ChangeMask] = [:]
    /// The whole context as it is after the publish.
    public var context: OrganizationContext

    public init(context: OrganizationContext) {
        self.context = context
    }
}

/// Which object of which tenant an id stands for: the same for ever.
public struct ObjectIdentity: Hashable, Sendable {
    public var id: ObjectID
    public var tenant: TenantID
    public var entraID: GUID
    public var type: ObjectType

    public init(id: ObjectID, tenant: TenantID, entraID: GUID, type: ObjectType) {
        self.id = id
        self.tenant = tenant
        self.entraID = entraID
        self.type = type
    }
}

/// What Entra now says of one object.
public struct ObjectChange: Hashable, Sendable {
    public var identity: ObjectIdentity
    /// `nil`: it is gone for good.
    public var properties: ObjectProperties?

    public init(_ identity: ObjectIdentity, properties: ObjectProperties?) {
        self.identity = identity
        self.properties = properties
    }
}

/// One direct membership that came or went.
public struct MembershipChange: Hashable, Sendable {
    public var group: ObjectID
    public var member: ObjectID
    public var isMember: Bool

    public init(group: ObjectID, member: ObjectID, isMember: Bool) {
        self.group = group
        self.member = member
        self.isMember = isMember
    }
}

/// What a publish did to one documented group, as the change log keeps it.
///
/// The rows are equal when only what does not stand in them changed: the members behind the counts, custom fields, or
/// who is on the access list.
public struct RowChange: Hashable, Sendable {
    public var asset: AssetID
    public var publicID: GUID
    public var kind: GroupKind
    /// The encoded row before; `nil` when there was none.
    public var old: [UInt8]?
    /// The encoded row after; `nil` when it is gone.
    public var new: [UInt8]?
    public var mask: ChangeMask
    /// What became of its direct members, by Entra id.
    public var members: [MembershipEvent]

    public init(
        asset: AssetID,
        publicID: GUID,
        kind: GroupKind,
        old: [UInt8]?,
        new: [UInt8]?,
        mask: ChangeMask,
        members: [MembershipEvent] = []
    ) {
        self.asset = asset
        self.publicID = publicID
        self.kind = kind
        self.old = old
        self.new = new
        self.mask = mask
        self.members = members
    }

    /// Whether the row has to be stored anew.
    public var isRowChanged: Bool { old != new }
}
