import Directory
import ReadModel
import Testing

@Suite struct SnapshotTests {
    private func image(_ organization: UInt32, _ revision: UInt64) -> OrganizationSnapshot {
        OrganizationSnapshot(
            empty: OrganizationID(organization),
            revision: Revision(revision),
            context: OrganizationContext()
        )
    }

    @Test func aPublishReplacesWhatItChangedAndSharesTheRest() {
        let first = Snapshot(
            revision: Revision(4),
            chain: [1],
            policy: Policy(),
            organizations: [OrganizationID(1): image(1, 4), OrganizationID(2): image(2, 3)]
        )
        let second = first.next(chain: [2], policy: Policy(), changed: [image(1, 5)])
        #expect(second.revision == Revision(5))
        #expect(second.chain == [2])
        #expect(second.organizations[OrganizationID(1)]?.revision == Revision(5))
        #expect(
            second.organizations[OrganizationID(2)] === first.organizations[OrganizationID(2)]
        )
        #expect(first.organizations[OrganizationID(1)]?.revision == Revision(4))
    }

    @Test func loadingAndUnloadingAreNoPublish() {
        let empty = Snapshot(
            revision: Revision(4),
            chain: [1],
            policy: Policy(),
            organizations: [:]
        )
        let loaded = empty.replacing(OrganizationID(1), with: image(1, 2))
        #expect(loaded.revision == Revision(4))
        #expect(loaded.organizations.count == 1)
        #expect(loaded.replacing(OrganizationID(1), with: nil).organizations.isEmpty)
    }
}
