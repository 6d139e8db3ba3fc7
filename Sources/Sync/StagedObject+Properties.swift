import Directory
import Store

extension StagedObject {
    /// What Entra says of the object after this round: what was known, with every property that was spoken of.
    ///
    /// - Parameters:
    ///   - stream: Which kind of object it is.
    ///   - known: What was known before; `nil` when nothing was, or when a full round begins anew.
    /// - Returns: The whole object, out of the recycle bin.
    func properties(in stream: DirectoryStream, over known: ObjectProperties?) -> ObjectProperties {
        switch stream {
        case .users: .user(user(over: known))
        case .devices: .device(device(over: known))
        case .groups: .group(group(over: known))
        }
    }

    /// When the group was made; `nil` when the round did not say.
    var created: Timestamp? {
        fields[GroupField.created.rawValue]?.number.map { Timestamp(milliseconds: $0) }
    }

    private func user(over known: ObjectProperties?) -> User {
        var user = User(displayName: "", userPrincipalName: "")
        if case .user(let before)? = known { user = before }
        user.isDeleted = false
        read(UserField.displayName.rawValue) { user.displayName = $0.text ?? "" }
        read(UserField.givenName.rawValue) { user.givenName = $0.text }
        read(UserField.surname.rawValue) { user.surname = $0.text }
        read(UserField.userPrincipalName.rawValue) { user.userPrincipalName = $0.text ?? "" }
        read(UserField.mail.rawValue) { user.mail = $0.text }
        read(UserField.proxyAddresses.rawValue) { user.proxyAddresses = $0.texts }
        read(UserField.userType.rawValue) { user.isGuest = $0.text?.lowercased() == "guest" }
        read(UserField.accountEnabled.rawValue) { user.isEnabled = $0.flag ?? true }
        return user
    }

    private func device(over known: ObjectProperties?) -> Device {
        var device = Device(displayName: "")
        if case .device(let before)? = known { device = before }
        device.isDeleted = false
        read(DeviceField.displayName.rawValue) { device.displayName = $0.text ?? "" }
        read(DeviceField.deviceID.rawValue) { device.deviceID = $0.text }
        read(DeviceField.operatingSystem.rawValue) { device.operatingSystem = $0.text }
        read(DeviceField.operatingSystemVersion.rawValue) {
            device.operatingSystemVersion = $0.text
        }
        read(DeviceField.trustType.rawValue) { device.trustType = $0.text }
        read(DeviceField.accountEnabled.rawValue) { device.isEnabled = $0.flag ?? true }
        return device
    }

    private func group(over known: ObjectProperties?) -> Group {
        var group = Group(displayName: "", isSecurityEnabled: false)
        if case .group(let before)? = known { group = before }
        group.isDeleted = false
        read(GroupField.displayName.rawValue) { group.displayName = $0.text ?? "" }
        read(GroupField.description.rawValue) { group.description = $0.text }
        read(GroupField.mail.rawValue) { group.mail = $0.text }
        read(GroupField.mailEnabled.rawValue) { group.isMailEnabled = $0.flag ?? false }
        read(GroupField.mailNickname.rawValue) { group.mailNickname = $0.text }
        read(GroupField.securityEnabled.rawValue) { group.isSecurityEnabled = $0.flag ?? false }
        read(GroupField.groupTypes.rawValue) { group.groupTypes = $0.texts }
        read(GroupField.membershipRule.rawValue) { group.membershipRule = $0.text }
        read(GroupField.membershipRuleProcessingState.rawValue) {
            group.isMembershipRulePaused = $0.text?.lowercased() == "paused"
        }
        read(GroupField.onPremisesDomainName.rawValue) { group.onPremisesDomainName = $0.text }
        read(GroupField.onPremisesSyncEnabled.rawValue) {
            group.isOnPremisesSynced = $0.flag ?? false
        }
        read(GroupField.created.rawValue) {
            group.created = $0.number.map { Timestamp(milliseconds: $0) }
        }
        read(GroupField.visibility.rawValue) { group.visibility = $0.text }
        read(GroupField.isAssignableToRole.rawValue) { group.isAssignableToRole = $0.flag ?? false }
        return group
    }

    private func read(_ number: UInt8, _ take: (StagedValue) -> Void) {
        if let value = fields[number] { take(value) }
    }
}

extension StagedValue {
    fileprivate var text: String? {
        if case .text(let text) = self { text } else { nil }
    }

    fileprivate var texts: [String] {
        if case .texts(let texts) = self { texts } else { [] }
    }

    fileprivate var flag: Bool? {
        if case .flag(let flag) = self { flag } else { nil }
    }

    fileprivate var number: Int64? {
        if case .number(let number) = self { number } else { nil }
    }
}
