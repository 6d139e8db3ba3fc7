import TestSupport
import Testing

@testable import Matching

@Suite struct KeyTableTests {
    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func equalsADictionary(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let hashKey = HashKey(first: seed, second: 7)
        var table = KeyTable(hashKey: hashKey)
        var wanted: [[UInt8]: UInt32] = [:]
        for _ in 0..<20_000 {
            let bytes = Self.bytes(from: &random)
            if let key = wanted[bytes], Bool.random(using: &random) {
                table.remove(key)
                wanted[bytes] = nil
                #expect(!table.contains(key), "seed \(seed)")
            } else {
                let key = table.intern(bytes)
                if let known = wanted[bytes] { #expect(known == key, "seed \(seed)") }
                wanted[bytes] = key
            }
        }
        #expect(table.count == wanted.count)
        #expect(Set(wanted.values).count == wanted.count)
        var batch = KeyBatch(hashKey: hashKey)
        var found: [UInt32] = []
        for number in UInt16(0)..<4096 {
            let bytes = Self.key(number)
            batch.add(owner: UInt32(number)) {
                $0.append(contentsOf: bytes)
                return true
            }
            guard batch.count == KeyBatch.keysMax else { continue }
            table.find(batch, into: &found)
            for (item, key) in zip(batch.items, found) {
                let bytes = Self.key(UInt16(item.owner))
                #expect(key == wanted[bytes] ?? KeyTable.absent, "seed \(seed)")
            }
            batch.removeAll()
        }
    }

    @Test func aBatchWithRepetitionsInternsEachKeyOnce() {
        let hashKey = HashKey(first: 3, second: 4)
        var table = KeyTable(hashKey: hashKey)
        var batch = KeyBatch(hashKey: hashKey)
        for number in [1, 2, 1, 3, 2, 1] as [UInt16] {
            batch.add(owner: 0) {
                $0.append(contentsOf: Self.key(number))
                return true
            }
        }
        var found: [UInt32] = []
        table.intern(batch, into: &found)
        #expect(found == [0, 1, 0, 2, 1, 0])
        #expect(table.count == 3)
    }

    /// One of a few thousand keys, of 2 to 33 bytes.
    private static func bytes(from random: inout SplitMix64) -> [UInt8] {
        key(UInt16.random(in: 0..<4096, using: &random))
    }

    private static func key(_ number: UInt16) -> [UInt8] {
        [UInt8(truncatingIfNeeded: number), UInt8(truncatingIfNeeded: number >> 8)]
            + [UInt8](repeating: 0x61, count: Int(number % 32))
    }
}
