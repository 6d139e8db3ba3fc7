import TestSupport
import Testing
import Transport

@Suite struct Base64Tests {
    @Test(arguments: [("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg")])
    func encodesWithoutPadding(text: String, encoded: String) {
        #expect(Base64.encode(Array(text.utf8)) == Array(encoded.utf8))
        #expect(Base64.decode(Array(encoded.utf8)) == Array(text.utf8))
    }

    @Test func acceptsPadding() {
        #expect(Base64.decode(Array("Zg==".utf8)) == Array("f".utf8))
        #expect(Base64.decode(Array("Zm8=".utf8)) == Array("fo".utf8))
    }

    @Test(arguments: ["A", "Zg=", "Zm8==", "Zm9v=", "Z!g", "Zm 8", "Zm9vA"])
    func refusesWhatIsNotBase64(text: String) {
        #expect(Base64.decode(Array(text.utf8)) == nil)
    }

    @Test func splitsAtCommas() {
        #expect(Base64.decodeList(Array("AAE,AAI=".utf8)) == [[0, 1], [0, 2]])
        #expect(Base64.decodeList(Array("AAE, AAI".utf8)) == [[0, 1], [0, 2]])
        #expect(Base64.decodeList(Array("AAE,A".utf8)) == nil)
    }

    @Test(arguments: [21, 22] as [UInt64])
    func decodingUndoesEncoding(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for count in 0..<100 {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            #expect(Base64.decode(Base64.encode(bytes)) == bytes, "seed \(seed)")
        }
    }
}
