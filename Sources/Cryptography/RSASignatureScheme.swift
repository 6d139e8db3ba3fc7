import CLibCrypto

/// The RSA signatures with SHA-256 that JSON Web Tokens use (RFC 7518 section 3).
public enum RSASignatureScheme: String, Sendable, CaseIterable {
    /// RSASSA-PKCS1-v1_5.
    case rs256 = "RS256"
    /// RSASSA-PSS with MGF1 and a salt as long as the digest.
    case ps256 = "PS256"

    func sign(_ message: [UInt8], with key: KeyHandle) throws(CryptographyError) -> [UInt8] {
        let context = try DigestContext()
        var keyContext: OpaquePointer?
        guard
            EVP_DigestSignInit(context.pointer, &keyContext, EVP_sha256(), nil, key.pointer) == 1,
            configure(keyContext)
        else { throw CryptographyError("begin a signature") }
        var size = 0
        guard EVP_DigestSign(context.pointer, nil, &size, message, message.count) == 1 else {
            throw CryptographyError("size a signature")
        }
        var signature = [UInt8](repeating: 0, count: size)
        guard EVP_DigestSign(context.pointer, &signature, &size, message, message.count) == 1 else {
            throw CryptographyError("sign")
        }
        return Array(signature.prefix(size))
    }

    func isValid(
        _ signature: [UInt8],
        of message: [UInt8],
        by key: KeyHandle
    ) throws(CryptographyError) -> Bool {
        let context = try DigestContext()
        var keyContext: OpaquePointer?
        guard
            EVP_DigestVerifyInit(context.pointer, &keyContext, EVP_sha256(), nil, key.pointer) == 1,
            configure(keyContext)
        else { throw CryptographyError("begin a verification") }
        let verified = EVP_DigestVerify(
            context.pointer,
            signature,
            signature.count,
            message,
            message.count
        )
        ERR_clear_error()
        return verified == 1
    }

    private func configure(_ keyContext: OpaquePointer?) -> Bool {
        switch self {
        case .rs256:
            EVP_PKEY_CTX_set_rsa_padding(keyContext, RSA_PKCS1_PADDING) == 1
        case .ps256:
            EVP_PKEY_CTX_set_rsa_padding(keyContext, RSA_PKCS1_PSS_PADDING) == 1
                && EVP_PKEY_CTX_set_rsa_pss_saltlen(keyContext, RSA_PSS_SALTLEN_DIGEST) == 1
        }
    }
}

/// One use of an EVP digest context, freed when the value dies.
private struct DigestContext: ~Copyable {
    let pointer: OpaquePointer

    init() throws(CryptographyError) {
        guard let pointer = EVP_MD_CTX_new() else {
            throw CryptographyError("make a digest context")
        }
        self.pointer = pointer
    }

    deinit { EVP_MD_CTX_free(pointer) }
}
