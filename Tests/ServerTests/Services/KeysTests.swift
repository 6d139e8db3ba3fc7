import Cryptography
import Directory
import Testing

@testable import Server

@Suite struct KeysTests {
    @Test(arguments: ["a", "A.b-c_9", "9", "_x", String(repeating: "k", count: 128)])
    func aGoodKeyPasses(key: String) throws {
        try Keys.check(key, field: "id")
    }

    @Test(
        arguments: ["", ".a", "-a", "a b", "ä", "a/b", "a\n", String(repeating: "k", count: 129)]
    )
    func anyOtherIsRefusedWithItsField(key: String) {
        let error = #expect(throws: CallError.self) { try Keys.check(key, field: "id") }
        #expect(error?.violations.map(\.field) == ["id"])
    }
}

@Suite struct MintedTokenTests {
    @Test func aTokenIsFoundByItsKeyAndKnownByItsDigestAlone() {
        let time = Timestamp(milliseconds: 1)
        let minted = MintedToken(principal: "p", created: time, expires: nil, note: "n")
        let text = minted.secret
        #expect(text.hasPrefix("muster_"))
        #expect(text.dropFirst(7).prefix(12) == minted.token.key)
        #expect(text.utf8.count == 7 + 12 + 1 + 43)
        #expect(minted.token.digest == SHA256.digest(of: Array(text.utf8)))
        #expect(minted.token.principalKey == "p")
        #expect(minted.token.expires == nil)
        #expect(!"\(minted.token)".contains(text))
    }

    @Test func noTwoTokensAreAlike() {
        let time = Timestamp(milliseconds: 1)
        let all = (0..<1000).map { _ in
            MintedToken(principal: "p", created: time, expires: nil, note: "")
        }
        #expect(Set(all.map(\.secret)).count == 1000)
        #expect(Set(all.map(\.token.key)).count == 1000)
        // One in 64 would, by chance, and then a command line would take it for an option.
        #expect(!all.contains { $0.token.key.hasPrefix("-") })
    }
}
