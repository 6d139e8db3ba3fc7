import Cryptography
import Directory
import Testing

@testable import Graph

@Suite struct GraphCredentialTests {
    static func certificate() throws -> SelfSignedCertificate {
        try SelfSignedCertificate.make(commonName: "app", names: [], days: 1, key: .rsa2048)
    }

    @Test func nothingShowsTheSecret() {
        let credential = GraphCredential.secret("hush")
        var text = "\(credential) \([credential]) \(String(reflecting: credential))"
        dump(credential, to: &text)
        #expect(!text.contains("hush"))
        #expect(text.contains("client secret"))
    }

    @Test func aKeyOfAnotherCertificateIsRefused() throws {
        let one = try GraphCredentialTests.certificate()
        let other = try GraphCredentialTests.certificate()
        let error = #expect(throws: CryptographyError.self) {
            try GraphCredential(
                certificatePEM: one.certificatePEM,
                privateKeyPEM: other.privateKeyPEM
            )
        }
        #expect(error?.reason == "they do not belong together")
    }

    /// Rule 35.
    @Test func theAssertionIsWhatTheServiceAsksFor() throws {
        let made = try GraphCredentialTests.certificate()
        let certificate = try Certificate(pem: made.certificatePEM)
        let key = try RSAPrivateKey(pem: made.privateKeyPEM)
        let now = Timestamp(milliseconds: 1_760_000_000_500)
        let assertion = try ClientAssertion(
            certificate: certificate,
            key: key,
            applicationID: #"app"id"#,
            audience: "https://login.test/t/oauth2/v2.0/token",
            now: now,
            identifier: GraphFixture.tenant
        )
        let parts = assertion.text.split(separator: ".").map(String.init)
        try #require(parts.count == 3)
        let header = String(decoding: try #require(Base64.url.decode(parts[0])), as: UTF8.self)
        let thumbprint = Base64.url.encode(certificate.sha256Thumbprint)
        #expect(header == #"{"alg":"PS256","typ":"JWT","x5t#S256":"\#(thumbprint)"}"#)
        let claims = String(decoding: try #require(Base64.url.decode(parts[1])), as: UTF8.self)
        #expect(
            claims
                == #"{"aud":"https://login.test/t/oauth2/v2.0/token","iss":"app\"id","sub":"app\"id","#
                + #""jti":"11112222-3333-4444-5555-666677778888","nbf":1759999970,"#
                + #""iat":1760000000,"exp":1760000300}"#
        )
        let signature = try #require(Base64.url.decode(parts[2]))
        #expect(
            try key.publicKey.isValid(
                signature,
                of: Array("\(parts[0]).\(parts[1])".utf8),
                as: .ps256
            )
        )
    }

    @Test(arguments: [
        ("", "\"\""), ("a\"\\b", #""a\"\\b""#), ("\n\u{1}é😀", "\"\\u000a\\u0001é😀\""),
    ])
    func jsonStringsAreEscaped(text: String, quoted: String) throws {
        #expect(JSONText.quoted(text) == quoted)
        let document = try JSONDocument(parsing: Array(quoted.utf8))
        let read = document.string(document.root)
        #expect(read == text)
    }

    @Test func formFieldsAreEncoded() {
        #expect(
            FormBody([("a", "b c&d=e+f"), ("ü", "~-._%")]).text
                == "a=b%20c%26d%3De%2Bf&%C3%BC=~-._%25"
        )
    }

    @Test func randomIdentifiersAreOfVersionFour() {
        let made = (0..<100).map { _ in GUID.random() }
        #expect(Set(made).count == 100)
        for guid in made {
            let characters = Array(guid.text)
            #expect(characters[14] == "4")
            #expect("89ab".contains(characters[19]))
        }
    }
}
