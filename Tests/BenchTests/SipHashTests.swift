import Directory
import Matching
import Testing

@testable import muster_bench

@Suite struct SipHashTests {
    /// Chosen texts must really collide: else the worst case would be an ordinary one.
    @Test func chosenAddressesShareTheEndOfTheirHashes() {
        let image = WorstDirectory.oneHash.image(userCount: 20)
        let hash = SipHash(key: WorstDirectory.knownKey)
        for contact in image.contacts {
            var key: [UInt8] = []
            #expect(MatchKey.appendEmail(contact.contact.emails[0], to: &key))
            #expect(hash.hash(key) & 0xFF == 0)
        }
        #expect(Set(image.contacts.map(\.contact.emails)).count == 20)
    }

    /// SipHash-1-3 of 0, 1, ..., n-1 under the key 0, 1, ..., 15, as reference implementations give it.
    @Test func theHashIsThatOfOtherImplementations() {
        let key = HashKey(first: 0x0706_0504_0302_0100, second: 0x0F0E_0D0C_0B0A_0908)
        #expect(SipHash(key: key).hash([]) == 0xABAC_0158_050F_C4DC)
        #expect(SipHash(key: key).hash([0]) == 0xC9F4_9BF3_7D57_CA93)
    }
}
