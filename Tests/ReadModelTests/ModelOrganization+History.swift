import Directory
import ReadModel
import TestSupport

extension ModelOrganization {
    /// How large a random organization gets; ids are drawn from these ranges.
    struct Size {
        var users: UInt32 = 24
        var devices: UInt32 = 10
        var groups: UInt32 = 14
        var others: UInt32 = 6
        var contacts: UInt32 = 8
        var configurations: UInt32 = 5

        var objects: UInt32 { users + devices + groups + others }
    }

    /// Changes a few things at random, here and in the answer alike, and notes who stands still since `revision`.
    mutating func change(
        _ size: Size,
        at revision: Revision,
        using random: inout SplitMix64
    ) -> OrganizationChanges {
        let changes = change(size, using: &random)
        let standing = assets.values.filter { $0.frozenAt != nil }
        frozen = frozen.filter { group, _ in standing.contains { $0.object == group } }
        for facts in standing {
            guard let group = facts.object, frozen[group] == nil else { continue }
            frozen[group] = Frozen(
                since: revision,
                syncsUsers: facts.tenant.flatMap { context.tenants[$0]?.syncsUsers } ?? false,
                objects: objects
            )
        }
        return changes
    }

    private mutating func change(
        _ size: Size,
        using random: inout SplitMix64
    ) -> OrganizationChanges {
        if context.tenants.isEmpty || random.chance(10) { changeContext(size, using: &random) }
        var changes = OrganizationChanges(context: context)
        for _ in 0..<Int.random(in: 0..<8, using: &random) {
            switch Int.random(in: 0..<12, using: &random) {
            case 0...2: changeObject(size, &changes, using: &random)
            case 3...6: changeMembership(size, &changes, using: &random)
            case 7, 8: changeMatch(size, &changes, using: &random)
            case 9: changeRecord(size, &changes, using: &random)
            default: changeFacts(size, &changes, using: &random)
            }
        }
        return changes
    }

    private mutating func changeContext(_ size: Size, using random: inout SplitMix64) {
        // Some of these assets may not exist: access lists are policy, whatever is documented.
        context.restricted = []
        for number in 1...size.groups where random.chance(5) {
            context.restricted.insert(AssetID(number))
        }
        for number in 1...2 as ClosedRange<UInt32> {
            context.tenants[TenantID(number)] = TenantContext(
                entraID: GUID(high: 7, low: UInt64(number)),
                defaultDomain: random.pick(["contoso.example", "Fabrikam.example"]),
                integrationKey: "main",
                integrationName: random.pick(["Main", "Managed"]),
                isRemoved: random.chance(10),
                documentsMicrosoft365: !random.chance(5),
                documentsSecurity: !random.chance(5),
                documentsMailEnabledSecurity: !random.chance(5),
                syncsUsers: !random.chance(4),
                isImporting: random.chance(5)
            )
        }
    }

    private func type(of id: ObjectID, _ size: Size) -> ObjectType {
        let number = id.rawValue
        if number < size.users { return .user }
        if number < size.users + size.devices { return .device }
        if number < size.users + size.devices + size.groups { return .group }
        return [.servicePrincipal, .organizationalContact, .unknown][Int(number % 3)]
    }

    /// Makes the object known, so that it can be named.
    private mutating func describe(
        _ id: ObjectID,
        _ size: Size,
        _ changes: inout OrganizationChanges,
        properties: ObjectProperties??
    ) {
        var object =
            objects[id]
            ?? Object(
                tenant: TenantID(1 + id.rawValue % 2),
                entraID: GUID(high: 1, low: UInt64(id.rawValue) &* 0x9E37_79B9_7F4A_7C15),
                type: type(of: id, size)
            )
        let identity = ObjectIdentity(
            id: id,
            tenant: object.tenant,
            entraID: object.entraID,
            type: object.type
        )
        if let properties {
            object.properties = properties
            changes.objects.append(ObjectChange(identity, properties: properties))
        } else {
            changes.identities.append(identity)
        }
        objects[id] = object
    }

    private mutating func changeObject(
        _ size: Size,
        _ changes: inout OrganizationChanges,
        using random: inout SplitMix64
    ) {
        let id = ObjectID(.random(in: 0..<size.objects, using: &random))
        let isGone = random.chance(8)
        let properties = isGone ? nil : random.properties(of: type(of: id, size))
        describe(id, size, &changes, properties: .some(properties))
    }

    private mutating func changeMembership(
        _ size: Size,
        _ changes: inout OrganizationChanges,
        using random: inout SplitMix64
    ) {
        let firstGroup = size.users + size.devices
        let group = ObjectID(
            .random(in: firstGroup..<firstGroup + size.groups, using: &random)
        )
        // Members are of the tenant of their group, and those of a group that stands still are not written.
        let ordinal = UInt32.random(in: 0..<size.objects / 2, using: &random)
        let member = ObjectID(ordinal * 2 + group.rawValue % 2)
        guard assets.values.allSatisfy({ $0.object != group || $0.frozenAt == nil }) else { return }
        describe(group, size, &changes, properties: nil)
        describe(member, size, &changes, properties: nil)
        let isMember = random.chance(3) ? false : true
        let pair = Membership(group: group, member: member)
        if isMember { memberships.insert(pair) } else { memberships.remove(pair) }
        changes.memberships.append(
            MembershipChange(group: group, member: member, isMember: isMember)
        )
    }

