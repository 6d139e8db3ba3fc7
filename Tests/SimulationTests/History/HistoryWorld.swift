import Directory
import Store

/// The cast of a random history: two organizations, three tenants and a fixed set of objects in each.
///
/// One integration reads tenants of both organizations, so that a change of it touches both.
struct HistoryWorld {
    struct Cast {
        var tenant: TenantID
        var organization: OrganizationID
        var integration: String
        var users: [ObjectID]
        var devices: [ObjectID]
        var groups: [ObjectID]
        var others: [ObjectID]

        var members: [ObjectID] { users + devices + groups + others }
    }

    let organizations: [OrganizationID]
    let casts: [Cast]
    let contacts: [OrganizationID: [ContactID]]
    let configurations: [OrganizationID: [ConfigurationID]]

    /// Gives out every id that the history will use.
    init(in store: Store) throws {
        organizations = try ["contoso", "fabrikam"].map { try store.intern(organization: $0) }
        var casts: [Cast] = []
        for (index, (owner, integration)) in [(0, "shared"), (1, "shared"), (1, "own")].enumerated()
        {
            let number = UInt64(index)
            let tenant = try store.intern(tenant: GUID(high: 0xA000 + number, low: 0))
            let make = { (type: ObjectType, count: UInt64) in
                try store.intern(
                    objects: (0..<count).map { ordinal in
                        ObjectKey(
                            entraID: GUID(high: number << 32 | UInt64(type.rawValue), low: ordinal),
                            type: type
                        )
                    },
                    in: tenant
                )
            }
            casts.append(
                Cast(
                    tenant: tenant,
                    organization: organizations[owner],
                    integration: integration,
                    users: try make(.user, 12),
                    devices: try make(.device, 5),
                    groups: try make(.group, 9),
                    others: try make(.servicePrincipal, 2)
                )
            )
        }
        self.casts = casts
        var contacts: [OrganizationID: [ContactID]] = [:]
        var configurations: [OrganizationID: [ConfigurationID]] = [:]
        for organization in organizations {
            contacts[organization] = try store.intern(
                contacts: (0..<8).map { "c\($0)" },
                of: organization
            )
            configurations[organization] = try store.intern(
                configurations: (0..<5).map { "d\($0)" },
                of: organization
            )
        }
        self.contacts = contacts
        self.configurations = configurations
    }

    /// The policy that the history begins with.
    func firstPolicy() -> [Change] {
        var items: [PolicyItem] = []
        for (organization, key) in zip(organizations, ["contoso", "fabrikam"]) {
            items.append(.organization(organization, Organization(key: key, name: key)))
        }
        for key in ["shared", "own"] {
            items.append(
                .integration(
                    key,
                    Integration(
                        key: key,
                        name: key,
                        applicationID: "app",
                        syncsMicrosoft365Groups: true,
                        syncsSecurityGroups: true
                    )
                )
            )
        }
        for (number, cast) in casts.enumerated() {
            items.append(
                .tenant(
                    cast.tenant,
                    Tenant(
                        entraID: GUID(high: 0xA000 + UInt64(number), low: 0),
                        displayName: "Tenant \(number)",
                        defaultDomain: "t\(number).example",
                        integrationKey: cast.integration,
                        organization: cast.organization
                    )
                )
            )
        }
        return items.map { .policy($0) }
    }
}
