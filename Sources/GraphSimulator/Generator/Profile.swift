/// How large a generated tenant is.
public enum Profile: String, CaseIterable, Sendable, Codable {
    /// As small as a tenant can be in which groups still contain each other.
    case tiny = "XS"
    case small = "S"
    case medium = "M"
    case large = "L"
    case extraLarge = "XL"

    var userCount: Int {
        switch self {
        case .tiny: 10
        case .small: 40
        case .medium: 5_000
        case .large: 150_000
        case .extraLarge: 1_200_000
        }
    }

    var groupCount: Int {
        switch self {
        case .tiny: 12
        case .small: 30
        case .medium: 2_000
        case .large: 50_000
        case .extraLarge: 340_000
        }
    }

    /// The memberships that the sizes of the groups aim at, on average over seeds.
    var membershipCount: Int {
        switch self {
        case .tiny: 40
        case .small: 300
        case .medium: 60_000
        case .large: 3_000_000
        case .extraLarge: 20_000_000
        }
    }

    var deviceCount: Int {
        switch self {
        case .tiny: 4
        case .small: 24
        case .medium: 3_000
        case .large: 90_000
        case .extraLarge: 700_000
        }
    }

    var servicePrincipalCount: Int {
        switch self {
        case .tiny: 2
        case .small: 4
        case .medium: 60
        case .large: 900
        case .extraLarge: 4_000
        }
    }

    var orgContactCount: Int {
        switch self {
        case .tiny: 2
        case .small: 4
        case .medium: 80
        case .large: 2_000
        case .extraLarge: 9_000
        }
    }

    func count(of kind: ObjectKind) -> Int {
        switch kind {
        case .user: userCount
        case .group: groupCount
        case .device: deviceCount
        case .servicePrincipal: servicePrincipalCount
        case .orgContact: orgContactCount
        // There are none before somebody makes one.
        case .agentUser: 0
        }
    }
}
