import TestSupport
import Testing

@testable import ReadModel

@Suite struct ShardedIndexTests {
    @Test func itAgreesWithADictionary() {
        var random = SplitMix64(seed: 1)
        var index = ShardedIndex<String, Int>()
        var dictionary: [String: Int] = [:]
        index["never there"] = nil
        for step in 0..<3000 {
            let key = "key \(Int.random(in: 0..<700, using: &random))"
            let value = random.chance(3) ? nil : step
            index[key] = value
            dictionary[key] = value
        }
        #expect(index.count == dictionary.count)
        for number in 0..<700 { #expect(index["key \(number)"] == dictionary["key \(number)"]) }
    }
}
