/// All that is documented of one organization at one revision, as the store holds it: what a snapshot is loaded from.
///
/// Every array is sorted by its ids, without duplicates. Policy is not part of it.
public struct OrganizationImage: Hashable, Sendable {
    public var organization: OrganizationID
    /// The last revision that changed anything of the organization.
    public var revision: Revision
    public var objects: [DocumentedObject]
    /// By group, then member.
    public var memberships: [Membership]
    public var contacts: [DocumentedContact]
    public var configurations: [DocumentedConfiguration]
    public var assets: [DocumentedAsset]
    /// The groups that stand still, by group.
    public var frozenGroups: [FrozenGroup]
    /// The members of those groups that were something else when their group froze, by object, then revision.
    public var earlierObjects: [EarlierObject]

    public init(organization: OrganizationID, revision: Revision) {
        self.organization = organization
        self.revision = revision
        objects = []
        memberships = []
        contacts = []
        configurations = []
        assets = []
        frozenGroups = []
        earlierObjects = []
    }
}

/// One directory object: its identity, what Entra says of it, and its match.
public struct DocumentedObject: Hashable, Sendable {
    public var id: ObjectID
    public var tenant: TenantID
    public var entraID: GUID
    public var type: ObjectType
    /// `nil` while only a membership has named the object.
    public var properties: ObjectProperties?
    public var match: Match

    public init(
        id: ObjectID,
        tenant: TenantID,
        entraID: GUID,
        type: ObjectType,
        properties: ObjectProperties?,
        match: Match = .unmatched
    ) {
        self.id = id
        self.tenant = tenant
        self.entraID = entraID
        self.type = type
        self.properties = properties
        self.match = match
    }
}

/// One direct membership.
public struct Membership: Hashable, Comparable, Sendable {
    public var group: ObjectID
    public var member: ObjectID

    public init(group: ObjectID, member: ObjectID) {
        self.group = group
        self.member = member
    }

    public static func < (left: Membership, right: Membership) -> Bool {
        left.group != right.group ? left.group < right.group : left.member < right.member
    }
}

public struct DocumentedContact: Hashable, Sendable {
    public var id: ContactID
    public var contact: Contact

    public init(id: ContactID, contact: Contact) {
        self.id = id
        self.contact = contact
    }
}

public struct DocumentedConfiguration: Hashable, Sendable {
    public var id: ConfigurationID
    public var configuration: Configuration

    public init(id: ConfigurationID, configuration: Configuration) {
        self.id = id
        self.configuration = configuration
    }
}

/// One documented group: Muster's own facts and the row that lists serve.
public struct DocumentedAsset: Hashable, Sendable {
    public var id: AssetID
    public var facts: AssetFacts
    /// The encoded row, byte for byte as it was published.
    public var row: [UInt8]

    public init(id: AssetID, facts: AssetFacts, row: [UInt8]) {
        self.id = id
        self.facts = facts
        self.row = row
    }
}
