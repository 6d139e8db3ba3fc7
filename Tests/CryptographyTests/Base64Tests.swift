import Cryptography
import TestSupport
import Testing

@Suite struct Base64Tests {
    /// RFC 4648 section 10.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
        ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ])
    func publishedVectors(plain: String, encoded: String) {
        let unpadded = encoded.filter { $0 != "=" }
        #expect(Base64.standard.encode(Array(plain.utf8)) == encoded)
        #expect(Base64.standard.decode(encoded) == Array(plain.utf8))
        #expect(Base64.url.encode(Array(plain.utf8)) == unpadded)
        #expect(Base64.url.decode(unpadded) == Array(plain.utf8))
    }

    @Test func theAlphabetsDifferInTwoCharacters() {
        #expect(Base64.standard.encode([0xFB, 0xFF]) == "+/8=")
        #expect(Base64.url.encode([0xFB, 0xFF]) == "-_8")
        #expect(Base64.standard.decode("-_8=") == nil)
        #expect(Base64.url.decode("+/8") == nil)
    }

    @Test(arguments: [
        "Z", "Zg=", "Zg===", "Zg", "Z===", "====", "Zh==", "Zm9=", "Zm 8", "Zg==Zg==",
    ])
    func onlyExactEncodingsDecode(text: String) {
        #expect(Base64.standard.decode(text) == nil)
    }

    @Test(arguments: ["Z", "Zg==", "Zh", "Zm9=", "Zm\n8", "Zé"])
    func onlyExactURLEncodingsDecode(text: String) {
        #expect(Base64.url.decode(text) == nil)
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func whatIsEncodedDecodes(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for count in 0..<100 {
            let plain = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) }
            for variant in [Base64.standard, .url] {
                #expect(variant.decode(variant.encode(plain)) == plain, "seed \(seed)")
            }
        }
    }
}
