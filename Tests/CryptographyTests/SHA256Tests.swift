import Cryptography
import TestSupport
import Testing

@Suite struct SHA256Tests {
    /// FIPS 180-4 and its published examples.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func publishedVectors(message: String, digest: String) {
        #expect(SHA256.digest(of: Array(message.utf8)) == bytes(digest))
    }

    @Test func aMillionLettersInPieces() {
        var digest = SHA256()
        let piece = [UInt8](repeating: UInt8(ascii: "a"), count: 1000)
        for _ in 0..<1000 { digest.update(piece.span) }
        #expect(
            digest.finalize()
                == bytes("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
        )
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func theCutsDoNotMatter(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<100 {
            let message = (0..<Int.random(in: 0..<300, using: &random)).map { _ in
                UInt8.random(in: .min ... .max, using: &random)
            }
            var digest = SHA256()
            var rest = message[...]
            while !rest.isEmpty {
                let piece = Array(rest.prefix(Int.random(in: 0...70, using: &random)))
                digest.update(piece.span)
                rest = rest.dropFirst(piece.count)
            }
            #expect(digest.finalize() == SHA256.digest(of: message), "seed \(seed)")
        }
    }
}
