import TestSupport
import Testing

@testable import Transport

@Suite struct SkippedStreamIDsTests {
    @Test func anIDThatWasPassedOverMayNotComeBack() {
        var ids = SkippedStreamIDs()
        #expect(ids.receivedHeaders(on: 5) == false)
        #expect(ids.receivedHeaders(on: 3) == true)
        #expect(ids.receivedHeaders(on: 1) == true)
        #expect(ids.receivedHeaders(on: 7) == false)
        #expect(ids.receivedHeaders(on: 5) == false)
    }

    @Test(arguments: [51, 52] as [UInt64])
    func agreesWithASetOfUsedIDs(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var ids = SkippedStreamIDs()
        var used: Set<Int32> = []
        var last: Int32 = -1
        for _ in 0..<14 {
            last += 2 * Int32.random(in: 1...3, using: &random)
            used.insert(last)
            #expect(ids.receivedHeaders(on: last) == false)
            for _ in 0..<5 {
                let old = Int32.random(in: 0...(last / 2), using: &random) * 2 + 1
                guard old <= last else { continue }
                #expect(ids.receivedHeaders(on: old) == !used.contains(old), "seed \(seed)")
            }
        }
    }

    @Test func onlySixteenGapsAreRemembered() {
        var ids = SkippedStreamIDs()
        for index in Int32(0)..<20 { #expect(ids.receivedHeaders(on: 3 + 4 * index) == false) }
        #expect(ids.receivedHeaders(on: 1) == false)
        #expect(ids.receivedHeaders(on: 77) == true)
    }

    @Test func serverIDsAreNotOurs() {
        var ids = SkippedStreamIDs()
        #expect(ids.receivedHeaders(on: 8) == false)
        #expect(ids.highest == 0)
    }
}