    private mutating func changeMatch(
        _ size: Size,
        _ changes: inout OrganizationChanges,
        using random: inout SplitMix64
    ) {
        let id = ObjectID(.random(in: 0..<size.users + size.devices, using: &random))
        describe(id, size, &changes, properties: nil)
        let isUser = type(of: id, size) == .user
        let records = isUser ? size.contacts : size.configurations
        let stage: MatchStage = isUser ? .email : .deviceName
        let match: Match
        switch Int.random(in: 0..<6, using: &random) {
        case 0: match = .unmatched
        case 1: match = .ignored
        case 2: match = .ambiguous(candidates: [1, 2], by: stage)
        default: match = .matched(record: .random(in: 0..<records, using: &random), by: stage)
        }
        objects[id]?.match = match
        changes.matches.removeAll { $0.object == id }
        changes.matches.append((id, match))
    }

    private mutating func changeRecord(
        _ size: Size,
        _ changes: inout OrganizationChanges,
        using random: inout SplitMix64
    ) {
        let isGone = random.chance(4)
        if Bool.random(using: &random) {
            let id = ContactID(.random(in: 0..<size.contacts, using: &random))
            let contact = Contact(
                organization: organization,
                externalID: "contact-\(id.rawValue)",
                firstName: random.pick(["Anna", "Åsa", ""]),
                lastName: random.pick(["Weiß", "Lee"]),
                emails: []
            )
            contacts[id] = isGone ? nil : contact
            changes.contacts.append((id, contacts[id]))
        } else {
            let id = ConfigurationID(.random(in: 0..<size.configurations, using: &random))
            let configuration = Configuration(
                organization: organization,
                externalID: "configuration-\(id.rawValue)-\(random.pick(["a", "b"]))",
                name: random.pick(["WS-1", "ws-2"]),
                hostname: "",
                isArchived: random.chance(4)
            )
            configurations[id] = isGone ? nil : configuration
            changes.configurations.append((id, configurations[id]))
        }
    }

    private mutating func changeFacts(
        _ size: Size,
        _ changes: inout OrganizationChanges,
        using random: inout SplitMix64
    ) {
        let number = UInt32.random(in: 0..<size.groups, using: &random)
        let object = ObjectID(size.users + size.devices + number)
        let id = AssetID(number + 1)
        guard !changes.facts.contains(where: { $0.id == id }) else { return }
        if random.chance(12) {
            assets[id] = nil
        } else {
            let kind: GroupKind = number % 3 == 0 ? .microsoft365 : .security
            assets[id] = AssetFacts(
                publicID: GUID(high: 2, low: UInt64(number) &* 0xBF58_476D_1CE4_E5B9),
                organization: organization,
                kind: kind,
                object: object,
                tenant: TenantID(1 + object.rawValue % 2),
                reasons: random.reasons(),
                frozenAt: random.chance(4) ? Timestamp(milliseconds: 1_700_000_000_123) : nil,
                updated: ObservedChange(
                    time: Timestamp(
                        milliseconds: .random(in: 0..<1_800_000_000_000, using: &random)
                    ),
                    source: random.chance(2) ? .observedBySync : .notYetObserved
                )
            )
        }
        changes.facts.append((id, assets[id]))
    }
}

extension SplitMix64 {
    /// True once in `n` times.
    mutating func chance(_ n: Int) -> Bool {
        Int.random(in: 0..<n, using: &self) == 0
    }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &self)]
    }

    mutating func reasons() -> StatusReasons {
        if chance(2) { return [] }
        var reasons: StatusReasons = []
        for reason in [.archived, .syncDisabled, .sourceDeleted, .outOfScope] as [StatusReasons]
        where chance(3) {
            reasons.insert(reason)
        }
        if chance(6) { reasons.insert(.deletedHere) }
        return reasons
    }

    mutating func name() -> String {
        pick(["All", "all", "Änderung", "änderung", "Straße", "Zoo", "İzmir", "Team"])
            + pick(["", "", " 1", " 2", " Ops", " ops"])
    }

    mutating func properties(of type: ObjectType) -> ObjectProperties {
        switch type {
        case .user:
            .user(
                User(
                    displayName: name(),
                    givenName: chance(2) ? "Anna" : nil,
                    surname: pick(["Lee", "Ek"]),
                    userPrincipalName: "anna@contoso.example",
                    mail: chance(2) ? "a@contoso.example" : nil,
                    isGuest: chance(4),
                    isEnabled: !chance(4),
                    isDeleted: chance(5)
                )
            )
        case .device:
            .device(
                Device(
                    displayName: name(),
                    deviceID: chance(2) ? "7c3b" : nil,
                    operatingSystem: "Windows",
                    isEnabled: !chance(4),
                    isDeleted: chance(5)
                )
            )
        case .group: .group(group())
        case .servicePrincipal, .organizationalContact, .unknown:
            .other(OtherObject(odataType: odataType(of: type), displayName: name()))
        }
    }

    private func odataType(of type: ObjectType) -> String {
        switch type {
        case .servicePrincipal: "#microsoft.graph.servicePrincipal"
        case .organizationalContact: "#microsoft.graph.orgContact"
        case .user, .group, .device, .unknown: "#microsoft.graph.newerThanThis"
        }
    }

    mutating func group() -> Group {
        Group(
            displayName: name(),
            description: chance(2) ? "What it is for" : nil,
            mail: chance(3) ? nil : pick(["ops@contoso.example", "Team@Fabrikam.example"]),
            isMailEnabled: chance(3),
            groupTypes: chance(3) ? ["DynamicMembership"] : [],
            membershipRule: chance(2) ? "device.os -eq \"Windows\"" : "user.city -eq \"Graz\"",
            isMembershipRulePaused: chance(3),
            onPremisesDomainName: chance(3) ? "corp.example" : nil,
            visibility: chance(4) ? "HiddenMembership" : nil,
            isDeleted: chance(6)
        )
    }
}
