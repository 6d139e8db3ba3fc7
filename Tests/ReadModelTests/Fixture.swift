import Access
import Directory
import ReadModel
import TestSupport
import Wire

/// Organizations and callers for tests of queries.
enum Fixture {
    static let organization = OrganizationID(1)
    static let tenant = TenantID(1)
    static let administrator = Caller(
        principalKey: "anna",
        role: .administrator,
        visible: .everything
    )

    static var context: OrganizationContext {
        OrganizationContext(tenants: [
            tenant: TenantContext(
                entraID: GUID(high: 7, low: 7),
                defaultDomain: "contoso.example",
                integrationKey: "main",
                integrationName: "Main"
            )
        ])
    }

    static var empty: OrganizationSnapshot {
        OrganizationSnapshot(empty: organization, revision: .none, context: context)
    }

    static func identity(_ number: UInt32, _ type: ObjectType) -> ObjectIdentity {
        ObjectIdentity(
            id: ObjectID(number),
            tenant: tenant,
            entraID: GUID(high: 1, low: UInt64(number) &* 0x9E37_79B9_7F4A_7C15),
            type: type
        )
    }

    static func facts(
        _ number: UInt32,
        object: UInt32,
        kind: GroupKind,
        reasons: StatusReasons = [],
        updated: Int64 = 0
    ) -> AssetFacts {
        AssetFacts(
            publicID: GUID(high: 2, low: UInt64(number) &* 0xBF58_476D_1CE4_E5B9),
            organization: organization,
            kind: kind,
            object: ObjectID(object),
            tenant: tenant,
            reasons: reasons,
            updated: ObservedChange(
                time: Timestamp(milliseconds: updated),
                source: .observedBySync
            )
        )
    }

    static func publish(
        _ changes: OrganizationChanges,
        on snapshot: OrganizationSnapshot
    ) -> OrganizationSnapshot {
        OrganizationDraft(from: snapshot).publish(changes, at: snapshot.revision.next).snapshot
    }

    /// Objects 0..<40 are users, half of them matched; the groups follow, with a few users each.
    static func changes(groupCount: UInt32, seed: UInt64) -> OrganizationChanges {
        var random = SplitMix64(seed: seed)
        var changes = OrganizationChanges(context: context)
        for number in 0..<40 as Range<UInt32> {
            changes.objects.append(
                ObjectChange(identity(number, .user), properties: random.properties(of: .user))
            )
            guard number % 2 == 0 else { continue }
            let contact = Contact(
                organization: organization,
                externalID: "c\(number)",
                firstName: "Contact",
                lastName: "\(number)",
                emails: []
            )
            changes.contacts.append((ContactID(number), contact))
            changes.matches.append((ObjectID(number), .matched(record: number, by: .email)))
        }
        for number in 0..<groupCount {
            let object = 100 + number
            let kind: GroupKind = random.chance(4) ? .microsoft365 : .security
            var group = random.group()
            if random.chance(3) { group.displayName += " \(number % 97)" }
            if kind == .microsoft365 { group.groupTypes.append("Unified") }
            changes.objects.append(
                ObjectChange(identity(object, .group), properties: .group(group))
            )
            changes.facts.append(
                (
                    AssetID(number + 1),
                    facts(
                        number,
                        object: object,
                        kind: kind,
                        reasons: random.reasons(),
                        updated: .random(in: 0..<40, using: &random) * 1000
                    )
                )
            )
            for _ in 0..<Int.random(in: 0..<5, using: &random) {
                let member = UInt32.random(in: 0..<40, using: &random)
                changes.memberships.append(
                    MembershipChange(
                        group: ObjectID(object),
                        member: ObjectID(member),
                        isMember: true
                    )
                )
            }
        }
        return changes
    }

    static func organization(groupCount: UInt32, seed: UInt64) -> OrganizationSnapshot {
        publish(changes(groupCount: groupCount, seed: seed), on: empty)
    }

    /// Every row of a list, decoded, in the default order found the slow way.
    static func rows(_ snapshot: OrganizationSnapshot, _ kind: GroupKind) throws -> [V1.GroupRow] {
        var rows: [V1.GroupRow] = []
        for number in 1...5000 as ClosedRange<UInt32> {
            guard let facts = snapshot.facts(of: AssetID(number)), facts.kind == kind,
                let row = snapshot.row(of: AssetID(number))
            else { continue }
            rows.append(try V1.GroupRow(decoding: row))
        }
        return rows.map { (SortKey(CaseFolding.folded($0.name)), $0) }
            .sorted { $0.0 != $1.0 ? $0.0 < $1.0 : $0.1.id < $1.1.id }
            .map(\.1)
    }

    /// The messages of a reply as one.
    static func response(_ cursor: inout ListCursor) throws -> V1.ListGroupsResponse {
        var response = V1.ListGroupsResponse()
        while let message = cursor.next() { try response.merge(message.joined()) }
        return response
    }
}
