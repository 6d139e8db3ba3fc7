import ChangeFeed
import Directory
import ReadModel
import TestSupport
import Testing
import Wire

@testable import Server
@testable import Store

/// What subscribers are told of a revision is the same wherever it comes from: the publish, or the store.
@Suite struct LogTests {
    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func theStoreTellsWhatThePublishTold(seed: UInt64) throws {
        var run = try HistoryRun()
        var batches = RandomBatch(run.world, seed: seed)
        for _ in 0..<60 { try run.publish(batches.next(after: run.model)) }
        let told = run.told.list.map(\.revision)
        #expect(told.map(\.number.number) == Array(1...run.publisher.snapshot.revision.number))
        var memberEvents = 0
        var position = FeedPosition(after: .none)
        var read: [FeedRevision] = []
        while position.complete < run.publisher.snapshot.revision {
            let parts = try run.store.read { reader throws(StoreError) in
                var log = LogReader(reader)
                return try log.parts(from: position)
            }
            let last = try #require(parts.last, "seed \(seed)")
            read += parts
            position =
                last.isLast
                ? FeedPosition(after: last.number)
                : FeedPosition(
                    after: position.complete,
                    row: last.firstRow + last.rows.count
                )
        }
        try #require(read.count == told.count)
        for (mine, theirs) in zip(read, told) {
            try #require(mine.number == theirs.number)
            #expect(mine.chain == theirs.chain)
            #expect(mine.details == theirs.details)
            #expect(mine.rows.count == theirs.rows.count, "seed \(seed), \(mine.number.number)")
            for (row, expected) in zip(mine.rows, theirs.rows) {
                memberEvents += expected.members.count
                try #require(
                    row == expected,
                    "seed \(seed), \(mine.number.number): \(Self.difference(row, expected))"
                )
            }
        }
        #expect(memberEvents > 20)
    }

    /// What no row shows, who is on an access list and what people wrote into a group, is told from both.
    @Test func theStoreTellsWhatStandsInNoRow() throws {
        var run = try HistoryRun()
        var batches = RandomBatch(run.world, seed: 3)
        for _ in 0..<20 { try run.publish(batches.next(after: run.model)) }
        let first = run.publisher.snapshot.revision
        let organization = run.world.organizations[0]
        let image = try #require(run.publisher.snapshot.organizations[organization])
        let asset = try #require(
            (1...40).map { AssetID($0) }.first { image.row(of: $0) != nil }
        )
        var facts = try #require(image.facts(of: asset))
        facts.customValues = [CustomValue(key: "owner", texts: ["Ann"])]
        let lists: [Set<String>?] = [nil, ["anna"], ["bert"], nil]
        var expected: [ChangeMask] = []
        for (before, users) in zip(lists, lists.dropFirst()) {
            let list = users.map { GroupAccess(organization: organization, users: $0) }
            try run.publish([.policy(.groupAccess(asset, list))])
            let isOpened = (before == nil) != (users == nil)
            expected.append(isOpened ? [.access, .clientAccess] : .access)
        }
        try run.publish([.facts(asset, facts)])
        expected.append(.customFields)
        let read = try run.store.read { reader throws(StoreError) in
            var log = LogReader(reader)
            return try log.parts(from: FeedPosition(after: first))
        }
        for revisions in [read, run.told.list.map(\.revision).filter { $0.number > first }] {
            let rows = revisions.map { $0.rows.filter { $0.asset == asset } }
            #expect(rows.map { $0.map(\.mask) } == expected.map { [$0] })
            #expect(rows.map { $0.first?.old == $0.first?.new } == [false, true, false, true])
        }
    }

    private static func difference(_ row: FeedRow, _ expected: FeedRow) -> String {
        var short = row
        short.members = expected.members
        if short != expected { return "the row, mask \(row.mask) for \(expected.mask)" }
        let missing = expected.members.filter { !row.members.contains($0) }
        let extra = row.members.filter { !expected.members.contains($0) }
        return "mask \(row.mask.rawValue), missing \(missing.prefix(3)), extra \(extra.prefix(3))"
    }

    /// Folding the changes of the members gives the member lists, and the rows the lists of groups.
    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func foldingWhatIsToldGivesTheSnapshot(seed: UInt64) throws {
        var run = try HistoryRun()
        var batches = RandomBatch(run.world, seed: seed + 100)
        for _ in 0..<60 { try run.publish(batches.next(after: run.model)) }
        var rows: [AssetID: [UInt8]] = [:]
        var members: [AssetID: [GUID: MatchStanding]] = [:]
        for (snapshot, revision) in run.told.list {
            for row in revision.rows {
                #expect(rows[row.asset] == row.old, "seed \(seed), \(revision.number.number)")
                rows[row.asset] = row.new
                for event in row.members {
                    let known = members[row.asset]?[event.entraID]
                    #expect((known == nil) == (event.kind == .added))
                    members[row.asset, default: [:]][event.entraID] = event.new
                }
            }
            let image = SnapshotRows(snapshot)
            for organization in image.organizations {
                for kind in GroupKind.allCases {
                    _ = image.rows(of: organization.id, kind: kind, from: 0) { asset, _, row in
                        #expect(rows[asset] == row, "seed \(seed), \(revision.number.number)")
                        return true
                    }
                }
                for contact in ["c0", "c1", "c2"] {
                    let groups = image.groups(of: .contact(contact), in: organization.id)
                    for (asset, list) in members where rows[asset] != nil {
                        guard snapshot.organizations[organization.id]?.facts(of: asset) != nil
                        else { continue }
                        let isMember = list.values.contains { $0.record?.externalID == contact }
                        #expect(
                            groups.contains(asset) == isMember,
                            "seed \(seed), \(revision.number.number): \(contact) in \(asset.rawValue)"
                        )
                    }
                }
            }
        }
    }
}
