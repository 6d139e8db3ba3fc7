/// What Entra says of one directory object, as documented.
///
/// The kind never changes for an object id; a soft-deleted object keeps its properties and its memberships.
public enum ObjectProperties: Hashable, Sendable {
    case user(User)
    case device(Device)
    case group(Group)
    /// A service principal, an organizational contact, or a type that is newer than this program.
    case other(OtherObject)

    public var type: ObjectType {
        switch self {
        case .user: .user
        case .device: .device
        case .group: .group
        case .other(let other): ObjectType(odataType: other.odataType)
        }
    }

    /// The name to show: never empty unless Entra gives none at all.
    public var displayName: String {
        switch self {
        case .user(let user): user.shownName
        case .device(let device): device.displayName
        case .group(let group): group.displayName
        case .other(let other): other.displayName
        }
    }

    /// In the recycle bin: hidden from member lists and counts, though its memberships are kept.
    public var isDeleted: Bool {
        switch self {
        case .user(let user): user.isDeleted
        case .device(let device): device.isDeleted
        case .group(let group): group.isDeleted
        case .other: false
        }
    }
}

/// The kinds of member that Muster tells apart.
public enum ObjectType: UInt8, Hashable, Sendable, CaseIterable {
    case user = 1
    case group = 2
    case device = 3
    case servicePrincipal = 4
    case organizationalContact = 5
    case unknown = 6

    /// Whether a stream of its own describes every live object of the type.
    ///
    /// Such an object without properties is not there any more, or not yet: it is shown nowhere.
    public var hasStream: Bool {
        switch self {
        case .user, .group, .device: true
        case .servicePrincipal, .organizationalContact, .unknown: false
        }
    }

    /// The type behind an `@odata.type` such as `#microsoft.graph.user`; compared without regard to case.
    public init(odataType: String) {
        switch odataType.lowercased() {
        case "#microsoft.graph.user": self = .user
        case "#microsoft.graph.group": self = .group
        case "#microsoft.graph.device": self = .device
        case "#microsoft.graph.serviceprincipal": self = .servicePrincipal
        case "#microsoft.graph.orgcontact": self = .organizationalContact
        default: self = .unknown
        }
    }
}

/// A user of the tenant, a guest included.
public struct User: Hashable, Sendable {
    public var displayName: String
    public var givenName: String?
    public var surname: String?
    public var userPrincipalName: String
    public var mail: String?
    /// As Graph gives them, with their `smtp:` prefixes.
    public var proxyAddresses: [String]
    public var isGuest: Bool
    public var isEnabled: Bool
    public var isDeleted: Bool

    public init(
        displayName: String,
        givenName: String? = nil,
        surname: String? = nil,
        userPrincipalName: String,
        mail: String? = nil,
        proxyAddresses: [String] = [],
        isGuest: Bool = false,
        isEnabled: Bool = true,
        isDeleted: Bool = false
    ) {
        self.displayName = displayName
        self.givenName = givenName
        self.surname = surname
        self.userPrincipalName = userPrincipalName
        self.mail = mail
        self.proxyAddresses = proxyAddresses
        self.isGuest = isGuest
        self.isEnabled = isEnabled
        self.isDeleted = isDeleted
    }

    /// Given name and surname when both are there, else the display name, else the user principal name.
    public var shownName: String {
        if let givenName, let surname, !givenName.isEmpty, !surname.isEmpty {
            return "\(givenName) \(surname)"
        }
        return displayName.isEmpty ? userPrincipalName : displayName
    }
}

/// A device registered in the tenant.
public struct Device: Hashable, Sendable {
    public var displayName: String
    public var deviceID: String?
    public var operatingSystem: String?
    public var operatingSystemVersion: String?
    public var trustType: String?
    public var isEnabled: Bool
    public var isDeleted: Bool

    public init(
        displayName: String,
        deviceID: String? = nil,
        operatingSystem: String? = nil,
        operatingSystemVersion: String? = nil,
        trustType: String? = nil,
        isEnabled: Bool = true,
        isDeleted: Bool = false
    ) {
        self.displayName = displayName
        self.deviceID = deviceID
        self.operatingSystem = operatingSystem
        self.operatingSystemVersion = operatingSystemVersion
        self.trustType = trustType
        self.isEnabled = isEnabled
        self.isDeleted = isDeleted
    }
}

/// A member that is neither a user, a device nor a group.
public struct OtherObject: Hashable, Sendable {
    /// Verbatim, so that a type which does not exist yet is kept.
    public var odataType: String
    public var displayName: String

    public init(odataType: String, displayName: String) {
        self.odataType = odataType
        self.displayName = displayName
    }
}
