import CLibCrypto

/// An X.509 certificate: its exact DER bytes and what we ask of them.
public struct Certificate: Sendable, Equatable {
    /// The certificate as it was signed.
    public let der: [UInt8]
    /// SHA-1 of the DER bytes, the `x5t` of a JSON Web Signature (RFC 7515 section 4.1.7).
    public let sha1Thumbprint: [UInt8]
    /// SHA-256 of the DER bytes, the `x5t#S256` of a JSON Web Signature (RFC 7515 section 4.1.8).
    public let sha256Thumbprint: [UInt8]
    /// The last second of its validity, in seconds since 1970 UTC.
    public let notAfterSeconds: Int64

    private let key: KeyHandle

    /// Reads the first certificate in a PEM text.
    public init(pem: String) throws(CryptographyError) {
        let bio = MemoryBIO(pem)
        guard let certificate = PEM_read_bio_X509(bio.pointer, nil, { _, _, _, _ in -1 }, nil)
        else { throw CryptographyError("read the certificate") }
        defer { X509_free(certificate) }
        var encoded: UnsafeMutablePointer<UInt8>?
        let size = i2d_X509(certificate, &encoded)
        guard size > 0, let encoded else { throw CryptographyError("encode the certificate") }
        der = Array(UnsafeBufferPointer(start: encoded, count: Int(size)))
        CRYPTO_free(encoded, #fileID, #line)
        sha1Thumbprint = try Certificate.digest(certificate, EVP_sha1())
        sha256Thumbprint = SHA256.digest(of: der)
        notAfterSeconds = try Certificate.seconds(X509_get0_notAfter(certificate))
        guard let key = X509_get_pubkey(certificate) else {
            throw CryptographyError("read the certificate's public key")
        }
        self.key = KeyHandle(owning: key)
    }

    /// The certificate's public key, if it is an RSA key.
    public var rsaPublicKey: RSAPublicKey? { key.isRSA ? RSAPublicKey(handle: key) : nil }

    public static func == (left: Certificate, right: Certificate) -> Bool { left.der == right.der }

    private static func digest(
        _ certificate: OpaquePointer,
        _ algorithm: OpaquePointer?
    ) throws(CryptographyError) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var size: UInt32 = 0
        guard X509_digest(certificate, algorithm, &digest, &size) == 1 else {
            throw CryptographyError("take the certificate's thumbprint")
        }
        return Array(digest.prefix(Int(size)))
    }

    private static func seconds(
        _ time: UnsafePointer<ASN1_TIME>?
    ) throws(CryptographyError) -> Int64 {
        guard let epoch = ASN1_TIME_set(nil, 0) else { throw CryptographyError("make a time") }
        defer { ASN1_TIME_free(epoch) }
        var days: Int32 = 0
        var seconds: Int32 = 0
        guard ASN1_TIME_diff(&days, &seconds, epoch, time) == 1 else {
            throw CryptographyError("read the certificate's validity")
        }
        return Int64(days) * 86_400 + Int64(seconds)
    }
}
