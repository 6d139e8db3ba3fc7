import Cryptography
import Directory

/// The signed statement by which an application with a certificate asks for a token (RFC 7523).
///
/// It is good once, for one endpoint, for five minutes.
struct ClientAssertion {
    let text: String

    /// The sign-in service accepts at most ten minutes from `nbf` to `exp`.
    static let lifetimeSeconds: Int64 = 300
    /// How far our clock may be ahead of the service's.
    static let skewSeconds: Int64 = 30

    init(
        certificate: Certificate,
        key: RSAPrivateKey,
        applicationID: String,
        audience: String,
        now: Timestamp,
        identifier: GUID
    ) throws(CryptographyError) {
        let issued = now.milliseconds / 1000
        let thumbprint = Base64.url.encode(certificate.sha256Thumbprint)
        let header = #"{"alg":"PS256","typ":"JWT","x5t#S256":"\#(thumbprint)"}"#
        let application = JSONText.quoted(applicationID)
        let claims =
            #"{"aud":\#(JSONText.quoted(audience)),"iss":\#(application),"sub":\#(application),"#
            + #""jti":"\#(identifier.text)","nbf":\#(issued - ClientAssertion.skewSeconds),"#
            + #""iat":\#(issued),"exp":\#(issued + ClientAssertion.lifetimeSeconds)}"#
        let input =
            Base64.url.encode(Array(header.utf8)) + "." + Base64.url.encode(Array(claims.utf8))
        let signature = try key.sign(Array(input.utf8), as: .ps256)
        text = input + "." + Base64.url.encode(signature)
    }
}
