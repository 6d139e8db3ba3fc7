import Directory
import ReadModel
import Testing

@testable import GraphSimulator
@testable import Server
@testable import Store

/// A tenant whose documentation is compared with the truth.
protocol DocumentedTenant {
    var tenant: TenantID { get }
    var organization: OrganizationID { get }
    var snapshot: Snapshot { get }

    func read<Value>(_ body: (StoreReader) throws(StoreError) -> Value) throws(StoreError) -> Value
}

/// What must be documented of a simulated tenant, worked out from the simulator's own truth.
struct SimulatedTruth {
    private let tenant: GraphSimulator.Tenant

    init(_ simulation: Simulation, tenant id: GUID) throws {
        tenant = try #require(simulation.tenants.first { $0.id == id })
    }

    /// The app registration that reads the tenants, and a secret of it.
    static func application(of simulation: Simulation) throws -> (id: GUID, secret: String) {
        let application = try #require(
            simulation.application(named: Simulation.defaultApplication)
        )
        return (application.id, try #require(application.secrets.first))
    }

    /// The identifier of the first live object of a kind that fits.
    func firstLive(
        _ kind: ObjectKind,
        where fits: (GraphSimulator.ObjectKey) -> Bool = { _ in true }
    ) throws
        -> GUID
    {
        let key = (0..<tenant.count(of: kind)).lazy.map {
            GraphSimulator.ObjectKey(kind: kind, ordinal: $0)
        }
        .first { tenant.isLive($0) && fits($0) }
        return tenant.guid(of: try #require(key))
    }

    /// The identifiers of all live objects of a kind.
    func live(_ kind: ObjectKind) -> [GUID] {
        (0..<tenant.count(of: kind)).map { GraphSimulator.ObjectKey(kind: kind, ordinal: $0) }
            .filter { tenant.isLive($0) }.map { tenant.guid(of: $0) }
    }

    /// A live group that is documented and has live users among its members, at least so many.
    func groupWithUsers(atLeast count: Int = 1) throws -> GUID {
        try firstLive(.group) { key in
            tenant.links(ofGroup: key.ordinal).members.count {
                $0.kind == .user && tenant.isLive($0)
            } >= count && (properties(of: key).flatMap({ Self.scope($0) })?.kind != nil)
        }
    }

    func members(of group: GUID) throws -> Set<GUID> {
        let key = try #require(tenant.key(of: group.text))
        return Set(
            tenant.links(ofGroup: key.ordinal).members
                .filter { tenant.isLive($0) }.map { tenant.guid(of: $0) }
        )
    }

    /// Where the documentation of `organization` is not the truth.
    func differences(in service: some DocumentedTenant) throws -> [String] {
        try service.read { reader throws(StoreError) in
            var found = Differences()
            for kind in [ObjectKind.user, .device, .group] {
                for ordinal in 0..<tenant.count(of: kind) {
                    let key = GraphSimulator.ObjectKey(kind: kind, ordinal: ordinal)
                    try compare(key, service, reader, &found)
                }
            }
            return found.texts
        }
    }

    private func compare(
        _ key: GraphSimulator.ObjectKey,
        _ service: some DocumentedTenant,
        _ reader: StoreReader,
        _ found: inout Differences
    ) throws(StoreError) {
        let name = "\(key.kind) \(key.ordinal)"
        let id = try reader.objectIDs(of: [tenant.guid(of: key)], in: service.tenant)[0]
        var known: MirroredObject?
        if let id { known = try reader.mirrored([id])[0] }
        guard tenant.isLive(key) else {
            found.expect(known?.documented?.isDeleted ?? true, true, "\(name) is gone")
            return
        }
        let properties = properties(of: key)
        found.expect(known?.documented, properties, name)
        found.expect(known?.pending, nil, "\(name), pending")
        guard key.kind == .group, let id else { return }
        let image = service.snapshot.organizations[service.organization]
        let asset = try reader.assetIDs(of: [id])[0]
        let facts = asset.flatMap { image?.facts(of: $0) }
        let scope = properties.flatMap({ Self.scope($0) })
        guard let kind = scope?.kind else {
            found.expect(facts?.reasons.contains(.outOfScope) ?? true, true, "\(name), scope")
            return
        }
        found.expect(facts?.kind, kind, "\(name), kind")
        found.expect(facts?.reasons, StatusReasons(), "\(name), reasons")
        let members = try reader.documentedMembers(of: id)
        let mirrored = try reader.mirrored(members)
        // Who is in the recycle bin stays in the groups; what has left it for good is in none.
        let links = tenant.links(ofGroup: key.ordinal).members
        let documented = Set(mirrored.compactMap { $0?.entraID })
        let linked = Set(links.map { tenant.guid(of: $0) })
        found.expect(documented.subtracting(linked), [], "\(name), members too many")
        let live = Set(links.filter { tenant.isLive($0) }.map { tenant.guid(of: $0) })
        found.expect(linked.subtracting(documented), [], "\(name), members too few")
        found.expect(image?.members(of: id) ?? [], members, "\(name), members in memory")
        let isDescribed = { (type: ObjectType) in
            [.user, .group, .device].contains(type) || tenant.consents.contains(.directoryReadAll)
        }
        for case let member? in mirrored
        where live.contains(member.entraID) && isDescribed(member.type) {
            found.expect(member.documented != nil, true, "\(name), member \(member.id.rawValue)")
        }
    }

    private static func scope(_ properties: ObjectProperties) -> GroupScope? {
        guard case .group(let group) = properties else { return nil }
        return group.scope
    }

    // MARK: Properties

    private func properties(of key: GraphSimulator.ObjectKey) -> ObjectProperties? {
        guard let record = tenant.state(of: key)?.record else { return nil }
        switch key.kind {
        case .user: return .user(user(record))
        case .device: return .device(device(record))
        case .group: return .group(group(record))
        case .servicePrincipal, .orgContact, .agentUser: return nil
        }
    }

    private func user(_ record: PropertyRecord) -> User {
        User(
            displayName: record.text(UserProperty.displayName) ?? "",
            givenName: record.text(UserProperty.givenName),
            surname: record.text(UserProperty.surname),
            userPrincipalName: record.text(UserProperty.userPrincipalName) ?? "",
            mail: record.text(UserProperty.mail),
            proxyAddresses: record.texts(UserProperty.proxyAddresses),
            isGuest: record.text(UserProperty.userType) == "Guest",
            isEnabled: record.isTrue(UserProperty.accountEnabled)
        )
    }

    private func device(_ record: PropertyRecord) -> Device {
        Device(
            displayName: record.text(DeviceProperty.displayName) ?? "",
            deviceID: record.text(DeviceProperty.deviceId),
            operatingSystem: record.text(DeviceProperty.operatingSystem),
            operatingSystemVersion: record.text(DeviceProperty.operatingSystemVersion),
            trustType: record.text(DeviceProperty.trustType),
            isEnabled: record.isTrue(DeviceProperty.accountEnabled)
        )
    }

    private func group(_ record: PropertyRecord) -> Directory.Group {
        var created: Directory.Timestamp?
        if case .date(let seconds)? = record[GroupProperty.createdDateTime] {
            created = Directory.Timestamp(milliseconds: seconds * 1000)
        }
        return Directory.Group(
            displayName: record.text(GroupProperty.displayName) ?? "",
            description: record.text(GroupProperty.description),
            mail: record.text(GroupProperty.mail),
            mailNickname: record.text(GroupProperty.mailNickname),
            isMailEnabled: record.isTrue(GroupProperty.mailEnabled),
            isSecurityEnabled: record.isTrue(GroupProperty.securityEnabled),
            groupTypes: record.texts(GroupProperty.groupTypes),
            membershipRule: record.text(GroupProperty.membershipRule),
            isMembershipRulePaused: record.text(GroupProperty.membershipRuleProcessingState)
                == "Paused",
            onPremisesDomainName: record.text(GroupProperty.onPremisesDomainName),
            isOnPremisesSynced: record.isTrue(GroupProperty.onPremisesSyncEnabled),
            isAssignableToRole: record.isTrue(GroupProperty.isAssignableToRole),
            visibility: record.text(GroupProperty.visibility),
            created: created
        )
    }
}
