import Directory
import TestSupport
import Testing

@testable import ReadModel

@Suite struct ChunkedMapTests {
    private typealias Map = ChunkedMap<ObjectProperties, Int>

    private func elements(_ map: Map) -> [[Int]] {
        var elements: [[Int]] = []
        map.forEach { elements.append([Int($0.rawValue), $1]) }
        return elements
    }

    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func itAgreesWithADictionary(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var map = Map()
        var dictionary: [UInt32: Int] = [:]
        let keys: Range<UInt32> = random.chance(2) ? 0..<3000 : 0..<200_000
        for step in 0..<4000 {
            let key = UInt32.random(in: keys, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0:
                #expect(map.remove(ObjectID(key)) == dictionary.removeValue(forKey: key))
            case 1:
                map.update(ObjectID(key), from: 0) { $0 += step }
                dictionary[key, default: 0] += step
            default:
                map.set(step, for: ObjectID(key))
                dictionary[key] = step
            }
            let probe = UInt32.random(in: keys, using: &random)
            #expect(map[ObjectID(probe)] == dictionary[probe], "seed \(seed)")
            #expect(map.contains(ObjectID(probe)) == (dictionary[probe] != nil))
        }
        #expect(map.count == dictionary.count)
        let sorted = dictionary.sorted { $0.key < $1.key }
        #expect(elements(map) == sorted.map { [Int($0.key), $0.value] }, "seed \(seed)")
        let rebuilt = Map(ascending: sorted.map { (ObjectID($0.key), $0.value) })
        #expect(elements(rebuilt) == elements(map), "seed \(seed)")
    }

    @Test func aCopySharesEveryChunkButTheTouchedOne() {
        let original = Map(ascending: (0..<5120).map { (ObjectID($0), Int($0)) })
        var copy = original
        copy.set(-1, for: ObjectID(1000))
        #expect(original.chunkCount == 10)
        #expect(copy.sharedChunkCount(with: original) == 9)
        #expect(original[ObjectID(1000)] == 1000)
        #expect(copy[ObjectID(1000)] == -1)
    }

    @Test func removingTheLastValueOfAChunkRemovesTheChunk() {
        var map = Map()
        map.set(1, for: ObjectID(5))
        map.set(2, for: ObjectID(70_000))
        map.remove(ObjectID(5))
        #expect(map.chunkCount == 1)
        #expect(map[ObjectID(70_000)] == 2)
        #expect(map[ObjectID(5)] == nil)
    }

    @Test func keysThatDoNotAscendAreRefused() async {
        await #expect(processExitsWith: .failure) {
            _ = ChunkedMap<ObjectProperties, Int>(ascending: [(ObjectID(2), 0), (ObjectID(1), 0)])
        }
    }
}
