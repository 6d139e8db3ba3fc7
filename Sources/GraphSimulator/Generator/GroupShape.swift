/// What a generated group is made for: the first groups of every tenant cover what Entra can hold,
/// the others are ordinary.
enum GroupShape: Equatable {
    case everyone
    case sized(Int)
    case cycle(with: Int)
    case containsItself
    case dynamicUsers(paused: Bool)
    case dynamicDevices
    case mailEnabledSecurity
    case distribution
    case hiddenMembership
    case unified(securityEnabled: Bool)
    case emptyDescription
    case nullDescription
    case emojiName
    case rightToLeftName
    case longName
    case applicationsAndContacts
    case roleAssignable
    case synchronized
    case deleted
    case sameNameAs(Int)
    case ordinary

    /// The shape of the group with this ordinal.
    static func of(_ ordinal: Int) -> GroupShape {
        ordinal < special.count ? special[ordinal] : .ordinary
    }

    /// The groups with a given size in every tenant that has as many users.
    static let special: [GroupShape] = [
        .everyone, .sized(0), .sized(1), .sized(20), .sized(21),
        .sized(100), .sized(999), .sized(1_000), .sized(25_000), .cycle(with: 10),
        .cycle(with: 9), .containsItself, .dynamicUsers(paused: false), .dynamicDevices,
        .dynamicUsers(paused: true), .mailEnabledSecurity, .distribution, .hiddenMembership,
        .unified(securityEnabled: true), .unified(securityEnabled: false), .emptyDescription,
        .nullDescription, .emojiName, .rightToLeftName, .longName,
        .applicationsAndContacts, .roleAssignable, .synchronized, .deleted, .sameNameAs(19),
        .sized(130_000),
    ]

    /// The members that the shape asks for in a tenant with so many users, nil if it leaves that
    /// open.
    func userCount(amongUsers users: Int) -> Int? {
        switch self {
        case .everyone: users / 2
        // A size that the tenant cannot fill makes an ordinary group instead.
        case .sized(let size): size <= users ? size : nil
        case .dynamicDevices: 0
        default: nil
        }
    }
}
