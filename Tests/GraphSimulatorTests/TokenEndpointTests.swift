import Cryptography
import struct Directory.GUID
import Testing

@testable import GraphSimulator

/// Rule 1: the token service.
@Suite struct TokenEndpointTests {
    private static let certificate = Result {
        try SelfSignedCertificate.make(commonName: "client", names: [], days: 1, key: .rsa2048)
    }

    private let scope = "scope=https%3A%2F%2Fgraph.microsoft.com%2F.default"

    @Test func discoveryNamesTheTokenEndpointForIdentifierAndDomain() throws {
        var client = try SimulatedClient()
        for name in [client.tenant.id.text] + client.tenant.domains {
            let answer = client.send(
                GraphRequest(
                    method: "GET",
                    scheme: "https",
                    authority: SimulatedClient.authority,
                    target: "/\(name)/v2.0/.well-known/openid-configuration"
                )
            )
            #expect(answer.status == 200)
            #expect(
                answer.json?["token_endpoint"]?.string
                    == "https://\(SimulatedClient.authority)/\(client.tenant.id)/oauth2/v2.0/token"
            )
        }
    }

    @Test func aSecretGivesATokenWithTheClaimsOfGraph() throws {
        var client = try SimulatedClient()
        for name in [client.tenant.id.text] + client.tenant.domains {
            let answer = client.requestToken(tenant: name)
            #expect(answer.json?["token_type"] == .string("Bearer"))
            #expect(answer.json?["expires_in"] == .number(3599))
            let token = try #require(answer.json?["access_token"]?.string)
            let parts = token.split(separator: ".")
            #expect(parts.count == 3)
            let payload = try #require(Base64.url.decode(parts[1]))
            let claims = try #require(JSON(payload))
            #expect(claims["aud"] == .string("https://graph.microsoft.com"))
            #expect(claims["tid"]?.string == client.tenant.id.text)
            #expect(claims["appid"]?.string == client.application.id.text)
            #expect(claims["roles"]?.array.contains(.string("GroupMember.Read.All")) == true)
            let expiry = Double(SimulatedClient.nowSeconds + 3599)
            #expect(claims["exp"]?.number == expiry)
        }
    }

    @Test func basicAuthenticationAndUnknownFieldsAreAccepted() throws {
        var client = try SimulatedClient()
        let pair = "\(client.application.id):\(client.application.secrets[0])"
        let basic = Base64.standard.encode(Array(pair.utf8))
        let answer = client.requestToken(
            form: "grant_type=client_credentials&\(scope)&claims=%7B%7D&client_info=1",
            headers: [("Authorization", "Basic \(basic)")]
        )
        #expect(answer.status == 200)
    }

    @Test func refusalsCarryTheNumbersOfTheRealService() throws {
        var client = try SimulatedClient()
        let id = client.application.id.text
        let secret = client.application.secrets[0]
        let good = "client_id=\(id)&client_secret=\(secret)&\(scope)&grant_type=client_credentials"
        let cases: [(tenant: String?, form: String, status: Int, error: String, number: Int)] = [
            (
                nil, "client_id=\(id)&client_secret=no&\(scope)&grant_type=client_credentials", 401,
                "invalid_client", 7_000_215
            ),
            (
                nil,
                "client_id=11111111-2222-4333-8444-555555555555&client_secret=\(secret)&\(scope)"
                    + "&grant_type=client_credentials", 400, "unauthorized_client", 700_016
            ),
            (
                "11111111-2222-4333-8444-555555555555", good, 400, "invalid_request", 90_002
            ),
            ("nowhere.example", good, 400, "invalid_request", 90_002),
            ("not-a-tenant", good, 400, "invalid_request", 900_023),
            (
                nil,
                "client_id=\(id)&client_secret=\(secret)&scope=User.Read"
                    + "&grant_type=client_credentials", 400, "invalid_scope", 70_011
            ),
            (
                nil, "client_id=\(id)&\(scope)&grant_type=client_credentials", 401,
                "invalid_client", 7_000_218
            ),
            (
                nil,
                "client_id=\(id)&\(scope)&grant_type=client_credentials&client_assertion=a.b.c",
                401, "invalid_client", 700_027
            ),
        ]
        for expected in cases {
            let answer = client.requestToken(tenant: expected.tenant, form: expected.form)
            #expect(answer.status == expected.status, "\(expected.number)")
            #expect(answer.json?["error"]?.string == expected.error)
            #expect(answer.json?["error_codes"]?.array == [.number(Double(expected.number))])
            let description = answer.json?["error_description"]?.string ?? ""
            #expect(description.hasPrefix("AADSTS\(expected.number): "))
        }
    }

    /// What a client signs, with one thing wrong or nothing.
    struct Assertion: Sendable {
        var scheme = RSASignatureScheme.ps256
        var audience = "https://graph.test:4443/TENANT/oauth2/v2.0/token"
        var issuer = "CLIENT"
        var expiry: Int64 = 600
        var notBefore: Int64? = 0
        var isTampered = false
        var hasThumbprint = true
    }

    static let accepted: [Assertion] = [
        Assertion(), Assertion(scheme: .rs256), Assertion(notBefore: nil), Assertion(expiry: -60),
        Assertion(audience: "https://graph.test:4443/TENANT/v2.0"),
    ]

    static let refused: [Assertion] = [
        Assertion(audience: "https://login.microsoftonline.com/TENANT/oauth2/v2.0/token"),
        Assertion(issuer: "somebody"), Assertion(expiry: -3_600), Assertion(notBefore: 3_600),
        Assertion(isTampered: true), Assertion(scheme: .rs256, isTampered: true),
        Assertion(hasThumbprint: false),
    ]

    @Test(arguments: accepted)
    func aCertificateGivesAToken(assertion: Assertion) throws {
        var client = try SimulatedClient()
        let answer = try request(assertion, &client)
        #expect(answer.status == 200)
        #expect(answer.json?["access_token"]?.string?.isEmpty == false)
    }

    @Test(arguments: refused)
    func anAssertionThatDoesNotHoldIsRefused(assertion: Assertion) throws {
        var client = try SimulatedClient()
        let answer = try request(assertion, &client)
        #expect(answer.status == 401)
        #expect(answer.json?["error_codes"]?.array == [.number(700_027)])
    }

    @Test func anUnregisteredCertificateIsRefused() throws {
        var client = try SimulatedClient()
        let answer = try request(Assertion(), &client, registered: false)
        #expect(answer.json?["error_codes"]?.array == [.number(700_027)])
    }

    private func request(
        _ assertion: Assertion,
        _ client: inout SimulatedClient,
        registered: Bool = true
    ) throws -> SimulatedClient.Answer {
        let pair = try Self.certificate.get()
        let certificate = try Certificate(pem: pair.certificatePEM)
        if registered {
            try client.simulation.applications[0].register(certificatePEM: pair.certificatePEM)
        }
        let thumbprint =
            switch assertion.scheme {
            case .rs256: ("x5t", certificate.sha1Thumbprint)
            case .ps256: ("x5t#S256", certificate.sha256Thumbprint)
            }
        let name = assertion.hasThumbprint ? thumbprint.0 : "kid"
        let header = """
            {"alg":"\(assertion.scheme.rawValue)","typ":"JWT",\
            "\(name)":"\(Base64.url.encode(thumbprint.1))"}
            """
        let now = SimulatedClient.nowSeconds
        let id = client.application.id.text
        let issuer = assertion.issuer == "CLIENT" ? id : assertion.issuer
        let parts = assertion.audience.split(separator: "TENANT", omittingEmptySubsequences: false)
        let audience = parts.joined(separator: client.tenant.id.text)
        let notBefore = assertion.notBefore.map { ",\"nbf\":\(now + $0)" } ?? ""
        let claims = """
            {"aud":"\(audience)","iss":"\(issuer)","sub":"\(id)","jti":"1","iat":\(now),\
            "exp":\(now + assertion.expiry).25\(notBefore)}
            """
        let signed =
            Base64.url.encode(Array(header.utf8)) + "." + Base64.url.encode(Array(claims.utf8))
        let key = try RSAPrivateKey(pem: pair.privateKeyPEM)
        var signature = try key.sign(Array(signed.utf8), as: assertion.scheme)
        if assertion.isTampered { signature[20] ^= 1 }
        let text = "\(signed).\(Base64.url.encode(signature))"
        return client.requestToken(
            form: "client_id=\(id)&\(scope)&grant_type=client_credentials&client_assertion=\(text)"
                + "&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3A"
                + "jwt-bearer"
        )
    }
}
