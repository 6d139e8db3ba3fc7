import Directory
import Matching
import Store

@testable import Server

/// A store with one security group of very many members, for a service to be started on.
struct CrowdedStore {
    static let organization = "contoso"
    static let tenant = GUID(high: 0xC0, low: 1)
    static let group = GUID(high: 0x6, low: 1)

    /// What callers name the group by.
    static var publicID: GUID { PublicIdentity.asset(tenant: tenant, group: group) }

    var memberCount: Int

    func write(to directory: ScratchDirectory) throws {
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
        let integration = Integration(
            key: "main",
            name: "Main",
            applicationID: GUID(high: 1, low: 2).text,
            syncsMicrosoft365Groups: true,
            syncsSecurityGroups: true
        )
        let record = Tenant(
            entraID: Self.tenant,
            displayName: "Contoso",
            defaultDomain: "contoso.example",
            integrationKey: "main",
            organization: organization
        )
        let contoso = Organization(key: Self.organization, name: "Contoso")
        _ = try publisher.publish(
            ChangeBatch(
                .command,
                [
                    .policy(.organization(organization, contoso)),
                    .policy(.integration("main", integration)), .policy(.tenant(tenant, record)),
                ]
            )
        )
        let group = try store.intern(
            objects: [ObjectKey(entraID: Self.group, type: .group)],
            in: tenant
        )[0]
        let users = try store.intern(
            objects: (0..<memberCount).map {
                ObjectKey(entraID: GUID(high: 1, low: UInt64($0)), type: .user)
            },
            in: tenant
        )
        var changes: [Change] = [
            .object(group, .group(Group(displayName: "Everybody", isSecurityEnabled: true)))
        ]
        for (number, id) in users.enumerated() {
            let user = User(
                displayName: "Person \(number) of Contoso",
                userPrincipalName: "person.\(number)@contoso.example",
                mail: "person.\(number)@contoso.example"
            )
            changes.append(.object(id, .user(user)))
            changes.append(.membership(group: group, member: id, isMember: true))
        }
        var batch = ChangeBatch(.sync, changes)
        batch.isFirstImport = true
        _ = try publisher.publish(batch)
    }
}
