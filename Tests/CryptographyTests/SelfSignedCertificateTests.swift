import Cryptography
import Testing

@Suite struct SelfSignedCertificateTests {
    @Test(arguments: SelfSignedCertificate.Key.allCases)
    func certificateAndKeyAreReadable(key: SelfSignedCertificate.Key) throws {
        let made = try SelfSignedCertificate.make(
            commonName: "muster",
            names: ["localhost", "127.0.0.1", "::1"],
            days: 30,
            key: key
        )
        let certificate = try Certificate(pem: made.certificatePEM)
        #expect(made.privateKeyPEM.hasPrefix("-----BEGIN PRIVATE KEY-----"))
        switch key {
        case .rsa2048:
            let privateKey = try RSAPrivateKey(pem: made.privateKeyPEM)
            #expect(certificate.rsaPublicKey == privateKey.publicKey)
        case .p256:
            #expect(certificate.rsaPublicKey == nil)
        }
    }

    /// The names are looked for as their DER bytes: context tag 2 for DNS names, 7 for addresses.
    @Test func itCarriesEveryName() throws {
        let made = try SelfSignedCertificate.make(
            commonName: "muster",
            names: ["localhost", "127.0.0.1"],
            days: 1
        )
        let der = try Certificate(pem: made.certificatePEM).der
        #expect(contains(der, [0x82, 9] + Array("localhost".utf8)))
        #expect(contains(der, [0x87, 4, 127, 0, 0, 1]))
        #expect(contains(der, Array("muster".utf8)))
    }

    @Test func itsDaysCountFromNow() throws {
        let short = try SelfSignedCertificate.make(commonName: "a", names: [], days: 1)
        let long = try SelfSignedCertificate.make(commonName: "a", names: [], days: 101)
        let difference =
            try Certificate(pem: long.certificatePEM).notAfterSeconds
            - Certificate(pem: short.certificatePEM).notAfterSeconds
        #expect((100 * 86_400...100 * 86_400 + 60).contains(difference))
    }

    @Test func noTwoAreAlike() throws {
        let first = try SelfSignedCertificate.make(commonName: "a", names: [], days: 1)
        let second = try SelfSignedCertificate.make(commonName: "a", names: [], days: 1)
        #expect(first.certificatePEM != second.certificatePEM)
        #expect(first.privateKeyPEM != second.privateKeyPEM)
    }

    @Test(arguments: ["", "a,DNS:b"])
    func aNameThatWouldSmuggleIsRefused(name: String) {
        #expect(throws: CryptographyError.self) {
            try SelfSignedCertificate.make(commonName: "a", names: [name], days: 1)
        }
    }

    private func contains(_ haystack: [UInt8], _ needle: [UInt8]) -> Bool {
        haystack.indices.contains { haystack[$0...].starts(with: needle) }
    }
}
