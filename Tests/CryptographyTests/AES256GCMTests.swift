import Cryptography
import Testing

@Suite struct AES256GCMTests {
    struct Vector: Sendable {
        let key: String
        let nonce: String
        let plaintext: String
        let associatedData: String
        let ciphertext: String
        let tag: String
    }

    /// McGrew and Viega, "The Galois/Counter Mode of Operation", test cases 13, 14 and 16.
    static let vectors = [
        Vector(
            key: String(repeating: "00", count: 32),
            nonce: String(repeating: "00", count: 12),
            plaintext: "",
            associatedData: "",
            ciphertext: "",
            tag: "530f8afbc74536b9a963b4f1c4cb738b"
        ),
        Vector(
            key: String(repeating: "00", count: 32),
            nonce: String(repeating: "00", count: 12),
            plaintext: String(repeating: "00", count: 16),
            associatedData: "",
            ciphertext: "cea7403d4d606b6e074ec5d3baf39d18",
            tag: "d0d1c8a799996bf0265b98b5d48ab919"
        ),
        Vector(
            key: "feffe9928665731c6d6a8f9467308308 feffe9928665731c6d6a8f9467308308",
            nonce: "cafebabefacedbaddecaf888",
            plaintext: """
                d9313225f88406e5a55909c5aff5269a 86a7a9531534f7da2e4c303d8a318a72
                1c3c0c95956809532fcf0e2449a6b525 b16aedf5aa0de657ba637b39
                """,
            associatedData: "feedfacedeadbeeffeedfacedeadbeef abaddad2",
            ciphertext: """
                522dc1f099567d07f47f37a32a84427d 643a8cdcbfe5c0c97598a2bd2555d1aa
                8cb08e48590dbb3da7b08b1056828838 c5f61e6393ba7a0abcc9f662
                """,
            tag: "76fc6ece0f4e1768cddf8853bb2d551b"
        ),
    ]

    @Test(arguments: vectors)
    func publishedVectors(vector: Vector) throws {
        let cipher = try AES256GCM(key: bytes(vector.key))
        let sealed = try cipher.seal(
            bytes(vector.plaintext),
            nonce: bytes(vector.nonce),
            authenticating: bytes(vector.associatedData)
        )
        #expect(sealed == bytes(vector.nonce + vector.ciphertext + vector.tag))
        let opened = try cipher.open(sealed, authenticating: bytes(vector.associatedData))
        #expect(opened == bytes(vector.plaintext))
    }

    @Test func whatIsSealedOpensAndNoTwoSealsAreAlike() throws {
        let cipher = try AES256GCM(key: randomBytes(AES256GCM.keyBytes))
        let plaintext = Array("a refresh token".utf8)
        let first = try cipher.seal(plaintext, authenticating: Array("tenant 1".utf8))
        let second = try cipher.seal(plaintext, authenticating: Array("tenant 1".utf8))
        #expect(first != second)
        #expect(first.count == plaintext.count + AES256GCM.overheadBytes)
        #expect(try cipher.open(first, authenticating: Array("tenant 1".utf8)) == plaintext)
    }

    @Test func everyChangedBitOrMissingByteIsSeen() throws {
        let cipher = try AES256GCM(key: randomBytes(AES256GCM.keyBytes))
        let sealed = try cipher.seal(Array("secret".utf8))
        for bit in 0..<(sealed.count * 8) {
            var forged = sealed
            forged[bit / 8] ^= 1 << (bit % 8)
            #expect(throws: CryptographyError.self) { try cipher.open(forged) }
        }
        for count in 0..<sealed.count {
            #expect(throws: CryptographyError.self) { try cipher.open(Array(sealed.prefix(count))) }
        }
    }

    @Test func anotherKeyOrOtherAssociatedDataDoesNotOpen() throws {
        let cipher = try AES256GCM(key: randomBytes(AES256GCM.keyBytes))
        let other = try AES256GCM(key: randomBytes(AES256GCM.keyBytes))
        let sealed = try cipher.seal([1, 2, 3], authenticating: [4])
        #expect(throws: CryptographyError.self) { try other.open(sealed, authenticating: [4]) }
        #expect(throws: CryptographyError.self) { try cipher.open(sealed, authenticating: [5]) }
        #expect(throws: CryptographyError.self) { try cipher.open(sealed) }
    }

    @Test(arguments: [0, 16, 31, 33])
    func aKeyOfAnotherSizeIsRefused(count: Int) {
        let error = #expect(throws: CryptographyError.self) {
            try AES256GCM(key: [UInt8](repeating: 7, count: count))
        }
        #expect(error?.operation == "take an AES-256 key")
    }
}
