import Directory
import ReadModel
import Testing

@testable import Server

/// The organization of a group is the same whether it was remembered or looked for.
@Suite struct GroupHomesTests {
    private func image(_ number: UInt32, groups: [GUID]) -> OrganizationSnapshot {
        let id = OrganizationID(number)
        let context = OrganizationContext()
        var changes = OrganizationChanges(context: context)
        for (index, group) in groups.enumerated() {
            let facts = AssetFacts(
                publicID: group,
                organization: id,
                kind: .security,
                object: nil,
                tenant: nil,
                reasons: .manual,
                updated: ObservedChange(time: Timestamp(milliseconds: 0), source: .manual)
            )
            changes.facts.append((id: AssetID(number * 100 + UInt32(index)), facts: facts))
        }
        let empty = OrganizationSnapshot(empty: id, revision: .none, context: context)
        return OrganizationDraft(from: empty).publish(changes, at: Revision(1)).0
    }

    private func snapshot(_ images: [OrganizationSnapshot]) -> Snapshot {
        Snapshot(
            revision: Revision(1),
            chain: [],
            policy: Policy(),
            organizations: Dictionary(uniqueKeysWithValues: images.map { ($0.organization, $0) })
        )
    }

    @Test func aGroupIsFoundWhereItIs() {
        let groups = (0..<4).map { GUID(high: 7, low: $0) }
        let both = snapshot([
            image(1, groups: Array(groups[..<2])), image(2, groups: Array(groups[2...])),
        ])
        var homes = GroupHomes()
        for _ in 0..<2 {
            for (index, group) in groups.enumerated() {
                let expected = OrganizationID(index < 2 ? 1 : 2)
                #expect(homes.organization(of: group, in: both) == expected)
            }
            #expect(homes.organization(of: GUID(high: 8, low: 0), in: both) == nil)
        }
        // What was remembered does not outlive the group.
        let one = snapshot([image(1, groups: Array(groups[..<2]))])
        #expect(homes.organization(of: groups[0], in: one) == OrganizationID(1))
        #expect(homes.organization(of: groups[3], in: one) == nil)
    }
}
