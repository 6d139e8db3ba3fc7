import TestSupport
import Testing

@testable import GraphSimulator

@Suite struct ProgressionTests {
    @Test(arguments: [1, 2, 3, 12, 40, 97, 360, 5_000])
    func elementsAreDistinctAndAreFoundAgain(modulus: Int) {
        var random = SplitMix64(seed: UInt64(modulus))
        for _ in 0..<20 {
            let count = Int.random(in: 0...modulus, using: &random)
            let progression = Progression(count: count, modulus: modulus, hash: random.next())
            let elements = Set((0..<count).map { progression.element(at: $0) })
            #expect(elements.count == count, "modulus \(modulus)")
            for element in 0..<modulus {
                #expect(progression.contains(element) == elements.contains(element))
            }
            #expect(!progression.contains(modulus))
        }
    }
}
