import Directory
import Matching
import Store
import TestSupport

@testable import Server

/// A store in which one organization is documented as syncs would have left it, for a service to be started on.
///
/// Everything follows from the seed; groups that are left out were never there, nor was any membership of theirs.
struct DocumentedStore {
    static let organization = "contoso"
    static let tenant = GUID(high: 0xC0, low: 1)

    struct PlannedGroup {
        let number: Int
        var kind: GroupKind
        var name: String
        var isArchived = false

        var entraID: GUID { GUID(high: 0x6, low: UInt64(number)) }
        var publicID: GUID { PublicIdentity.asset(tenant: DocumentedStore.tenant, group: entraID) }
    }

    private(set) var groups: [PlannedGroup] = []
    /// By group: users, devices, groups.
    private var memberships: [(group: Int, type: ObjectType, member: Int)] = []
    private let userCount = 20
    private let deviceCount = 8

    init(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let names = ["Sales", "straße", "Board", "İstanbul", "board", "Ärzte", "営業"]
        for number in 0..<24 {
            let kind: GroupKind = random.next() % 4 == 0 ? .microsoft365 : .security
            let name = "\(names[Int(random.next() % 7)]) \(random.next() % 5)"
            groups.append(PlannedGroup(number: number, kind: kind, name: name))
            for (type, count) in [
                (ObjectType.user, userCount), (.device, deviceCount), (.group, 24),
            ] {
                for member in 0..<count where random.next() % 5 == 0 {
                    if type == .device, kind == .microsoft365 { continue }
                    memberships.append((number, type, member))
                }
            }
        }
    }

    /// Publishes it all into the store in `directory`, but for the groups of these numbers.
    func write(to directory: ScratchDirectory, without left: Set<Int> = []) throws {
        let store = try Store(directory: directory.path)
        defer { store.close() }
        let publisher = try Publisher(
            store: store,
            hashKey: HashKey(first: 1, second: 2),
            clock: { Timestamp(milliseconds: 1_700_000_000_000) },
            broadcast: { _, _ in }
        )
        let organization = try store.intern(organization: Self.organization)
        let tenant = try store.intern(tenant: Self.tenant)
        _ = try publisher.publish(ChangeBatch(.command, policy(organization, tenant)))
        var changes: [Change] = []
        let contacts = try store.intern(contacts: (0..<9).map { "c\($0)" }, of: organization)
        for (number, id) in contacts.enumerated() {
            changes.append(.contact(id, contact(number, organization)))
        }
        let configurations = try store.intern(configurations: ["d0", "d1"], of: organization)
        for (number, id) in configurations.enumerated() {
            let configuration = Configuration(
                organization: organization,
                externalID: "d\(number)",
                name: "PC-\(number)",
                hostname: ""
            )
            changes.append(.configuration(id, configuration))
        }
        _ = try publisher.publish(ChangeBatch(.importing, changes))
        var batch = ChangeBatch(.sync, try objects(in: store, tenant, without: left))
        batch.isFirstImport = true
        _ = try publisher.publish(batch)
    }

    /// What a sync would bring that finds every group, also those that were left out.
    func everything(in store: Store) throws -> ChangeBatch {
        ChangeBatch(.sync, try objects(in: store, store.intern(tenant: Self.tenant), without: []))
    }

    private func contact(_ number: Int, _ organization: OrganizationID) -> Contact {
        Contact(
            organization: organization,
            externalID: "c\(number)",
            firstName: "Ann",
            lastName: "Lee \(number)",
            emails: ["p\(number)@contoso.example"]
        )
    }

    private func policy(_ organization: OrganizationID, _ tenant: TenantID) -> [Change] {
        [
            .policy(
                .organization(organization, Organization(key: Self.organization, name: "Contoso"))
            ),
            .policy(
                .integration(
                    "main",
                    Integration(
                        key: "main",
                        name: "Main",
                        applicationID: GUID(high: 1, low: 2).text,
                        syncsMicrosoft365Groups: true,
                        syncsSecurityGroups: true
                    )
                )
            ),
            .policy(
                .tenant(
                    tenant,
                    Tenant(
                        entraID: Self.tenant,
                        displayName: "Contoso",
                        defaultDomain: "contoso.example",
                        integrationKey: "main",
                        organization: organization
                    )
                )
            ),
        ]
    }

    private func objects(
        in store: Store,
        _ tenant: TenantID,
        without left: Set<Int>
    ) throws -> [Change] {
        let kept = groups.filter { !left.contains($0.number) }
        let groupIDs = try store.intern(
            objects: kept.map { ObjectKey(entraID: $0.entraID, type: .group) },
            in: tenant
        )
        let userIDs = try store.intern(
            objects: (0..<userCount).map { ObjectKey(entraID: id(1, $0), type: .user) },
            in: tenant
        )
        let deviceIDs = try store.intern(
            objects: (0..<deviceCount).map { ObjectKey(entraID: id(3, $0), type: .device) },
            in: tenant
        )
        var changes: [Change] = []
        for (number, id) in userIDs.enumerated() {
            let user = User(
                displayName: "Person \(number)",
                userPrincipalName: "p\(number)@contoso.example",
                mail: "p\(number)@contoso.example"
            )
            changes.append(.object(id, .user(user)))
        }
        for (number, id) in deviceIDs.enumerated() {
            changes.append(.object(id, .device(Device(displayName: "PC-\(number)"))))
        }
        for (group, id) in zip(kept, groupIDs) {
            changes.append(.object(id, .group(properties(of: group))))
        }
        let places = Dictionary(uniqueKeysWithValues: zip(kept.map(\.number), groupIDs))
        for membership in memberships {
            guard let group = places[membership.group] else { continue }
            let member: ObjectID? =
                switch membership.type {
                case .user: userIDs[membership.member]
                case .device: deviceIDs[membership.member]
                default: places[membership.member]
                }
            guard let member else { continue }
            changes.append(.membership(group: group, member: member, isMember: true))
        }
        return changes
    }

    private func id(_ high: UInt64, _ number: Int) -> GUID { GUID(high: high, low: UInt64(number)) }

    private func properties(of group: PlannedGroup) -> Group {
        Group(
            displayName: group.name,
            description: "Group \(group.number)",
            mail: group.kind == .microsoft365 ? "g\(group.number)@contoso.example" : nil,
            groupTypes: group.kind == .microsoft365 ? ["Unified"] : [],
            created: Timestamp(milliseconds: 1_600_000_000_000 + Int64(group.number) * 1000)
        )
    }
}
