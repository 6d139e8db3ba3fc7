import TestSupport
import Testing

@testable import Matching

@Suite struct IDTableTests {
    /// Ids in a row, ids with gaps, and ids at both ends of their range.
    @Test(arguments: [1, 3, 1024, 0x1000_0000] as [UInt32], [1, 2] as [UInt64])
    func equalsADictionary(stride: UInt32, seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var table = IDTable()
        var wanted: [UInt32: Int] = [:]
        for step in 0..<10_000 {
            let id = UInt32.random(in: 0..<700, using: &random) &* stride
            if wanted[id] != nil {
                table.remove(id)
                wanted[id] = nil
            } else {
                table.insert(id, row: step)
                wanted[id] = step
            }
            let other = UInt32.random(in: 0..<700, using: &random) &* stride
            #expect(table.row(of: other) == wanted[other], "seed \(seed), step \(step)")
        }
        #expect(table.count == wanted.count)
        #expect(table.ids.sorted() == wanted.keys.sorted())
    }
}
