import TestSupport
import Testing

@testable import ReadModel

@Suite struct OccupancyTests {
    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func itAgreesWithASet(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var occupancy = Occupancy()
        var slots: Set<Int> = []
        for _ in 0..<600 {
            let slot = Int.random(in: 0..<512, using: &random)
            if random.chance(3) {
                occupancy.remove(slot)
                slots.remove(slot)
            } else {
                occupancy.insert(slot)
                slots.insert(slot)
            }
            let probe = Int.random(in: 0..<512, using: &random)
            #expect(occupancy.contains(probe) == slots.contains(probe), "seed \(seed)")
            #expect(occupancy.rank(probe) == slots.count { $0 < probe }, "seed \(seed)")
            #expect(occupancy.next(from: probe) == slots.filter { $0 >= probe }.min())
            #expect(occupancy.previous(from: probe) == slots.filter { $0 <= probe }.max())
            #expect(occupancy.count == slots.count)
        }
    }

    @Test(arguments: [0, 1, 63, 64, 65, 511, 512])
    func theFirstSlotsAreThoseBelowTheCount(count: Int) {
        let occupancy = Occupancy(first: count)
        #expect(occupancy.count == count)
        #expect(occupancy.previous(from: 511) == (count == 0 ? nil : count - 1))
        #expect(occupancy.next(from: count) == nil)
    }

    @Test func subtractingAndIntersectingAreThoseOfSets() {
        var left = Occupancy(first: 100)
        left.remove(7)
        let right = Occupancy(first: 50)
        #expect(left.subtracting(right).count == 50)
        #expect(left.intersection(right).count == 49)
        #expect(Occupancy().isEmpty)
    }
}
