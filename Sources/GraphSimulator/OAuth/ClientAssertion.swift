import Cryptography
import Directory
import FoundationEssentials

/// A client's proof that it holds the key of a registered certificate (RFC 7523).
struct ClientAssertion {
    private struct Header: Decodable {
        let alg: String
        let x5t: String?
        let x5tS256: String?

        private enum CodingKeys: String, CodingKey {
            case alg
            case x5t
            case x5tS256 = "x5t#S256"
        }
    }

    private struct Claims: Decodable {
        let aud: String
        let iss: String
        let sub: String
        // Some clients send fractions of a second.
        let exp: Double
        let nbf: Double?
    }

    /// How far a client's clock may be off.
    private static let skewSeconds = 300.0

    private let header: Header
    private let claims: Claims
    private let signed: [UInt8]
    private let signature: [UInt8]

    init(_ text: String) throws(TokenFailure) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Base64.url.decode(parts[0]),
            let claims = Base64.url.decode(parts[1]), let signature = Base64.url.decode(parts[2]),
            let header = try? JSONDecoder().decode(Header.self, from: Data(header)),
            let claims = try? JSONDecoder().decode(Claims.self, from: Data(claims))
        else { throw .badAssertion("The client assertion is not a JSON Web Token.") }
        self.header = header
        self.claims = claims
        self.signature = signature
        signed = Array("\(parts[0]).\(parts[1])".utf8)
    }

    /// The client that the assertion speaks for, not yet verified.
    var client: String { claims.sub }

    /// Checks that the assertion was made for `audiences` by the holder of a registered key, and
    /// that it is neither too old nor too new.
    func verify(
        by application: AppRegistration,
        audiences: Set<String>,
        nowSeconds: Int64
    ) throws(TokenFailure) {
        guard let scheme = RSASignatureScheme(rawValue: header.alg) else {
            throw .badAssertion("The algorithm '\(header.alg)' is not accepted.")
        }
        let certificate = application.certificates.first { certificate in
            switch scheme {
            case .rs256: header.x5t.map { matches($0, certificate.sha1Thumbprint) } ?? false
            case .ps256: header.x5tS256.map { matches($0, certificate.sha256Thumbprint) } ?? false
            }
        }
        guard let certificate, let key = certificate.rsaPublicKey else {
            throw .badAssertion("The key was not found.")
        }
        guard let isValid = try? key.isValid(signature, of: signed, as: scheme), isValid else {
            throw .badAssertion("The signature is not valid.")
        }
        guard audiences.contains(claims.aud.lowercased()) else {
            throw .badAssertion("The audience '\(claims.aud)' is not the token endpoint.")
        }
        guard claims.iss == claims.sub, claims.sub.lowercased() == application.id.text else {
            throw .badAssertion("The issuer and the subject must both be the client id.")
        }
        guard Double(nowSeconds) <= claims.exp + ClientAssertion.skewSeconds else {
            throw .badAssertion("The assertion has expired.")
        }
        guard (claims.nbf ?? 0) <= Double(nowSeconds) + ClientAssertion.skewSeconds else {
            throw .badAssertion("The assertion is not valid yet.")
        }
    }

    private func matches(_ thumbprint: String, _ expected: [UInt8]) -> Bool {
        // Some clients keep the padding that base64url does without.
        let bare = thumbprint.prefix { $0 != "=" }
        return Base64.url.decode(bare) == expected
    }
}
