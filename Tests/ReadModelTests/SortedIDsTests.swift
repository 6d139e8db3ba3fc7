import TestSupport
import Testing

@testable import ReadModel

@Suite struct SortedIDsTests {
    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func mergingAgreesWithASet(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var ids = SortedIDs()
        var set: Set<UInt32> = []
        for _ in 0..<200 {
            var added: Set<UInt32> = []
            var removed: Set<UInt32> = []
            for _ in 0..<Int.random(in: 0..<6, using: &random) {
                let id = UInt32.random(in: 0..<60, using: &random)
                if random.chance(2) { added.insert(id) } else { removed.insert(id) }
            }
            removed.subtract(added)
            ids.merge(adding: added.sorted(), removing: removed.sorted())
            set.subtract(removed)
            set.formUnion(added)
            #expect(ids.rawValues == set.sorted(), "seed \(seed)")
            let probe = UInt32.random(in: 0..<60, using: &random)
            #expect(ids.contains(probe) == set.contains(probe), "seed \(seed)")
        }
    }
}
