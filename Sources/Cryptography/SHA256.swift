import CLibCrypto

/// A SHA-256 digest in the making (FIPS 180-4), fed piece by piece.
///
/// The digest depends only on the bytes, not on how they were cut into pieces. Hashing fails only
/// where memory has run out, and then it traps.
public struct SHA256: ~Copyable {
    /// The size of every digest.
    public static let digestBytes = 32

    private let context: OpaquePointer
    /// Looked up once: finding it anew takes libcrypto five times as long as a short digest.
    private nonisolated(unsafe) static let algorithm = EVP_MD_fetch(nil, "SHA256", nil)

    /// A digest of nothing so far.
    public init() {
        guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex2(context, Self.algorithm, nil) == 1
        else { preconditionFailure("libcrypto could not begin a SHA-256 digest") }
        self.context = context
    }

    deinit { EVP_MD_CTX_free(context) }

    /// Adds `bytes` to what is digested.
    public mutating func update(_ bytes: Span<UInt8>) {
        let updated = bytes.withUnsafeBufferPointer { buffer in
            EVP_DigestUpdate(context, buffer.baseAddress, buffer.count)
        }
        precondition(updated == 1, "libcrypto could not extend a SHA-256 digest")
    }

    /// Ends the digest and gives its 32 bytes.
    public consuming func finalize() -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: SHA256.digestBytes) { buffer, count in
            let finished = EVP_DigestFinal_ex(context, buffer.baseAddress, nil)
            precondition(finished == 1, "libcrypto could not finish a SHA-256 digest")
            count = SHA256.digestBytes
        }
    }

    /// The digest of `bytes`.
    public static func digest(of bytes: Span<UInt8>) -> [UInt8] {
        var digest = SHA256()
        digest.update(bytes)
        return digest.finalize()
    }

    /// The digest of `bytes`.
    public static func digest(of bytes: [UInt8]) -> [UInt8] {
        digest(of: bytes.span)
    }
}
