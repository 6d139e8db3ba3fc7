import Directory
import ReadModel
import Store

/// Writes a tenant into a new store, part by part: each part is drafted on the read model's image and published in one
/// transaction, as the service does it.
final class TenantWriter {
    private let shape: TenantShape
    private let store: Store
    private let organization: OrganizationID
    private let tenant: TenantID
    private let context: OrganizationContext
    private let policy: [PolicyItem]
    private var snapshot: OrganizationSnapshot
    private var users: [ObjectID] = []
    private var membershipCount = 0
    private var revisionCount = 0

    /// Records of one transaction at most.
    private static let usersAtOnce = 50_000
    private static let groupsAtOnce = 10_000
    private static let tenantGUID = GUID(high: 7, low: 7)
    private static let time = Timestamp(milliseconds: 1_700_000_000_000)

    init(_ shape: TenantShape, in folder: String) throws {
        self.shape = shape
        store = try Store(directory: folder)
        organization = try store.intern(organization: StoredTenant.organization)
        tenant = try store.intern(tenant: Self.tenantGUID)
        policy = [
            .organization(
                organization,
                Organization(key: StoredTenant.organization, name: "Bench")
            ),
            .integration(
                "bench",
                Integration(
                    key: "bench",
                    name: "Bench",
                    applicationID: "00000000-0000-0000-0000-000000000001",
                    syncsMicrosoft365Groups: true,
                    syncsSecurityGroups: true
                )
            ),
            .tenant(
                tenant,
                Tenant(
                    entraID: Self.tenantGUID,
                    displayName: "Bench",
                    defaultDomain: "contoso.com",
                    integrationKey: "bench",
                    organization: organization
                )
            ),
        ]
        context = Policy(policy).context(of: organization)
        snapshot = OrganizationSnapshot(empty: organization, revision: .none, context: context)
    }

    /// Writes everything and closes the store.
    func write() throws -> StoredTenant {
        defer { store.close() }
        try writePolicy()
        for start in stride(from: 1, through: shape.userCount, by: Self.usersAtOnce) {
            try writeUsers(start...min(start + Self.usersAtOnce - 1, shape.userCount))
        }
        for start in stride(from: 1, through: shape.groupCount, by: Self.groupsAtOnce) {
            try writeGroups(start...min(start + Self.groupsAtOnce - 1, shape.groupCount))
        }
        return StoredTenant(
            size: shape.size.rawValue,
            membershipCount: membershipCount,
            revisionCount: revisionCount,
            largestGroup: PublicIdentity.asset(
                tenant: Self.tenantGUID,
                group: Self.group(TenantShape.largestGroup)
            ).text,
            busiestUser: Self.user(TenantShape.busiestUser).text
        )
    }

    private func writePolicy() throws {
        var publication = Publication(
            time: Self.time,
            cause: .command,
            organizations: [organization]
        )
        publication.policy = policy
        publication.tenantStates = [tenant: TenantState(isImporting: false)]
        _ = try store.publish(publication)
    }

    private func writeUsers(_ numbers: ClosedRange<Int>) throws {
        let keys = numbers.map { ObjectKey(entraID: Self.user($0), type: .user) }
        let objects = try store.intern(objects: keys, in: tenant)
        let matched = numbers.filter { $0 % 10 != 0 }
        let contacts = try store.intern(
            contacts: matched.map { "contact-\($0)" },
            of: organization
        )
        users += objects
        var changes = OrganizationChanges(context: context)
        for (number, (object, key)) in zip(numbers, zip(objects, keys)) {
            changes.objects.append(
                ObjectChange(
                    ObjectIdentity(
                        id: object,
                        tenant: tenant,
                        entraID: key.entraID,
                        type: .user
                    ),
                    properties: .user(MatcherDirectory.user(number))
                )
            )
        }
        for (number, contact) in zip(matched, contacts) {
            var record = MatcherDirectory.contact(number)
            record.organization = organization
            record.externalID = "contact-\(number)"
            record.emails = MatcherDirectory.user(number).mail.map { [$0] } ?? []
            changes.contacts.append((contact, record))
            changes.matches.append(
                (users[number - 1], .matched(record: contact.rawValue, by: .email))
            )
        }
        try publish(changes)
    }

    private func writeGroups(_ numbers: ClosedRange<Int>) throws {
        let keys = numbers.map { ObjectKey(entraID: Self.group($0), type: .group) }
        let objects = try store.intern(objects: keys, in: tenant)
        let assets = try store.intern(assetsOf: objects, organization: organization)
        var changes = OrganizationChanges(context: context)
        for (number, (object, asset)) in zip(numbers, zip(objects, assets)) {
            changes.objects.append(
                ObjectChange(
                    ObjectIdentity(
                        id: object,
                        tenant: tenant,
                        entraID: Self.group(number),
                        type: .group
                    ),
                    properties: .group(ListDirectory.group(number))
                )
            )
            changes.facts.append((asset, facts(number, object)))
            for member in shape.members(ofGroup: number) {
                changes.memberships.append(
                    MembershipChange(group: object, member: users[member - 1], isMember: true)
                )
            }
        }
        changes.memberships.sort { ($0.group, $0.member) < ($1.group, $1.member) }
        membershipCount += changes.memberships.count
        try publish(changes)
    }

    /// Drafts `changes` and stores what the service would store of them.
    private func publish(_ changes: OrganizationChanges) throws {
        let (next, rows, _) = OrganizationDraft(from: snapshot)
            .publish(changes, at: store.newest.revision.next)
        var publication = Publication(
            time: Self.time,
            cause: .sync,
            organizations: [organization]
        )
        publication.objects = changes.objects
            .map { .init(id: $0.identity.id, properties: $0.properties) }
            .sorted { $0.id < $1.id }
        publication.memberships = changes.memberships.map {
            .init(group: $0.group, member: $0.member, isMember: $0.isMember)
        }
        publication.contacts = changes.contacts.map { .init(id: $0.id, contact: $0.contact) }
            .sorted { $0.id < $1.id }
        publication.matches = changes.matches.map { .init(id: $0.object, match: $0.match) }
            .sorted { $0.id < $1.id }
        publication.facts = changes.facts.compactMap { change in
            change.facts.map { .init(id: change.id, facts: $0) }
        }
        .sorted { $0.id < $1.id }
        for row in rows {
            if row.isRowChanged { publication.rows.append(.init(id: row.asset, bytes: row.new)) }
            publication.log.append(
                .init(organization: organization, asset: row.asset, mask: row.mask)
            )
        }
        let published = try store.publish(publication)
        guard published.madeRevision, published.revision == next.revision else {
            throw BenchFailure("a part of the tenant made no revision")
        }
        snapshot = next
        revisionCount += 1
    }

    private func facts(_ number: Int, _ object: ObjectID) -> AssetFacts {
        AssetFacts(
            publicID: PublicIdentity.asset(tenant: Self.tenantGUID, group: Self.group(number)),
            organization: organization,
            kind: .security,
            object: object,
            tenant: tenant,
            updated: ObservedChange(
                time: Timestamp(milliseconds: 1_600_000_000_000 + Int64(number % 5000) * 60_000),
                source: .notYetObserved
            )
        )
    }

    private static func user(_ number: Int) -> GUID {
        GUID(high: Scatter.word(number), low: UInt64(number) << 1)
    }

    private static func group(_ number: Int) -> GUID {
        GUID(high: Scatter.word(-number), low: UInt64(number) << 1 | 1)
    }
}
