import Cryptography
import Directory
import FoundationEssentials

/// A bearer token for Graph: who calls, for which tenant, with which permissions, until when.
///
/// On the wire it is a signed JSON Web Token with the claims of the real one. It is signed with a
/// key made from the simulator's seed (HS256), so it outlives a restart; clients treat it as
/// opaque.
struct AccessToken: Equatable {
    let tenant: GUID
    let application: GUID
    let permissions: Set<Permission>
    let expirySeconds: Int64

    static let audience = "https://graph.microsoft.com"

    private struct Claims: Decodable {
        let tid: String
        let appid: String
        let roles: [String]?
        let exp: Int64
    }

    /// The token as a JSON Web Token.
    ///
    /// - Parameters:
    ///   - issuedAtSeconds: the time of issue, in seconds since 1970 UTC.
    ///   - identifier: what makes this token unlike every other.
    ///   - usedCertificate: whether the client proved itself with a certificate.
    ///   - key: the key that signs.
    /// - Returns: the header, the claims and the signature, with periods between them.
    func text(
        issuedAtSeconds: Int64,
        identifier: GUID,
        usedCertificate: Bool,
        key: HMACSHA256
    ) -> String {
        var header = JSONWriter()
        header.beginObject()
        for (name, value) in [("typ", "JWT"), ("alg", "HS256"), ("kid", "simulated-graph")] {
            header.key(name)
            header.string(value)
        }
        header.endObject()
        var claims = JSONWriter()
        claims.beginObject()
        for (name, value) in [
            ("aud", AccessToken.audience), ("iss", "https://sts.windows.net/\(tenant)/"),
            ("app_displayname", "Simulated client"), ("appid", application.text),
            ("appidacr", usedCertificate ? "2" : "1"),
            ("idp", "https://sts.windows.net/\(tenant)/"), ("idtyp", "app"),
            ("oid", application.text), ("sub", application.text), ("tid", tenant.text),
            ("tenant_region_scope", "EU"), ("uti", identifier.text), ("ver", "1.0"),
        ] {
            claims.key(name)
            claims.string(value)
        }
        for (name, value) in [
            ("iat", issuedAtSeconds), ("nbf", issuedAtSeconds), ("exp", expirySeconds),
        ] {
            claims.key(name)
            claims.integer(value)
        }
        // A client that nobody consented to gets a token all the same, one without roles.
        if !permissions.isEmpty {
            claims.key("roles")
            claims.strings(permissions.map(\.rawValue).sorted())
        }
        claims.endObject()
        let signed = Base64.url.encode(header.bytes) + "." + Base64.url.encode(claims.bytes)
        return signed + "." + Base64.url.encode(key.code(for: Array(signed.utf8)))
    }

    /// Reads a token that this simulator issued and that is still good.
    init(_ text: String, nowSeconds: Int64, key: HMACSHA256) throws(GraphFailure) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let payload = Base64.url.decode(parts[1]),
            let signature = Base64.url.decode(parts[2])
        else { throw .invalidToken("CompactToken parsing failed with error code: 80049217") }
        let expected = key.code(for: Array("\(parts[0]).\(parts[1])".utf8))
        guard constantTimeEquals(signature, expected),
            let claims = try? JSONDecoder().decode(Claims.self, from: Data(payload)),
            let tenant = GUID(claims.tid), let application = GUID(claims.appid)
        else { throw .invalidToken("Access token validation failure. Invalid signature.") }
        guard nowSeconds < claims.exp else {
            throw .invalidToken("Lifetime validation failed, the token is expired.")
        }
        self.tenant = tenant
        self.application = application
        permissions = Set((claims.roles ?? []).compactMap { Permission(rawValue: $0) })
        expirySeconds = claims.exp
    }

    init(tenant: GUID, application: GUID, permissions: Set<Permission>, expirySeconds: Int64) {
        self.tenant = tenant
        self.application = application
        self.permissions = permissions
        self.expirySeconds = expirySeconds
    }
}
