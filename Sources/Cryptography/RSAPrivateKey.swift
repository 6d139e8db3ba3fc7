import CLibCrypto

/// An RSA private key that signs.
///
/// It never leaves the process: there is no way to print or encode it.
public struct RSAPrivateKey: Sendable {
    /// A shorter modulus is refused (NIST SP 800-131A).
    public static let modulusBitsMin = 2048

    let handle: KeyHandle

    /// Reads an unencrypted key in PEM, PKCS #8 or PKCS #1.
    public init(pem: String) throws(CryptographyError) {
        let bio = MemoryBIO(pem)
        // Without a callback of our own OpenSSL would ask the terminal for a passphrase.
        guard let key = PEM_read_bio_PrivateKey(bio.pointer, nil, { _, _, _, _ in -1 }, nil) else {
            throw CryptographyError("read the private key")
        }
        let handle = KeyHandle(owning: key)
        guard handle.isRSA else {
            throw CryptographyError("read the private key", because: "it is not an RSA key")
        }
        guard handle.bits >= RSAPrivateKey.modulusBitsMin else {
            throw CryptographyError(
                "read the private key",
                because: "\(handle.bits) bits are fewer than \(RSAPrivateKey.modulusBitsMin)"
            )
        }
        self.handle = handle
    }

    /// The signature of `message`, which is hashed here.
    public func sign(
        _ message: [UInt8],
        as scheme: RSASignatureScheme
    ) throws(CryptographyError) -> [UInt8] {
        try scheme.sign(message, with: handle)
    }

    /// The public half.
    public var publicKey: RSAPublicKey { RSAPublicKey(handle: handle) }
}
