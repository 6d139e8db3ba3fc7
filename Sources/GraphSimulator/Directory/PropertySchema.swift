/// The properties of a user, in the order in which Graph prints them.
enum UserProperty: Int, CaseIterable {
    case businessPhones, displayName, givenName, jobTitle, mail, mobilePhone, officeLocation
    case preferredLanguage, surname, userPrincipalName
    case accountEnabled, companyName, createdDateTime, deletedDateTime, department, mailNickname
    case onPremisesSyncEnabled, otherMails, proxyAddresses, usageLocation, userType
}

/// The properties of a group, in the order in which Graph prints them.
enum GroupProperty: Int, CaseIterable {
    case deletedDateTime, classification, createdDateTime, description, displayName
    case expirationDateTime, groupTypes, isAssignableToRole, mail, mailEnabled, mailNickname
    case membershipRule, membershipRuleProcessingState, onPremisesDomainName
    case onPremisesLastSyncDateTime, onPremisesSamAccountName, onPremisesSyncEnabled
    case proxyAddresses, renewedDateTime, resourceProvisioningOptions, securityEnabled
    case securityIdentifier, visibility
}

/// The properties of a device, in the order in which Graph prints them.
enum DeviceProperty: Int, CaseIterable {
    case deletedDateTime, accountEnabled, approximateLastSignInDateTime, createdDateTime, deviceId
    case displayName, isCompliant, isManaged, manufacturer, model, onPremisesSyncEnabled
    case operatingSystem, operatingSystemVersion, profileType, registrationDateTime, trustType
}

/// The properties of a service principal that a member list shows.
enum ServicePrincipalProperty: Int, CaseIterable {
    case appId, displayName
}

/// The properties of an organizational contact that a member list shows.
enum OrgContactProperty: Int, CaseIterable {
    case displayName, mail
}

/// The properties of an agent's user that a member list shows.
enum AgentUserProperty: Int, CaseIterable {
    case displayName
}

/// A set of a kind's properties, by their indexes.
struct PropertySet: Hashable, Sendable {
    var bits: UInt64

    static let none = PropertySet(bits: 0)

    func contains(_ index: Int) -> Bool { bits & (1 << UInt64(index)) != 0 }

    mutating func insert(_ index: Int) { bits |= 1 << UInt64(index) }
}

/// The properties of one kind of object: their names, and which of them Graph returns unasked.
struct PropertySchema: Sendable {
    let names: [String]
    let defaults: PropertySet
    private let indexes: [String: Int]

    private init<Property: CaseIterable & RawRepresentable<Int>>(
        _ type: Property.Type,
        defaultCount: Int? = nil
    ) {
        let names = Property.allCases.map { "\($0)" }
        self.names = names
        indexes = Dictionary(
            uniqueKeysWithValues: names.enumerated().map { ($1.lowercased(), $0) }
        )
        defaults = PropertySet(bits: (1 << UInt64(defaultCount ?? names.count)) - 1)
    }

    /// The index of a property by its name, in any case.
    func index(of name: some StringProtocol) -> Int? { indexes[name.lowercased()] }

    /// The schema of a kind.
    static func of(_ kind: ObjectKind) -> PropertySchema {
        switch kind {
        case .user: user
        case .group: group
        case .device: device
        case .servicePrincipal: servicePrincipal
        case .orgContact: orgContact
        case .agentUser: agentUser
        }
    }

    // Graph returns the first ten properties of a user unasked; the others need $select.
    private static let user = PropertySchema(UserProperty.self, defaultCount: 10)
    private static let group = PropertySchema(GroupProperty.self)
    private static let device = PropertySchema(DeviceProperty.self)
    private static let servicePrincipal = PropertySchema(ServicePrincipalProperty.self)
    private static let orgContact = PropertySchema(OrgContactProperty.self)
    private static let agentUser = PropertySchema(AgentUserProperty.self)
}
