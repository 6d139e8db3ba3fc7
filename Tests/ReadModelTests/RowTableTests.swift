import Directory
import TestSupport
import Testing
import Wire

@testable import ReadModel

@Suite struct RowTableTests {
    private func entry(_ asset: UInt32, name: String, isArchived: Bool) throws -> RowEntry {
        var row = V1.GroupRow()
        row.id = GUID(high: 2, low: UInt64(asset)).text
        row.name = name
        row.domain = "Domain-\(asset % 7).example"
        if isArchived { row.statusReasons = [.archived] }
        return try #require(RowEntry(asset: AssetID(asset), row: row, bytes: row.encoded()))
    }

    @Test(arguments: 1...5 as ClosedRange<UInt64>)
    func editsAgreeWithASortedArray(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var table = RowTable()
        var entries: [AssetID: RowEntry] = [:]
        for round in 0..<20 {
            var edits: [RowTable.Edit] = []
            let count = round == 0 ? 1500 : Int.random(in: 0..<300, using: &random)
            var touched: Set<UInt32> = []
            for _ in 0..<count {
                let asset = UInt32.random(in: 0..<2000, using: &random)
                guard touched.insert(asset).inserted else { continue }
                let old = entries[AssetID(asset)]
                if old != nil, random.chance(round > 15 ? 1 : 3) {
                    entries[AssetID(asset)] = nil
                } else {
                    entries[AssetID(asset)] = try entry(
                        asset,
                        name: random.name(),
                        isArchived: random.chance(4)
                    )
                }
                let new = entries[AssetID(asset)]
                if let old, old.key != new?.key { edits.append(.init(key: old.key, entry: nil)) }
                if let new { edits.append(.init(key: new.key, entry: new)) }
            }
            table.apply(edits.sorted { $0.key < $1.key })
            try check(table, entries, "seed \(seed), round \(round)")
        }
    }

    private func check(
        _ table: RowTable,
        _ entries: [AssetID: RowEntry],
        _ place: Comment
    ) throws {
        let sorted = entries.values.sorted { $0.key < $1.key }
        let positions = table.positions()
        try #require(table.count == sorted.count, place)
        try #require(positions.count == sorted.count, place)
        #expect(table.archivedCount == sorted.count { $0.fields.isArchived }, place)
        for (position, entry) in zip(positions, sorted) {
            let chunk = table.chunk(of: position)
            let row = RowTable.row(of: position)
            try #require(chunk.assets[row] == entry.asset, place)
            #expect(chunk.fields[row] == entry.fields, place)
            let isEqual = Array(chunk.records[chunk.rowRange(row)]) == entry.row
            #expect(isEqual, place)
            #expect(chunk.key(row) == entry.key, place)
            #expect(Array(chunk.domains[chunk.domainRange(row)]) == entry.domain, place)
            #expect(chunk.archived.contains(row) == entry.fields.isArchived, place)
            #expect(table.position(of: entry.key) == position, place)
        }
        for chunk in table.chunks {
            #expect(chunk.count > 0 && chunk.count <= RowChunk.rowsMax, place)
        }
    }

    @Test func anEditOfOneRowLeavesTheOtherChunksShared() throws {
        var table = RowTable()
        let entries = try (0..<3000 as Range<UInt32>).map {
            try entry($0, name: "Group \($0 + 10_000)", isArchived: false)
        }
        table.apply(entries.map { .init(key: $0.key, entry: $0) }.sorted { $0.key < $1.key })
        let before = table.chunks
        let changed = try entry(1500, name: "Group 11500", isArchived: true)
        table.apply([.init(key: changed.key, entry: changed)])
        #expect(before.count == table.chunks.count)
        #expect(zip(before, table.chunks).count { $0 !== $1 } == 1)
        #expect(table.archivedCount == 1)
    }

    @Test func removingEveryRowLeavesNoChunk() throws {
        var table = RowTable()
        let entries = try (0..<700 as Range<UInt32>).map {
            try entry($0, name: "Group \($0)", isArchived: false)
        }.sorted { $0.key < $1.key }
        table.apply(entries.map { .init(key: $0.key, entry: $0) })
        table.apply(entries.map { .init(key: $0.key, entry: nil) })
        #expect(table.chunks.isEmpty)
        #expect(table.lowerBound(entries[0].key) == nil)
    }
}
