import TestSupport
import Testing

@testable import Wire

@Suite struct FieldSelectionTests {
    private func copied(_ bytes: [UInt8], _ names: [String]) throws -> [UInt8] {
        let selection = try #require(FieldSelection(names, of: V1.GroupRow.self))
        var writer = WireWriter()
        try selection.copy(bytes, into: &writer)
        return writer.bytes
    }

    @Test func theIdAlwaysComesAlong() throws {
        let row = V1.GroupRow {
            $0.id = "1"
            $0.name = "n"
            $0.archived = true
        }
        #expect(try V1.GroupRow(decoding: copied(row.encoded(), [])) == V1.GroupRow { $0.id = "1" })
    }

    /// The bytes copied are those of the row with every other field cleared.
    @Test(arguments: [31, 32] as [UInt64])
    func copyingAgreesWithReadingAndWriting(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let fields = V1.GroupRow.fieldDescriptions
        let typeName = V1.GroupRow.protoName
        for vector in try VectorTests.vectors() where vector.message == typeName {
            guard vector.error == nil else { continue }
            for _ in 0..<20 {
                let chosen = fields.filter { _ in Bool.random(using: &random) }
                var expected = try VectorTests.pool.decode(vector.canonical, as: typeName)
                for field in fields where field.number != 1 {
                    if !chosen.contains(where: { $0.number == field.number }) {
                        expected.values[field.number] = nil
                    }
                }
                let bytes = try copied(vector.canonical, chosen.map(\.name))
                #expect(try VectorTests.pool.encode(expected) == bytes, "seed \(seed)")
            }
        }
    }

    @Test func anUnknownNameIsNoSelection() {
        #expect(FieldSelection(["name", "nome"], of: V1.GroupRow.self) == nil)
        #expect(FieldSelection.unknownName(in: ["name", "nome"], of: V1.GroupRow.self) == "nome")
        #expect(FieldSelection.unknownName(in: ["name"], of: V1.GroupRow.self) == nil)
    }

    @Test func brokenBytesAreRefused() {
        #expect(throws: WireError.self) { try copied([0x0A, 0x05, 0x61], ["name"]) }
    }
}
