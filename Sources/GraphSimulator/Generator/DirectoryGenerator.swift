import Directory

/// What every object of a tenant looked like when the tenant began, computed from its seed.
///
/// Nothing is stored per object, so a tenant of any size costs the same to create. An object made
/// later is generated in the same way from its ordinal, which then lies past the profile's count.
struct DirectoryGenerator: Sendable {
    let profile: Profile
    let hash: SeededHash
    let identifiers: ObjectIdentifiers
    /// The verified domain of the tenant's own mail addresses.
    let domain: String
    /// The domain that every tenant begins with.
    let initialDomain: String
    /// How many users an ordinary group has on average, so that the tenant meets its profile.
    let ordinaryUserCountMean: Double

    /// Created before every date that the simulator generates.
    static let firstCreationSeconds: Int64 = 1_514_764_800

    init(profile: Profile, hash: SeededHash, domain: String, initialDomain: String) {
        self.profile = profile
        self.hash = hash
        self.domain = domain
        self.initialDomain = initialDomain
        identifiers = ObjectIdentifiers(hash: hash)
        var specialMembers = 0
        var specialGroups = 0
        for shape in GroupShape.special.prefix(profile.groupCount) {
            guard let count = shape.userCount(amongUsers: profile.userCount) else { continue }
            specialMembers += count
            specialGroups += 1
        }
        ordinaryUserCountMean =
            Double(max(0, profile.membershipCount - specialMembers))
            / Double(max(1, profile.groupCount - specialGroups))
    }

    /// The properties that an object began with.
    func record(of key: ObjectKey) -> PropertyRecord {
        switch key.kind {
        case .user: user(key.ordinal)
        case .group: group(key.ordinal)
        case .device: device(key.ordinal)
        case .servicePrincipal: servicePrincipal(key.ordinal)
        case .orgContact: orgContact(key.ordinal)
        case .agentUser: agentUser(key.ordinal)
        }
    }

    /// When an object was in the container of deleted objects from the start, the time it got
    /// there.
    func deletionSeconds(of key: ObjectKey) -> Int64? {
        guard key.ordinal < profile.count(of: key.kind) else { return nil }
        switch key.kind {
        case .user:
            // The first users carry the special names and stay.
            guard key.ordinal > 12, key.ordinal % 50 == 37 else { return nil }
        case .group:
            guard
                GroupShape.of(key.ordinal) == .deleted
                    || key.ordinal > 40 && key.ordinal % 97 == 41
            else { return nil }
        case .device, .servicePrincipal, .orgContact, .agentUser: return nil
        }
        return creationSeconds(of: key) + 86_400
    }

    func creationSeconds(of key: ObjectKey) -> Int64 {
        let spread = hash.number(
            .account,
            key.ordinal,
            64 + Int(key.kind.rawValue),
            below: 157_000_000
        )
        return DirectoryGenerator.firstCreationSeconds + Int64(spread)
    }

    private func servicePrincipal(_ ordinal: Int) -> PropertyRecord {
        var record = PropertyRecord(count: ServicePrincipalProperty.allCases.count)
        record[ServicePrincipalProperty.displayName] = .text("Application \(ordinal + 1)")
        let application = GUID.version4(
            hash.number(.application, ordinal),
            hash.number(.application, ordinal, 1)
        )
        record[ServicePrincipalProperty.appId] = .text(application.text)
        return record
    }

    private func orgContact(_ ordinal: Int) -> PropertyRecord {
        var record = PropertyRecord(count: OrgContactProperty.allCases.count)
        record[OrgContactProperty.displayName] = .text("Partner Contact \(ordinal + 1)")
        record[OrgContactProperty.mail] = .text("contact\(ordinal + 1)@partner.example")
        return record
    }

    private func agentUser(_ ordinal: Int) -> PropertyRecord {
        var record = PropertyRecord(count: AgentUserProperty.allCases.count)
        record[AgentUserProperty.displayName] = .text("Agent \(ordinal + 1)")
        return record
    }

    private func device(_ ordinal: Int) -> PropertyRecord {
        let key = ObjectKey(kind: .device, ordinal: ordinal)
        var record = PropertyRecord(count: DeviceProperty.allCases.count)
        let systems = [
            ("Windows", "10.0.22631.3527", "Dell Inc.", "Latitude 5440", "LAPTOP"),
            ("Windows", "10.0.19045.4291", "HP", "EliteDesk 800 G9", "DESKTOP"),
            ("MacMDM", "14.4.1", "Apple", "MacBook Pro", "MAC"),
            ("IPhone", "17.4.1", "Apple", "iPhone 14", "iPhone"),
            ("AndroidForWork", "14", "Samsung", "Galaxy S23", "Android"),
        ]
        let system = systems[hash.number(.device, ordinal, below: systems.count)]
        // One device in forty has a name that another device has too.
        let number = ordinal % 40 == 39 ? ordinal - 1 : ordinal
        let named = systems[hash.number(.device, number, below: systems.count)]
        record[DeviceProperty.displayName] = .text("\(named.4)-\(ascii(number + 1, width: 5))")
        record[DeviceProperty.operatingSystem] = .text(system.0)
        record[DeviceProperty.operatingSystemVersion] = .text(system.1)
        record[DeviceProperty.manufacturer] = .text(system.2)
        record[DeviceProperty.model] = .text(system.3)
        let deviceId = GUID.version4(
            hash.number(.device, ordinal, 1),
            hash.number(.device, ordinal, 2)
        )
        record[DeviceProperty.deviceId] = .text(deviceId.text)
        record[DeviceProperty.accountEnabled] = .bool(ordinal % 17 != 16)
        let trust = ["AzureAd", "ServerAd", "Workplace"][hash.number(.device, ordinal, 3, below: 3)]
        record[DeviceProperty.trustType] = .text(trust)
        if trust == "ServerAd" { record[DeviceProperty.onPremisesSyncEnabled] = .bool(true) }
        let created = creationSeconds(of: key)
        record[DeviceProperty.createdDateTime] = .date(created)
        record[DeviceProperty.registrationDateTime] = .date(created + 60)
        record[DeviceProperty.approximateLastSignInDateTime] = .date(created + 8_640_000)
        record[DeviceProperty.isManaged] = .bool(ordinal % 3 != 0)
        record[DeviceProperty.isCompliant] = .bool(ordinal % 5 != 0)
        record[DeviceProperty.profileType] = .text("RegisteredDevice")
        return record
    }

    /// A number in decimal with leading zeros.
    func ascii(_ number: Int, width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
