public import Directory

/// Where Graph is ahead of the documentation of an object.
public enum PendingObject: Hashable, Sendable {
    case present(ObjectProperties)
    /// Gone for good from Entra, not from the documentation.
    case gone
}

extension Publication {
    /// What Entra says of an object; `nil` when it is gone for good.
    public struct ObjectChange: Hashable, Sendable {
        public var id: ObjectID
        public var properties: ObjectProperties?

        public init(id: ObjectID, properties: ObjectProperties?) {
            self.id = id
            self.properties = properties
        }
    }

    /// Whether an object is a direct member of a group.
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

    /// How an object stands to the platform's records; `unmatched` needs no entry until it was something else.
    public struct MatchChange: Hashable, Sendable {
        public var id: ObjectID
        public var match: Match

        public init(id: ObjectID, match: Match) {
            self.id = id
            self.match = match
        }
    }

    /// A contact's record; `nil` when it was deleted.
    public struct ContactChange: Hashable, Sendable {
        public var id: ContactID
        public var contact: Contact?

        public init(id: ContactID, contact: Contact?) {
            self.id = id
            self.contact = contact
        }
    }

    /// A configuration's record; `nil` when it was deleted.
    public struct ConfigurationChange: Hashable, Sendable {
        public var id: ConfigurationID
        public var configuration: Configuration?

        public init(id: ConfigurationID, configuration: Configuration?) {
            self.id = id
            self.configuration = configuration
        }
    }

    /// What Muster knows of a documented group.
    public struct FactsChange: Hashable, Sendable {
        public var id: AssetID
        public var facts: AssetFacts

        public init(id: AssetID, facts: AssetFacts) {
            self.id = id
            self.facts = facts
        }
    }

    /// The encoded row of a documented group; `nil` when it is in no list any more.
    public struct RowChange: Hashable, Sendable {
        public var id: AssetID
        public var bytes: [UInt8]?

        public init(id: AssetID, bytes: [UInt8]?) {
            self.id = id
            self.bytes = bytes
        }
    }

    /// One record of the change log.
    public struct ChangeRecord: Hashable, Sendable {
        public var organization: OrganizationID
        public var asset: AssetID
        public var mask: ChangeMask

        public init(organization: OrganizationID, asset: AssetID, mask: ChangeMask) {
            self.organization = organization
            self.asset = asset
            self.mask = mask
        }
    }

    /// The pending difference of an object; `nil` when there is none any more.
    public struct PendingObjectChange: Hashable, Sendable {
        public var id: ObjectID
        public var pending: PendingObject?

        public init(id: ObjectID, pending: PendingObject?) {
            self.id = id
            self.pending = pending
        }
    }

    /// The pending difference of one membership; `nil` when there is none any more.
    public struct PendingMemberChange: Hashable, Sendable {
        public var group: ObjectID
        public var member: ObjectID
        public var isMember: Bool?

        public init(group: ObjectID, member: ObjectID, isMember: Bool?) {
            self.group = group
            self.member = member
            self.isMember = isMember
        }
    }

    /// A secret as it was sealed by the caller; `nil` removes it.
    ///
    /// It is replaced in place: no history of it is kept.
    public struct CredentialChange: Hashable, Sendable {
        public var key: String
        public var sealed: [UInt8]?

        public init(key: String, sealed: [UInt8]?) {
            self.key = key
            self.sealed = sealed
        }
    }
}
