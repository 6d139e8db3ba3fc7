import Cryptography

/// What an integration proves itself with at Microsoft's login.
public enum StoredCredential: Hashable, Sendable {
    case secret(String)
    /// PEM text of the certificate and of its RSA private key.
    case certificate(certificate: String, key: String)
}

/// Seals Graph credentials for the store and opens them for a sync: they are written and used, never read back.
struct CredentialVault: Sendable {
    private let cipher: AES256GCM

    init(key: SealingKey) throws(CryptographyError) {
        cipher = try AES256GCM(key: key.bytes)
    }

    /// The sealed form; it opens only for the same integration.
    func seal(_ credential: StoredCredential, integration: String) throws(CryptographyError)
        -> [UInt8]
    {
        var plaintext: [UInt8]
        switch credential {
        case .secret(let secret):
            plaintext = [1] + secret.utf8
        case .certificate(let certificate, let key):
            let length = UInt32(certificate.utf8.count)
            plaintext = [2] + (0..<4).map { UInt8(truncatingIfNeeded: length >> (24 - 8 * $0)) }
            plaintext += certificate.utf8
            plaintext += key.utf8
        }
        return try cipher.seal(plaintext, authenticating: Array(integration.utf8))
    }

    /// - Throws: When the key is another one or the bytes are damaged.
    func open(_ sealed: [UInt8], integration: String) throws(CryptographyError) -> StoredCredential
    {
        let plaintext = try cipher.open(sealed, authenticating: Array(integration.utf8))
        switch plaintext.first {
        case 1:
            return .secret(String(decoding: plaintext.dropFirst(), as: UTF8.self))
        case 2 where plaintext.count >= 5:
            let length = plaintext[1..<5].reduce(0) { $0 << 8 | Int($1) }
            guard plaintext.count >= 5 + length else { break }
            return .certificate(
                certificate: String(decoding: plaintext[5..<5 + length], as: UTF8.self),
                key: String(decoding: plaintext[(5 + length)...], as: UTF8.self)
            )
        default: break
        }
        throw CryptographyError("open a Graph credential", because: "its form is unknown")
    }
}
