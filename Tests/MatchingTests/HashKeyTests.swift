import Testing

@testable import Matching

@Suite struct HashKeyTests {
    /// Bytes 0, 1, 2, …, with a key of zeroes; the hashes are those that CPython 3.11 gives its byte
    /// strings without a seed.
    @Test(
        arguments: [
            (1, 0x68A9_1412_8E01_E473),
            (2, 0x010B_AC45_C41E_3669),
            (7, 0x2F09_8AB0_C751_325A),
            (8, 0xEAD4_11E6_7EBE_2EEA),
            (9, 0x7592_7F9D_9512_4362),
            (15, 0xF30E_B725_BB91_C9EA),
            (16, 0x8972_1884_33A5_C5B7),
            (17, 0x4883_C49A_2C00_9C1D),
            (31, 0x1697_3944_3111_D49B),
            (33, 0x7FB7_1D24_DFA4_C9F6),
        ] as [(UInt8, UInt64)]
    )
    func isSipHash13(count: UInt8, hash: UInt64) {
        let bytes = [UInt8](0..<count)
        #expect(HashKey(first: 0, second: 0).hash(bytes.span) == hash)
    }

    @Test func anotherKeyGivesAnotherHash() {
        let bytes = [UInt8]("aiko@contoso.example".utf8)
        let hashes = Set(
            [(0, 0), (0, 1), (1, 0), (1, 1)].map { HashKey(first: $0, second: $1).hash(bytes.span) }
        )
        #expect(hashes.count == 4)
    }
}
