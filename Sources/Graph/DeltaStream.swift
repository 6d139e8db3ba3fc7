/// The three streams that a tenant is followed by.
///
/// Memberships come with the groups; users and devices must be streams of their own, because the
/// deletion of a member touches no group.
public enum DeltaStream: String, Sendable, CaseIterable {
    case users
    case devices
    case groups

    /// What is tracked: a change of the list needs a new initial round.
    public var select: String {
        switch self {
        case .users:
            "id,displayName,givenName,surname,userPrincipalName,mail,proxyAddresses,userType,"
                + "accountEnabled"
        case .devices:
            "id,displayName,deviceId,operatingSystem,operatingSystemVersion,trustType,"
                + "accountEnabled"
        case .groups:
            "id,displayName,description,mail,mailEnabled,mailNickname,securityEnabled,groupTypes,"
                + "membershipRule,membershipRuleProcessingState,onPremisesDomainName,"
                + "onPremisesSyncEnabled,createdDateTime,visibility,isAssignableToRole,members"
        }
    }

    /// Path and query of the first request of an initial round; every later one is a link.
    var initialTarget: String { "/v1.0/\(rawValue)/delta?$select=\(select)" }

    /// Path and query of a list of all objects that are there; it knows no members.
    var listTarget: String {
        let properties = select.split(separator: ",").filter { $0 != "members" }
        return "/v1.0/\(rawValue)?$select=\(properties.joined(separator: ","))&$top=999"
    }
}

/// Where in a stream a request begins.
public enum DeltaPosition: Sendable, Equatable {
    /// A full round from nothing.
    case initial
    /// A next link or a delta link, as it was received.
    case link(String)
}
