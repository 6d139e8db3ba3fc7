import Directory
import TestSupport

@testable import Store

/// A few organizations with all that could be documented of them, and random histories over them.
struct Universe {
    struct Object {
        var id: ObjectID
        var tenant: TenantID
        var key: ObjectKey
    }

    struct Asset {
        var id: AssetID
        var organization: OrganizationID
        var publicID: GUID
        var object: ObjectID
        var tenant: TenantID
    }

    var organizations: [OrganizationID] = []
    var tenants: [(id: TenantID, entraID: GUID)] = []
    var objects: [Object] = []
    var contacts: [(id: ContactID, organization: OrganizationID, externalID: String)] = []
    var configurations: [(id: ConfigurationID, organization: OrganizationID, externalID: String)] =
        []
    var assets: [Asset] = []

    /// Gives every thing its id in `store`; the same ids in every store that is empty before.
    init(in store: Store, organizationCount: Int = 2, objectsPerTenant: Int = 10) throws {
        for number in 0..<organizationCount {
            let organization = try store.intern(organization: "organization-\(number)")
            organizations.append(organization)
            let entraID = GUID(high: 0xAA, low: UInt64(number))
            let tenant = try store.intern(tenant: entraID)
            tenants.append((tenant, entraID))
            let keys = (0..<objectsPerTenant).map { index in
                ObjectKey(
                    // In another order than the ids.
                    entraID: GUID(high: UInt64(index) &* 0x9E37_79B9_7F4A_7C15, low: 7),
                    type: [.group, .user, .device, .group, .servicePrincipal][index % 5]
                )
            }
            let ids = try store.intern(objects: keys, in: tenant)
            objects += zip(ids, keys).map { Object(id: $0, tenant: tenant, key: $1) }
            let groups = zip(ids, keys).filter { $0.1.type == .group }
            let assetIDs = try store.intern(assetsOf: groups.map(\.0), organization: organization)
            for (asset, group) in zip(assetIDs, groups) {
                assets.append(
                    Asset(
                        id: asset,
                        organization: organization,
                        publicID: PublicIdentity.asset(tenant: entraID, group: group.1.entraID),
                        object: group.0,
                        tenant: tenant
                    )
                )
            }
            let names = (0..<4).map { "external-\($0)" }
            contacts += zip(try store.intern(contacts: names, of: organization), names)
                .map { ($0, organization, $1) }
            configurations += zip(try store.intern(configurations: names, of: organization), names)
                .map { ($0, organization, $1) }
        }
    }

    /// A publication that may change anything, or nothing, and says some things twice.
    func publication(number: Int, using random: inout SplitMix64) -> Publication {
        var publication = Publication(
            time: Timestamp(milliseconds: Int64(number * 10)),
            cause: .sync,
            actor: "somebody",
            organizations: Set(organizations.filter { _ in Bool.random(using: &random) })
        )
        for _ in 0..<Int.random(in: 0...4, using: &random) {
            addVersioned(to: &publication, using: &random)
        }
        return publication
    }

    private func addVersioned(to publication: inout Publication, using random: inout SplitMix64) {
        switch Int.random(in: 0..<8, using: &random) {
        case 0:
            guard let object = objects.randomElement(using: &random) else { return }
            let isGone = Int.random(in: 0..<5, using: &random) == 0
            let properties = random.properties(of: object.key.type)
            publication.add(.object(object.id, isGone ? nil : properties))
        case 1, 2:
            addMemberships(to: &publication, using: &random)
        case 3:
            guard let object = objects.randomElement(using: &random) else { return }
            publication.matches.append(.init(id: object.id, match: random.match()))
        case 4:
            guard let contact = contacts.randomElement(using: &random) else { return }
            let value = random.contact(of: contact.organization, externalID: contact.externalID)
            publication.add(.contact(contact.id, value))
        case 5:
            guard let machine = configurations.randomElement(using: &random) else { return }
            let value = random.configuration(
                of: machine.organization,
                externalID: machine.externalID
            )
            publication.add(.configuration(machine.id, value))
        case 6:
            addPolicy(to: &publication, using: &random)
        default:
            addAsset(to: &publication, using: &random)
        }
    }

    private func addMemberships(to publication: inout Publication, using random: inout SplitMix64) {
        let groups = objects.filter { $0.key.type == .group }
        guard let group = groups.randomElement(using: &random) else { return }
        let candidates = objects.filter { $0.tenant == group.tenant }
        for _ in 0..<Int.random(in: 1...5, using: &random) {
            guard let member = candidates.randomElement(using: &random) else { return }
            publication.add(
                .membership(
                    group: group.id,
                    member: member.id,
                    isMember: Int.random(in: 0..<3, using: &random) > 0
                )
            )
        }
    }

    private func addAsset(to publication: inout Publication, using random: inout SplitMix64) {
        guard let asset = assets.randomElement(using: &random) else { return }
        if Bool.random(using: &random) {
            publication.add(.facts(asset.id, random.facts(of: asset)))
        }
        let row = Int.random(in: 0..<6, using: &random) == 0 ? nil : random.bytes(atMost: 6)
        publication.rows.append(.init(id: asset.id, bytes: row))
        publication.log.append(
            .init(
                organization: asset.organization,
                asset: asset.id,
                mask: ChangeMask(rawValue: UInt32.random(in: 0..<1024, using: &random))
            )
        )
    }

    private func addPolicy(to publication: inout Publication, using random: inout SplitMix64) {
        guard let tenant = tenants.randomElement(using: &random),
            let organization = organizations.randomElement(using: &random)
        else { return }
        let name = random.text()
        switch Int.random(in: 0..<8, using: &random) {
        case 0: publication.add(.policy(.tenant(tenant.id, nil)))
        case 1: publication.add(.policy(.principal(name, nil)))
        case 2:
            let principal = Principal(key: name, role: .readOnly)
            publication.add(.policy(.principal(name, principal)))
        case 3:
            let value = Organization(key: "organization", name: name)
            publication.add(.policy(.organization(organization, value)))
        default:
            let value = Tenant(
                entraID: tenant.entraID,
                displayName: name,
                integrationKey: "integration",
                organization: organization
            )
            publication.add(.policy(.tenant(tenant.id, value)))
        }
    }
}
