import Cryptography
import Testing

@Suite struct RSATests {
    /// The signing input of RFC 7515 appendix A.2.
    static let message = Array(
        ("eyJhbGciOiJSUzI1NiJ9"
            + ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
            + "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ").utf8
    )

    @Test(arguments: [
        PEMCase("PKCS #8", Fixture.rsaKeyPEM), PEMCase("PKCS #1", Fixture.rsaKeyPKCS1PEM),
    ])
    func rs256GivesThePublishedSignature(pem: PEMCase) throws {
        let signature = try RSAPrivateKey(pem: pem.text).sign(RSATests.message, as: .rs256)
        #expect(
            Base64.url.encode(signature)
                == "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7"
                + "AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4"
                + "BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K"
                + "0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqv"
                + "hJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrB"
                + "p0igcN_IoypGlUPQGe77Rw"
        )
    }

    @Test func ps256VerifiesASignatureMadeElsewhere() throws {
        let key = try #require(Certificate(pem: Fixture.certificatePEM).rsaPublicKey)
        let signature = try #require(Base64.url.decode(Fixture.ps256SignatureOfRFC7515))
        #expect(try key.isValid(signature, of: RSATests.message, as: .ps256))
        #expect(try !key.isValid(signature, of: RSATests.message, as: .rs256))
        #expect(try !key.isValid(signature, of: RSATests.message + [0], as: .ps256))
    }

    @Test(arguments: RSASignatureScheme.allCases)
    func whatIsSignedVerifiesAndNothingElse(scheme: RSASignatureScheme) throws {
        let key = try RSAPrivateKey(pem: Fixture.rsaKeyPEM)
        let signature = try key.sign([1, 2, 3], as: scheme)
        #expect(try key.publicKey.isValid(signature, of: [1, 2, 3], as: scheme))
        #expect(try !key.publicKey.isValid(signature, of: [1, 2], as: scheme))
        #expect(try !key.publicKey.isValid([], of: [1, 2, 3], as: scheme))
        #expect(try !key.publicKey.isValid(Array(signature.dropLast()), of: [1, 2, 3], as: scheme))
        var forged = signature
        forged[100] ^= 1
        #expect(try !key.publicKey.isValid(forged, of: [1, 2, 3], as: scheme))
        let other = try SelfSignedCertificate.make(
            commonName: "other",
            names: [],
            days: 1,
            key: .rsa2048
        )
        let otherKey = try RSAPrivateKey(pem: other.privateKeyPEM).publicKey
        #expect(try !otherKey.isValid(signature, of: [1, 2, 3], as: scheme))
    }

    @Test func ps256IsSaltedAfresh() throws {
        let key = try RSAPrivateKey(pem: Fixture.rsaKeyPEM)
        let first = try key.sign([1], as: .ps256)
        #expect(try key.sign([1], as: .ps256) != first)
    }

    @Test(arguments: [
        PEMCase("nothing", ""), PEMCase("no PEM at all", "no PEM at all"),
        PEMCase("a certificate", Fixture.certificatePEM),
        PEMCase("an encrypted key", Fixture.encryptedKeyPEM),
        PEMCase("an elliptic key", Fixture.ellipticKeyPEM),
        PEMCase("a small key", Fixture.smallKeyPEM),
        PEMCase("half a key", String(Fixture.rsaKeyPEM.prefix(800))),
    ])
    func anUnusableKeyIsRefusedWithoutShowingIt(pem: PEMCase) {
        let error = #expect(throws: CryptographyError.self) { try RSAPrivateKey(pem: pem.text) }
        #expect(error?.operation == "read the private key")
        #expect(error?.reason.isEmpty == false)
        if let second = pem.text.split(separator: "\n").dropFirst().first {
            #expect(error?.description.contains(second) == false)
        }
    }
}
