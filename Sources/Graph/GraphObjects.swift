public import Directory

/// Why a delta page says that an object is gone.
public enum RemovalReason: Sendable, Equatable {
    /// Deleted, but it can still be restored.
    case changed
    /// Gone for good.
    case deleted
}

/// A direct member of a group, or the end of a membership.
public struct GraphMember: Sendable, Equatable {
    public let id: GUID
    /// `@odata.type` verbatim, so that types nobody knows yet are kept; empty where there was none.
    public let odataType: String
    /// Any `@removed` ends the membership, whatever its reason.
    public let isRemoved: Bool

    public init(id: GUID, odataType: String, isRemoved: Bool = false) {
        self.id = id
        self.odataType = odataType
        self.isRemoved = isRemoved
    }
}

/// A group as a page shows it.
public struct GraphGroup: Sendable, Equatable {
    public let id: GUID
    public var removal: RemovalReason?
    public var displayName: Field<String> = .absent
    public var description: Field<String> = .absent
    public var mail: Field<String> = .absent
    public var mailEnabled: Field<Bool> = .absent
    public var mailNickname: Field<String> = .absent
    public var securityEnabled: Field<Bool> = .absent
    public var groupTypes: Field<[String]> = .absent
    public var membershipRule: Field<String> = .absent
    public var membershipRuleProcessingState: Field<String> = .absent
    public var onPremisesDomainName: Field<String> = .absent
    public var onPremisesSyncEnabled: Field<Bool> = .absent
    public var created: Field<Timestamp> = .absent
    public var visibility: Field<String> = .absent
    public var isAssignableToRole: Field<Bool> = .absent
    /// One slice of `members@delta` in the order of the page: never the whole membership.
    public var members: [GraphMember] = []

    public init(id: GUID) {
        self.id = id
    }
}

/// A user as a page shows it.
public struct GraphUser: Sendable, Equatable {
    public let id: GUID
    public var removal: RemovalReason?
    public var displayName: Field<String> = .absent
    public var givenName: Field<String> = .absent
    public var surname: Field<String> = .absent
    public var userPrincipalName: Field<String> = .absent
    public var mail: Field<String> = .absent
    public var proxyAddresses: Field<[String]> = .absent
    public var userType: Field<String> = .absent
    public var accountEnabled: Field<Bool> = .absent

    public init(id: GUID) {
        self.id = id
    }
}

/// A device as a page shows it.
public struct GraphDevice: Sendable, Equatable {
    public let id: GUID
    public var removal: RemovalReason?
    public var displayName: Field<String> = .absent
    public var deviceID: Field<String> = .absent
    public var operatingSystem: Field<String> = .absent
    public var operatingSystemVersion: Field<String> = .absent
    public var trustType: Field<String> = .absent
    public var accountEnabled: Field<Bool> = .absent

    public init(id: GUID) {
        self.id = id
    }
}

/// An object of any type, as `getByIds` returns it.
public enum GraphDirectoryObject: Sendable, Equatable {
    case user(GraphUser)
    case group(GraphGroup)
    case device(GraphDevice)
    case other(id: GUID, odataType: String, displayName: Field<String>)
}
