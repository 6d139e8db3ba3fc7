/// One Microsoft app registration that reads one or more tenants.
public struct Integration: Hashable, Sendable {
    public var key: String
    public var name: String
    public var cloud: Cloud
    /// The app registration's client id.
    public var applicationID: String
    public var syncsMicrosoft365Groups: Bool
    public var syncsSecurityGroups: Bool
    public var syncsMailEnabledSecurityGroups: Bool
    /// Off: no user is matched to a contact.
    public var syncsUsers: Bool
    /// A user that the rules find no contact for gets one.
    public var createsMissingContacts: Bool
    public var isEnabled: Bool
    public var intervalSeconds: UInt32
    /// For how long a complete round waits before it becomes visible; `nil`: as long as the server is set to.
    public var visibilityDelaySeconds: UInt32?
    public var isRemoved: Bool
    public var created: Timestamp?
    /// What may be told of its credential; `nil` while it has none.
    public var credential: CredentialSummary?

    public init(
        key: String,
        name: String,
        cloud: Cloud = .global,
        applicationID: String,
        syncsMicrosoft365Groups: Bool = false,
        syncsSecurityGroups: Bool = false,
        syncsMailEnabledSecurityGroups: Bool = true,
        syncsUsers: Bool = true,
        createsMissingContacts: Bool = false,
        isEnabled: Bool = true,
        intervalSeconds: UInt32 = 3600,
        visibilityDelaySeconds: UInt32? = nil,
        isRemoved: Bool = false,
        created: Timestamp? = nil,
        credential: CredentialSummary? = nil
    ) {
        self.key = key
        self.name = name
        self.cloud = cloud
        self.applicationID = applicationID
        self.syncsMicrosoft365Groups = syncsMicrosoft365Groups
        self.syncsSecurityGroups = syncsSecurityGroups
        self.syncsMailEnabledSecurityGroups = syncsMailEnabledSecurityGroups
        self.syncsUsers = syncsUsers
        self.createsMissingContacts = createsMissingContacts
        self.isEnabled = isEnabled
        self.intervalSeconds = intervalSeconds
        self.visibilityDelaySeconds = visibilityDelaySeconds
        self.isRemoved = isRemoved
        self.created = created
        self.credential = credential
    }

    /// What is older is no news any more.
    public static let visibilityDelaySecondsMax: UInt32 = 900

    /// Whether groups of `scope` are documented.
    public func documents(_ scope: GroupScope) -> Bool {
        switch scope {
        case .microsoft365: syncsMicrosoft365Groups
        case .security: syncsSecurityGroups
        case .mailEnabledSecurity: syncsSecurityGroups && syncsMailEnabledSecurityGroups
        case .outOfScope: false
        }
    }

    /// Microsoft's clouds; each has hosts of its own.
    public enum Cloud: UInt8, Hashable, Sendable, CaseIterable {
        case global = 1
        case usGovernmentL4 = 2
        case usGovernmentL5 = 3
        case china = 4
    }
}
