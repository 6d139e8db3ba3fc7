/// A group as Entra describes it.
public struct Group: Hashable, Sendable {
    public var displayName: String
    public var description: String?
    public var mail: String?
    public var mailNickname: String?
    public var isMailEnabled: Bool
    public var isSecurityEnabled: Bool
    public var groupTypes: [String]
    public var membershipRule: String?
    public var isMembershipRulePaused: Bool
    public var onPremisesDomainName: String?
    public var isOnPremisesSynced: Bool
    public var isAssignableToRole: Bool
    public var visibility: String?
    public var created: Timestamp?
    public var isDeleted: Bool

    public init(
        displayName: String,
        description: String? = nil,
        mail: String? = nil,
        mailNickname: String? = nil,
        isMailEnabled: Bool = false,
        isSecurityEnabled: Bool = true,
        groupTypes: [String] = [],
        membershipRule: String? = nil,
        isMembershipRulePaused: Bool = false,
        onPremisesDomainName: String? = nil,
        isOnPremisesSynced: Bool = false,
        isAssignableToRole: Bool = false,
        visibility: String? = nil,
        created: Timestamp? = nil,
        isDeleted: Bool = false
    ) {
        self.displayName = displayName
        self.description = description
        self.mail = mail
        self.mailNickname = mailNickname
        self.isMailEnabled = isMailEnabled
        self.isSecurityEnabled = isSecurityEnabled
        self.groupTypes = groupTypes
        self.membershipRule = membershipRule
        self.isMembershipRulePaused = isMembershipRulePaused
        self.onPremisesDomainName = onPremisesDomainName
        self.isOnPremisesSynced = isOnPremisesSynced
        self.isAssignableToRole = isAssignableToRole
        self.visibility = visibility
        self.created = created
        self.isDeleted = isDeleted
    }
}

/// The two lists that an organization has.
public enum GroupKind: UInt8, Hashable, Sendable, CaseIterable {
    case microsoft365 = 1
    case security = 2
}

/// What a group is to the documentation, from its Graph properties.
public enum GroupScope: Hashable, Sendable {
    case microsoft365
    case security
    case mailEnabledSecurity
    /// A distribution list, or neither mail- nor security-enabled: kept, never documented.
    case outOfScope

    public var kind: GroupKind? {
        switch self {
        case .microsoft365: .microsoft365
        case .security, .mailEnabledSecurity: .security
        case .outOfScope: nil
        }
    }
}

/// How a group gets its members.
public enum MembershipType: UInt8, Hashable, Sendable, CaseIterable {
    case assigned = 1
    case dynamicUser = 2
    case dynamicDevice = 3
}

extension Group {
    /// Unified groups are Microsoft 365 whatever else they are; then security-enabled ones are Security.
    public var scope: GroupScope {
        if has(groupType: "Unified") { return .microsoft365 }
        guard isSecurityEnabled else { return .outOfScope }
        return isMailEnabled ? .mailEnabledSecurity : .security
    }

    /// Dynamic groups are of users or of devices, which only their rule tells.
    public var membershipType: MembershipType {
        guard has(groupType: "DynamicMembership") else { return .assigned }
        guard scope != .microsoft365, let membershipRule else { return .dynamicUser }
        return MembershipRule.namesDevices(membershipRule) ? .dynamicDevice : .dynamicUser
    }

    /// Its members are unknown, not none, unless the app may read hidden membership.
    public var isMembershipHidden: Bool {
        visibility?.lowercased() == "hiddenmembership"
    }

    private func has(groupType: String) -> Bool {
        groupTypes.contains { $0.lowercased() == groupType.lowercased() }
    }
}

/// The language of dynamic membership, as far as the documentation needs it.
public enum MembershipRule {
    /// Whether the rule speaks of `device.` attributes, outside its quoted strings.
    public static func namesDevices(_ rule: String) -> Bool {
        var unquoted = ""
        var quote: Character?
        for character in rule {
            if let open = quote {
                if character == open { quote = nil }
            } else if character == "\"" || character == "'" {
                quote = character
                unquoted.append(" ")
            } else {
                unquoted.append(character)
            }
        }
        let words = unquoted.lowercased().split { character in
            !(character.isLetter || character.isNumber || character == "." || character == "_")
        }
        return words.contains { $0.hasPrefix("device.") }
    }
}
