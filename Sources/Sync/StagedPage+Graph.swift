import Directory
import Graph
import Store

/// The numbers under which properties are staged; they never change, because a staged round outlives a restart.
enum UserField: UInt8 {
    case displayName = 1
    case givenName, surname, userPrincipalName, mail, proxyAddresses, userType, accountEnabled
}

enum DeviceField: UInt8 {
    case displayName = 1
    case deviceID, operatingSystem, operatingSystemVersion, trustType, accountEnabled
}

enum GroupField: UInt8 {
    case displayName = 1
    case description, mail, mailEnabled, mailNickname, securityEnabled, groupTypes, membershipRule
    case membershipRuleProcessingState, onPremisesDomainName, onPremisesSyncEnabled, created
    case visibility, isAssignableToRole
}

extension StagedPage {
    /// What a page of Graph says, property by property as far as it speaks of them.
    init(_ page: DeltaPage) {
        self.init()
        switch page.objects {
        case .users(let users): objects = users.map(StagedObject.init)
        case .devices(let devices): objects = devices.map(StagedObject.init)
        case .groups(let groups):
            objects = groups.map(StagedObject.init)
            for group in groups {
                for member in group.members {
                    memberships.append(
                        StagedMembership(
                            group: group.id,
                            member: member.id,
                            odataType: member.odataType,
                            isMember: !member.isRemoved
                        )
                    )
                }
            }
        }
    }
}

extension StagedObject {
    init(_ user: GraphUser) {
        self.init(id: user.id, removal: Removal(user.removal))
        fields.set(UserField.displayName.rawValue, user.displayName)
        fields.set(UserField.givenName.rawValue, user.givenName)
        fields.set(UserField.surname.rawValue, user.surname)
        fields.set(UserField.userPrincipalName.rawValue, user.userPrincipalName)
        fields.set(UserField.mail.rawValue, user.mail)
        fields.set(UserField.proxyAddresses.rawValue, user.proxyAddresses)
        fields.set(UserField.userType.rawValue, user.userType)
        fields.set(UserField.accountEnabled.rawValue, user.accountEnabled)
    }

    init(_ device: GraphDevice) {
        self.init(id: device.id, removal: Removal(device.removal))
        fields.set(DeviceField.displayName.rawValue, device.displayName)
        fields.set(DeviceField.deviceID.rawValue, device.deviceID)
        fields.set(DeviceField.operatingSystem.rawValue, device.operatingSystem)
        fields.set(DeviceField.operatingSystemVersion.rawValue, device.operatingSystemVersion)
        fields.set(DeviceField.trustType.rawValue, device.trustType)
        fields.set(DeviceField.accountEnabled.rawValue, device.accountEnabled)
    }

    fileprivate init(_ group: GraphGroup) {
        self.init(id: group.id, removal: Removal(group.removal))
        fields.set(GroupField.displayName.rawValue, group.displayName)
        fields.set(GroupField.description.rawValue, group.description)
        fields.set(GroupField.mail.rawValue, group.mail)
        fields.set(GroupField.mailEnabled.rawValue, group.mailEnabled)
        fields.set(GroupField.mailNickname.rawValue, group.mailNickname)
        fields.set(GroupField.securityEnabled.rawValue, group.securityEnabled)
        fields.set(GroupField.groupTypes.rawValue, group.groupTypes)
        fields.set(GroupField.membershipRule.rawValue, group.membershipRule)
        fields.set(
            GroupField.membershipRuleProcessingState.rawValue,
            group.membershipRuleProcessingState
        )
        fields.set(GroupField.onPremisesDomainName.rawValue, group.onPremisesDomainName)
        fields.set(GroupField.onPremisesSyncEnabled.rawValue, group.onPremisesSyncEnabled)
        fields.set(GroupField.created.rawValue, group.created)
        fields.set(GroupField.visibility.rawValue, group.visibility)
        fields.set(GroupField.isAssignableToRole.rawValue, group.isAssignableToRole)
    }
}

extension StagedObject.Removal {
    fileprivate init(_ reason: RemovalReason?) {
        switch reason {
        case nil: self = .none
        case .changed: self = .changed
        case .deleted: self = .deleted
        }
    }
}

extension StagedFields {
    fileprivate mutating func set(_ number: UInt8, _ field: Graph.Field<String>) {
        set(number, field) { .text($0) }
    }

    fileprivate mutating func set(_ number: UInt8, _ field: Graph.Field<Bool>) {
        set(number, field) { .flag($0) }
    }

    fileprivate mutating func set(_ number: UInt8, _ field: Graph.Field<[String]>) {
        set(number, field) { .texts($0) }
    }

    fileprivate mutating func set(_ number: UInt8, _ field: Graph.Field<Timestamp>) {
        set(number, field) { .number($0.milliseconds) }
    }

    private mutating func set<Value>(
        _ number: UInt8,
        _ field: Graph.Field<Value>,
        _ stage: (Value) -> StagedValue
    ) {
        switch field {
        case .absent: break
        case .null: set(number, to: .null)
        case .value(let value): set(number, to: stage(value))
        }
    }
}
