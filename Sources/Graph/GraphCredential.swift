public import Cryptography

/// How the application proves to the sign-in service that it is itself.
///
/// Neither a description nor a dump of it shows anything secret.
public enum GraphCredential: Sendable {
    case secret(String)
    case certificate(Certificate, RSAPrivateKey)

    /// Reads a certificate and its private key, and makes sure that they belong together.
    public init(certificatePEM: String, privateKeyPEM: String) throws(CryptographyError) {
        let certificate = try Certificate(pem: certificatePEM)
        let key = try RSAPrivateKey(pem: privateKeyPEM)
        guard certificate.rsaPublicKey == key.publicKey else {
            throw CryptographyError(
                "pair the certificate with the private key",
                because: "they do not belong together"
            )
        }
        self = .certificate(certificate, key)
    }
}

extension GraphCredential: CustomStringConvertible, CustomReflectable {
    public var description: String {
        switch self {
        case .secret: "client secret"
        case .certificate: "client certificate"
        }
    }

    public var customMirror: Mirror { Mirror(self, children: ["kind": description as Any]) }
}
