import Cryptography
import Directory
import ReadModel

/// A made-up organization for list queries: one list of security groups, published through a draft.
///
/// One name in twenty holds the city of `filterText`, half of the groups have an address, and every group
/// has three members of which some are matched.
struct ListDirectory {
    static let organization = OrganizationID(1)
    static let kind = GroupKind.security
    /// In another case than in the names.
    static let filterText = "KYŌTO"

    let snapshot: OrganizationSnapshot
    /// In the default order.
    let rows: [Row]

    /// One row and its place in the default order.
    struct Row {
        /// Folded, as bytes.
        var name: [UInt8]
        var publicID: GUID
        var bytes: [UInt8]
    }

    init(groupCount: Int) {
        let empty = OrganizationSnapshot(
            empty: Self.organization,
            revision: .none,
            context: Self.context
        )
        let published = OrganizationDraft(from: empty)
            .publish(Self.changes(groupCount: groupCount), at: Revision(1))
        snapshot = published.snapshot
        rows = published.rows
            .compactMap { change in
                guard let bytes = change.new else { return nil }
                var name: [UInt8] = []
                CaseFolding.appendFolded(Self.name(Int(change.asset.rawValue)), to: &name)
                return Row(name: name, publicID: change.publicID, bytes: bytes)
            }
            .sorted {
                $0.name == $1.name
                    ? $0.publicID < $1.publicID : $0.name.lexicographicallyPrecedes($1.name)
            }
    }

    /// How many rows pass the filter of `filterText`.
    var filteredCount: Int {
        (1...rows.count).count { Self.city($0) == Self.filteredCity }
    }

    /// What tells whether another engine has found the same rows.
    func digest(of range: Range<Int>) -> String {
        SHA256.digest(of: rows[range].flatMap(\.bytes)).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }
        .joined()
    }

    /// Every `stride`th group.
    func assets(ofEvery stride: Int) -> [(asset: AssetID, publicID: GUID)] {
        Swift.stride(from: 1, through: rows.count, by: stride).map { index in
            (AssetID(UInt32(index)), Self.facts(index).publicID)
        }
    }

    /// The directory after a publish that archives every `stride`th group.
    func archiving(every stride: Int) -> OrganizationSnapshot {
        var changes = OrganizationChanges(context: Self.context)
        for index in Swift.stride(from: 2, through: rows.count, by: stride) {
            var facts = Self.facts(index)
            facts.reasons = .archived
            changes.facts.append((AssetID(UInt32(index)), facts))
        }
        return OrganizationDraft(from: snapshot).publish(changes, at: Revision(2)).snapshot
    }

    private static let tenant = TenantID(1)
    private static let userCount: UInt32 = 200
    private static let firstGroup: UInt32 = 1000

    private static let context = OrganizationContext(tenants: [
        tenant: TenantContext(
            entraID: GUID(high: 7, low: 7),
            defaultDomain: "contoso.com",
            integrationKey: "main",
            integrationName: "Main"
        )
    ])

    private static func changes(groupCount: Int) -> OrganizationChanges {
        var changes = OrganizationChanges(context: context)
        for number in 1...userCount {
            let user = MatcherDirectory.user(Int(number))
            changes.objects.append(
                ObjectChange(identity(number, .user), properties: .user(user))
            )
            guard number % 4 != 0 else { continue }
            let contact = MatcherDirectory.contact(Int(number))
            changes.contacts.append((ContactID(number), contact))
            changes.matches.append((ObjectID(number), .matched(record: number, by: .email)))
        }
        for index in 1...groupCount {
            let object = firstGroup + UInt32(index)
            changes.objects.append(
                ObjectChange(identity(object, .group), properties: .group(group(index)))
            )
            changes.facts.append((AssetID(UInt32(index)), facts(index)))
            for step in 0..<3 {
                changes.memberships.append(
                    MembershipChange(
                        group: ObjectID(object),
                        member: ObjectID(UInt32((index + step * 67) % Int(userCount)) + 1),
                        isMember: true
                    )
                )
            }
        }
        return changes
    }

    private static func identity(_ number: UInt32, _ type: ObjectType) -> ObjectIdentity {
        ObjectIdentity(
            id: ObjectID(number),
            tenant: tenant,
            entraID: GUID(high: 1, low: Scatter.word(Int(number))),
            type: type
        )
    }

    private static func facts(_ index: Int) -> AssetFacts {
        AssetFacts(
            publicID: GUID(high: Scatter.word(index), low: UInt64(index)),
            organization: organization,
            kind: kind,
            object: ObjectID(firstGroup + UInt32(index)),
            tenant: tenant,
            updated: ObservedChange(
                time: Timestamp(milliseconds: 1_700_000_000_000 + Int64(index % 5000) * 60_000),
                source: .observedBySync
            )
        )
    }

    /// The group of a number; also those of stored tenants.
    static func group(_ index: Int) -> Group {
        let address = "\(departments[index % departments.count])-\(index)".lowercased()
        return Group(
            displayName: name(index),
            description: "Everyone who works on \(topics[index % topics.count]) there.",
            mail: index % 2 == 0 ? "\(address)@contoso.com" : nil,
            isMailEnabled: index % 2 == 0,
            created: Timestamp(milliseconds: 1_600_000_000_000)
        )
    }

    /// Scattered over the alphabet: neighbours by number are not neighbours by name.
    private static func name(_ index: Int) -> String {
        let hash = Scatter.word(index)
        let department = departments[Int(hash % UInt64(departments.count))]
        let topic = topics[Int(hash >> 32) % topics.count]
        return "\(department) \(cities[city(index)]) \(topic) \(index)"
    }

    private static func city(_ index: Int) -> Int { index * 7919 % cities.count }

    private static let filteredCity = 13
    private static let departments = [
        "Accounting", "Board", "Consulting", "Design", "Engineering", "Facilities", "Growth",
        "Human Resources", "IT Operations", "Legal", "Marketing", "Network", "Procurement",
        "Quality", "Research", "Sales", "Treasury", "Ventes", "Warehouse", "Élan",
    ]
    private static let cities = [
        "Amsterdam", "Berlin", "Chicago", "Dublin", "Edinburgh", "Frankfurt", "Geneva", "Helsinki",
        "İzmir", "Jakarta", "Kampala", "Lisbon", "Montréal", "Kyōto", "Oslo", "Prague", "Quito",
        "Riga", "São Paulo", "Tōkyō",
    ]
    private static let topics = [
        "Backups", "Budget", "Devices", "Onboarding", "Planning", "Projects", "Reports", "Security",
        "Training", "Travel",
    ]
}
