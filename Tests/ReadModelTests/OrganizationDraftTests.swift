import Directory
import ReadModel
import TestSupport
import Testing
import Wire

@Suite struct OrganizationDraftTests {
    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func aHistoryOfPublishesEqualsASlowModel(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var model = ModelOrganization()
        var snapshot = OrganizationSnapshot(
            empty: model.organization,
            revision: .none,
            context: model.context
        )
        for step in 1...60 {
            let before = model
            let imageBefore = snapshot
            let bytesBefore = snapshot.canonicalBytes()
            let revision = Revision(UInt64(step))
            let changes = model.change(ModelOrganization.Size(), at: revision, using: &random)
            let published = OrganizationDraft(from: snapshot).publish(changes, at: revision)
            snapshot = published.snapshot
            let place: Comment = "seed \(seed), step \(step)"

            let isUntouched = imageBefore.canonicalBytes() == bytesBefore
            #expect(isUntouched, place)
            for kind in GroupKind.allCases {
                let rows = model.rows(of: kind)
                try #require(snapshot.rowCount(of: kind) == rows.count, place)
                for (id, _) in rows {
                    let isEqual = snapshot.row(of: id) == model.keptRow(of: id)
                    try #require(isEqual, place)
                }
            }
            for (id, facts) in model.assets where !model.hasRow(facts) {
                try #require(snapshot.row(of: id) == nil, place)
            }
            try checkChanges(published.rows, from: before, to: model, place)
            try #require(snapshot.assetsWithStaleRows().isEmpty, place)
            let image = model.image(at: revision) { id, _ in snapshot.row(of: id) }
            let loaded = OrganizationSnapshot(image: image, context: model.context)
            let isEqual = loaded.canonicalBytes() == snapshot.canonicalBytes()
            try #require(isEqual, place)
        }
    }

    /// A change for each group whose row, direct members or matches differ, and for no other.
    private func checkChanges(
        _ changes: [RowChange],
        from before: ModelOrganization,
        to after: ModelOrganization,
        _ place: Comment
    ) throws {
        try #require(changes.map(\.asset) == changes.map(\.asset).sorted(), place)
        var expected: Set<AssetID> = []
        for id in Set(before.assets.keys).union(after.assets.keys) {
            let old = before.keptRow(of: id)
            let new = after.keptRow(of: id)
            let change = changes.first { $0.asset == id }
            if let change {
                let isEqual = change.old == old && change.new == new
                try #require(isEqual, place)
                try #require((old == nil) == (change.mask == .created), place)
                try #require((new == nil) == (change.mask == .deleted), place)
            }
            if old == nil, new == nil { continue }
            let object = (after.assets[id] ?? before.assets[id])?.object
            let isOther =
                before.members(of: object) != after.members(of: object)
                || before.matches(in: object) != after.matches(in: object)
            if old != new || isOther { expected.insert(id) }
        }
        try #require(expected.subtracting(changes.map(\.asset)).isEmpty, place)
        for change in changes where !expected.contains(change.asset) {
            Issue.record("\(change.asset) did not change: \(change.mask), \(place)")
        }
    }
}
