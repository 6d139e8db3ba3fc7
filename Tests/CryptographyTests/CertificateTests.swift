import Cryptography
import Testing

@Suite struct CertificateTests {
    /// The expected values are those that `openssl x509` prints for the same file.
    @Test func thumbprintsAndValidity() throws {
        let certificate = try Certificate(pem: Fixture.certificatePEM)
        #expect(certificate.sha1Thumbprint == bytes("0E98F06D63940182A51B05049F64E9C1C958F346"))
        #expect(
            certificate.sha256Thumbprint
                == bytes("BC49F5657C97DBD53990052E56EA9DA90D690E5A2636 25246F0679FED19D29E4")
        )
        #expect(certificate.sha256Thumbprint == SHA256.digest(of: certificate.der))
        #expect(certificate.notAfterSeconds == 4_949_014_629)
    }

    @Test func itsKeyIsThePrivateKeysOtherHalf() throws {
        let certificate = try Certificate(pem: Fixture.certificatePEM)
        let key = try RSAPrivateKey(pem: Fixture.rsaKeyPEM)
        #expect(certificate.rsaPublicKey == key.publicKey)
        let other = try SelfSignedCertificate.make(
            commonName: "other",
            names: [],
            days: 1,
            key: .rsa2048
        )
        #expect(try Certificate(pem: other.certificatePEM).rsaPublicKey != key.publicKey)
    }

    @Test func aFileWithTheKeyInFrontIsRead() throws {
        let both = Fixture.rsaKeyPEM + "\n" + Fixture.certificatePEM
        #expect(
            try Certificate(pem: both) == Certificate(pem: Fixture.certificatePEM)
        )
    }

    @Test(arguments: [
        PEMCase("nothing", ""), PEMCase("no PEM at all", "no PEM at all"),
        PEMCase("a key", Fixture.rsaKeyPEM),
        PEMCase("half a certificate", String(Fixture.certificatePEM.prefix(400))),
    ])
    func anUnreadableCertificateIsRefused(pem: PEMCase) {
        let error = #expect(throws: CryptographyError.self) { try Certificate(pem: pem.text) }
        #expect(error?.operation == "read the certificate")
    }
}
