import Directory
import TestSupport
import Testing

@testable import ReadModel
@testable import Wire

@Suite struct ColumnMaskTests {
    private static let pool = DescriptorPool(
        (Contract.files + Contract.foreignFiles).map(\.descriptor)
    )

    /// The row with the named fields, as a list's message has it.
    private func reduced(_ row: [UInt8], to columns: [String]) throws -> [UInt8] {
        let mask = try #require(try ColumnMask(columns: columns))
        var reply: [UInt8] = []
        mask.appendRecord(row, row.indices, to: &reply)
        return reply
    }

    /// The bytes are those of the row with every other field cleared.
    @Test(arguments: [31, 32] as [UInt64])
    func reducingAgreesWithReadingAndWriting(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let snapshot = Fixture.organization(groupCount: 60, seed: seed)
        let fields = V1.GroupRow.fieldDescriptions
        for (asset, _) in snapshot.syncedAssets() {
            guard let row = snapshot.row(of: asset) else { continue }
            let chosen = fields.filter { $0.name == "name" || Bool.random(using: &random) }
            var expected = try Self.pool.decode(row, as: V1.GroupRow.protoName)
            for field in fields where field.number != 1 {
                if !chosen.contains(where: { $0.number == field.number }) {
                    expected.values[field.number] = nil
                }
            }
            var writer = WireWriter()
            writer.tag(1, .lengthDelimited)
            writer.lengthDelimited(try Self.pool.encode(expected))
            let bytes = try reduced(row, to: chosen.map(\.name))
            #expect(writer.bytes == bytes, "seed \(seed), asset \(asset.rawValue)")
        }
    }

    @Test func noNamesMeanTheWholeRow() throws {
        #expect(try ColumnMask(columns: []) == nil)
    }

    @Test func anUnknownNameIsTold() {
        let error = #expect(throws: ColumnMask.UnknownColumn.self) {
            try ColumnMask(columns: ["name", "nome"])
        }
        #expect(error?.name == "nome")
    }
}
