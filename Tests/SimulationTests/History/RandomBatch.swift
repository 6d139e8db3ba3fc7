import Directory
import ReadModel
import TestSupport

/// Draws the batches of a history: what a round, an import or a command might hand to the publish.
///
/// A batch speaks of each key at most once, as the reconciler does, and never of what Graph has purged.
struct RandomBatch {
    let world: HistoryWorld
    var random: SplitMix64

    init(_ world: HistoryWorld, seed: UInt64) {
        self.world = world
        random = SplitMix64(seed: seed)
    }

    mutating func next(after model: HistoryModel) -> [Change] {
        switch Int.random(in: 0..<20, using: &random) {
        case 0..<11: sync(model)
        case 11..<14: records(model)
        case 14..<17: settings(model)
        case 17: access()
        default: replay(model)
        }
    }

    /// What Graph told last of every group of a tenant, as after a kind was switched on again.
    mutating func replay(_ model: HistoryModel) -> [Change] {
        let cast = pick(world.casts)
        return cast.groups.compactMap { id in
            model.told[id].map { .object(id, $0) }
        }
    }

    // MARK: Rounds

    private mutating func sync(_ model: HistoryModel) -> [Change] {
        let cast = pick(world.casts)
        var changes: [Change] = []
        var spokenOf: Set<ObjectID> = []
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            let id = pick(cast.members)
            guard !model.purged.contains(id), spokenOf.insert(id).inserted else { continue }
            let properties = properties(of: id, in: cast, model)
            changes.append(.object(id, properties))
            if properties == nil { changes += endings(of: id, in: cast, model) }
        }
        var told = spokenOf.subtracting(
            changes.compactMap { if case .object(let id, nil) = $0 { id } else { nil } }
        )
        told.formUnion(model.told.keys)
        let groups = cast.groups.filter { id in
            told.contains(id) && !model.purged.contains(id)
                && !changes.contains(.object(id, nil))
        }
        let members = cast.members.filter {
            !model.purged.contains($0) && !changes.contains(.object($0, nil))
        }
        guard !groups.isEmpty, !members.isEmpty else { return changes }
        var named: Set<Membership> = []
        for _ in 0..<Int.random(in: 0...8, using: &random) {
            let membership = Membership(group: pick(groups), member: pick(members))
            guard membership.group != membership.member, named.insert(membership).inserted else {
                continue
            }
            changes.append(
                .membership(
                    group: membership.group,
                    member: membership.member,
                    isMember: Int.random(in: 0..<3, using: &random) > 0
                )
            )
        }
        return changes
    }

    /// Graph tells of a purge group by group; the publish need not be told of what it has documented.
    private func endings(
        of id: ObjectID,
        in cast: HistoryWorld.Cast,
        _ model: HistoryModel
    ) -> [Change] {
        cast.groups.compactMap { group in
            let isDocumented = model.groups[group]?.members.contains(id) ?? false
            let isOpen = model.reasons(of: group)?.isEmpty ?? false
            guard model.toldMembers[group]?.contains(id) ?? false, !isDocumented || !isOpen else {
                return nil
            }
            return .membership(group: group, member: id, isMember: false)
        }
    }

    private mutating func properties(
        of id: ObjectID,
        in cast: HistoryWorld.Cast,
        _ model: HistoryModel
    ) -> ObjectProperties? {
        let before = model.told[id]
        if before != nil, Int.random(in: 0..<24, using: &random) == 0 { return nil }
        let isDeleted = before != nil && Int.random(in: 0..<6, using: &random) == 0
        let number = Int.random(in: 0..<8, using: &random)
        if cast.users.contains(id) {
            return .user(
                User(
                    displayName: "Person \(number)",
                    givenName: "Ann\(number % 3)",
                    surname: number % 4 == 0 ? nil : "Lee\(number % 2)",
                    userPrincipalName: "p\(number)@t.example",
                    mail: number % 3 == 0 ? nil : "p\(number)@t.example",
                    proxyAddresses: ["SMTP:p\(number)@t.example"],
                    isDeleted: isDeleted
                )
            )
        }
        if cast.devices.contains(id) {
            return .device(Device(displayName: "PC-\(number)", isDeleted: isDeleted))
        }
        if cast.others.contains(id) {
            return .other(
                OtherObject(
                    odataType: "#microsoft.graph.servicePrincipal",
                    displayName: "App \(number)"
                )
            )
        }
        return .group(group(over: before, isDeleted: isDeleted))
    }

    private mutating func group(over before: ObjectProperties?, isDeleted: Bool) -> Group {
        let number = Int.random(in: 0..<9, using: &random)
        // A deletion speaks of nothing else, and a group seldom becomes one of another kind.
        if case .group(var known)? = before, isDeleted || number < 7 {
            known.isDeleted = isDeleted
            if !isDeleted { known.displayName = "Group \(number)" }
            return known
        }
        var group = Group(displayName: "Group \(number)", mail: "g\(number)@t.example")
        switch Int.random(in: 0..<5, using: &random) {
        case 0: group.groupTypes = ["Unified"]
        case 1: group.isMailEnabled = true
        case 2: group.isSecurityEnabled = false
        default: group.isSecurityEnabled = true
        }
        group.isDeleted = isDeleted
        return group
    }

    // MARK: Records and settings

    private mutating func records(_ model: HistoryModel) -> [Change] {
        var changes: [Change] = []
        for organization in world.organizations {
            for (place, id) in (world.contacts[organization] ?? []).enumerated()
            where Int.random(in: 0..<5, using: &random) == 0 {
                changes.append(.contact(id, contact(place, of: organization, model, id)))
            }
            for (place, id) in (world.configurations[organization] ?? []).enumerated()
            where Int.random(in: 0..<5, using: &random) == 0 {
                changes.append(.configuration(id, configuration(place, of: organization)))
            }
        }
        return changes
    }

    private mutating func contact(
        _ place: Int,
        of organization: OrganizationID,
        _ model: HistoryModel,
        _ id: ContactID
    ) -> Contact? {
        if model.contacts[id] != nil, Int.random(in: 0..<4, using: &random) == 0 { return nil }
        let number = Int.random(in: 0..<8, using: &random)
        return Contact(
            organization: organization,
            externalID: "c\(place)",
            firstName: "Ann\(number % 3)",
            lastName: "Lee\(number % 2)",
            emails: number % 4 == 0 ? [] : ["p\(number)@t.example"]
        )
    }

    private mutating func configuration(
        _ place: Int,
        of organization: OrganizationID
    ) -> Configuration? {
        let number = Int.random(in: 0..<10, using: &random)
        guard number < 8 else { return nil }
        return Configuration(
            organization: organization,
            externalID: "d\(place)",
            name: "PC-\(number)",
            hostname: "pc-\(number).local",
            isArchived: number % 3 == 0
        )
    }

    private mutating func settings(_ model: HistoryModel) -> [Change] {
        let key = pick(["shared", "own"])
        guard var integration = model.policy.integrations[key] else { return [] }
        switch Int.random(in: 0..<7, using: &random) {
        case 0, 1: integration.syncsMicrosoft365Groups.toggle()
        case 2, 3: integration.syncsSecurityGroups.toggle()
        case 4: integration.syncsMailEnabledSecurityGroups.toggle()
        case 5: integration.syncsUsers.toggle()
        default: return tenantSetting(model)
        }
        return [.policy(.integration(key, integration))]
    }

    /// Access lists, of groups that are there and of some that are not.
    private mutating func access() -> [Change] {
        let assets = Set((0..<3).map { _ in UInt32.random(in: 1...20, using: &random) })
        return assets.sorted().map { number in
            let organization = pick(world.organizations)
            let users: [Set<String>?] = [nil, ["anna"], ["anna", "bert"]]
            let list = users[Int.random(in: 0..<3, using: &random)].map {
                GroupAccess(organization: organization, users: $0)
            }
            return .policy(.groupAccess(AssetID(number), list))
        }
    }

    private mutating func tenantSetting(_ model: HistoryModel) -> [Change] {
        let cast = pick(world.casts)
        guard var tenant = model.policy.tenants[cast.tenant] else { return [] }
        switch Int.random(in: 0..<3, using: &random) {
        case 0: tenant.defaultDomain = "d\(Int.random(in: 0..<4, using: &random)).example"
        case 1: tenant.isRemoved.toggle()
        default:
            let organization = Organization(
                key: cast.organization == world.organizations[0] ? "contoso" : "fabrikam",
                name: "Name \(Int.random(in: 0..<4, using: &random))"
            )
            return [.policy(.organization(cast.organization, organization))]
        }
        return [.policy(.tenant(cast.tenant, tenant))]
    }

    private mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &random)]
    }
}
