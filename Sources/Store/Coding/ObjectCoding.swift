import Directory

extension ObjectProperties: StoredValue {
    func write(to writer: inout ByteWriter) {
        switch self {
        case .user(let user):
            writer.byte(1)
            user.write(to: &writer)
        case .device(let device):
            writer.byte(2)
            device.write(to: &writer)
        case .group(let group):
            writer.byte(3)
            group.write(to: &writer)
        case .other(let other):
            writer.byte(4)
            writer.text(other.odataType)
            writer.text(other.displayName)
        }
    }

    static func read(from reader: inout ByteReader) -> ObjectProperties {
        switch reader.byte() {
        case 1: return .user(User(from: &reader))
        case 2: return .device(Device(from: &reader))
        case 3: return .group(Group(from: &reader))
        case 4:
            let odataType = reader.text()
            return .other(OtherObject(odataType: odataType, displayName: reader.text()))
        default:
            reader.fail()
            return .other(OtherObject(odataType: "", displayName: ""))
        }
    }
}

extension User {
    fileprivate func write(to writer: inout ByteWriter) {
        writer.text(displayName)
        writer.text(givenName)
        writer.text(surname)
        writer.text(userPrincipalName)
        writer.text(mail)
        writer.texts(proxyAddresses)
        writer.flag(isGuest)
        writer.flag(isEnabled)
        writer.flag(isDeleted)
    }

    fileprivate init(from reader: inout ByteReader) {
        self.init(displayName: reader.text(), userPrincipalName: "")
        givenName = reader.optionalText()
        surname = reader.optionalText()
        userPrincipalName = reader.text()
        mail = reader.optionalText()
        proxyAddresses = reader.texts()
        isGuest = reader.flag()
        isEnabled = reader.flag()
        isDeleted = reader.flag()
    }
}

extension Device {
    fileprivate func write(to writer: inout ByteWriter) {
        writer.text(displayName)
        writer.text(deviceID)
        writer.text(operatingSystem)
        writer.text(operatingSystemVersion)
        writer.text(trustType)
        writer.flag(isEnabled)
        writer.flag(isDeleted)
    }

    fileprivate init(from reader: inout ByteReader) {
        self.init(displayName: reader.text())
        deviceID = reader.optionalText()
        operatingSystem = reader.optionalText()
        operatingSystemVersion = reader.optionalText()
        trustType = reader.optionalText()
        isEnabled = reader.flag()
        isDeleted = reader.flag()
    }
}

extension Group {
    fileprivate func write(to writer: inout ByteWriter) {
        writer.text(displayName)
        writer.text(description)
        writer.text(mail)
        writer.text(mailNickname)
        writer.flag(isMailEnabled)
        writer.flag(isSecurityEnabled)
        writer.texts(groupTypes)
        writer.text(membershipRule)
        writer.flag(isMembershipRulePaused)
        writer.text(onPremisesDomainName)
        writer.flag(isOnPremisesSynced)
        writer.flag(isAssignableToRole)
        writer.text(visibility)
        writer.timestamp(created)
        writer.flag(isDeleted)
    }

    fileprivate init(from reader: inout ByteReader) {
        self.init(displayName: reader.text())
        description = reader.optionalText()
        mail = reader.optionalText()
        mailNickname = reader.optionalText()
        isMailEnabled = reader.flag()
        isSecurityEnabled = reader.flag()
        groupTypes = reader.texts()
        membershipRule = reader.optionalText()
        isMembershipRulePaused = reader.flag()
        onPremisesDomainName = reader.optionalText()
        isOnPremisesSynced = reader.flag()
        isAssignableToRole = reader.flag()
        visibility = reader.optionalText()
        created = reader.optionalTimestamp()
        isDeleted = reader.flag()
    }
}

/// What the mirror says of an object where that differs from the documentation.
enum PendingValue: StoredValue {
    case present(ObjectProperties)
    case gone

    func write(to writer: inout ByteWriter) {
        switch self {
        case .present(let properties):
            writer.flag(true)
            properties.write(to: &writer)
        case .gone:
            writer.flag(false)
        }
    }

    static func read(from reader: inout ByteReader) -> PendingValue {
        reader.flag() ? .present(ObjectProperties.read(from: &reader)) : .gone
    }
}
