import CLibCrypto

/// An RSA public key that verifies.
public struct RSAPublicKey: Sendable, Equatable {
    let handle: KeyHandle

    /// Whether `signature` is this key's over `message`; a malformed signature is simply not valid.
    public func isValid(
        _ signature: [UInt8],
        of message: [UInt8],
        as scheme: RSASignatureScheme
    ) throws(CryptographyError) -> Bool {
        try scheme.isValid(signature, of: message, by: handle)
    }

    public static func == (left: RSAPublicKey, right: RSAPublicKey) -> Bool {
        EVP_PKEY_eq(left.handle.pointer, right.handle.pointer) == 1
    }
}
