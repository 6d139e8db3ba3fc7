import CLibCrypto

/// Authenticated encryption by AES-256 in Galois/Counter Mode (NIST SP 800-38D) under one key.
///
/// A sealed message is nonce ‖ ciphertext ‖ tag. Every seal draws a fresh random nonce of 96 bits;
/// with random nonces a key must be replaced well before 2³² messages.
public struct AES256GCM: Sendable {
    /// The size of a key.
    public static let keyBytes = 32
    /// The size of the nonce at the front of a sealed message.
    public static let nonceBytes = 12
    /// The size of the tag at the end of a sealed message.
    public static let tagBytes = 16
    /// How much longer a sealed message is than its plaintext.
    public static let overheadBytes = nonceBytes + tagBytes

    private let key: [UInt8]

    /// Takes a key of exactly 32 bytes.
    public init(key: [UInt8]) throws(CryptographyError) {
        guard key.count == AES256GCM.keyBytes else {
            throw CryptographyError(
                "take an AES-256 key",
                because: "it has \(key.count) bytes, not \(AES256GCM.keyBytes)"
            )
        }
        self.key = key
    }

    /// Encrypts `plaintext` under a fresh nonce and authenticates it together with
    /// `associatedData`, which is not part of the result.
    public func seal(
        _ plaintext: [UInt8],
        authenticating associatedData: [UInt8] = []
    ) throws(CryptographyError) -> [UInt8] {
        try seal(
            plaintext,
            nonce: randomBytes(AES256GCM.nonceBytes),
            authenticating: associatedData
        )
    }

    /// Seals under a nonce of the caller's; the seam by which published vectors are tested.
    package func seal(
        _ plaintext: [UInt8],
        nonce: [UInt8],
        authenticating associatedData: [UInt8]
    ) throws(CryptographyError) -> [UInt8] {
        precondition(nonce.count == AES256GCM.nonceBytes, "a GCM nonce has 96 bits")
        let cipher = try CipherContext()
        try cipher.begin(.encrypting, key: key, nonce: nonce)
        try cipher.authenticate(associatedData)
        let ciphertext = try cipher.update(plaintext[...])
        guard cipher.finish() else { throw CryptographyError("finish an AES-GCM seal") }
        return nonce + ciphertext + (try cipher.tag())
    }

    /// Decrypts a sealed message, or throws if it, the key or `associatedData` is not what it was.
    public func open(
        _ sealed: [UInt8],
        authenticating associatedData: [UInt8] = []
    ) throws(CryptographyError) -> [UInt8] {
        guard sealed.count >= AES256GCM.overheadBytes else {
            throw CryptographyError(
                "open a sealed message",
                because: "it is shorter than a nonce and a tag"
            )
        }
        let nonce = Array(sealed.prefix(AES256GCM.nonceBytes))
        let cipher = try CipherContext()
        try cipher.begin(.decrypting, key: key, nonce: nonce)
        try cipher.authenticate(associatedData)
        let plaintext = try cipher.update(
            sealed.dropFirst(AES256GCM.nonceBytes).dropLast(AES256GCM.tagBytes)
        )
        try cipher.expect(tag: Array(sealed.suffix(AES256GCM.tagBytes)))
        guard cipher.finish() else {
            throw CryptographyError(
                "open a sealed message",
                because: "its authentication tag does not match"
            )
        }
        return plaintext
    }
}

/// One use of an EVP cipher context, freed when the value dies.
private struct CipherContext: ~Copyable {
    private let context: OpaquePointer

    enum Direction: Int32 {
        case decrypting = 0
        case encrypting = 1
    }

    init() throws(CryptographyError) {
        guard let context = EVP_CIPHER_CTX_new() else {
            throw CryptographyError("make a cipher context")
        }
        self.context = context
    }

    deinit { EVP_CIPHER_CTX_free(context) }

    func begin(_ direction: Direction, key: [UInt8], nonce: [UInt8]) throws(CryptographyError) {
        guard
            EVP_CipherInit_ex(context, EVP_aes_256_gcm(), nil, key, nonce, direction.rawValue) == 1
        else { throw CryptographyError("begin AES-256-GCM") }
    }

    func authenticate(_ associatedData: [UInt8]) throws(CryptographyError) {
        guard !associatedData.isEmpty else { return }
        var written: Int32 = 0
        guard
            EVP_CipherUpdate(context, nil, &written, associatedData, Int32(associatedData.count))
                == 1
        else { throw CryptographyError("authenticate associated data") }
    }

    func update(_ input: ArraySlice<UInt8>) throws(CryptographyError) -> [UInt8] {
        guard !input.isEmpty else { return [] }
        var updated: Int32 = 0
        let output = [UInt8](unsafeUninitializedCapacity: input.count) { output, count in
            var written: Int32 = 0
            updated = input.withUnsafeBufferPointer { input in
                EVP_CipherUpdate(
                    context,
                    output.baseAddress,
                    &written,
                    input.baseAddress,
                    Int32(input.count)
                )
            }
            count = Int(written)
        }
        guard updated == 1 else { throw CryptographyError("run AES-256-GCM") }
        return output
    }

    /// Ends the message; when decrypting, false means that the tag does not match.
    func finish() -> Bool {
        var rest: (UInt64, UInt64) = (0, 0)
        var written: Int32 = 0
        let finished = withUnsafeMutableBytes(of: &rest) { rest in
            EVP_CipherFinal_ex(
                context,
                rest.baseAddress?.assumingMemoryBound(to: UInt8.self),
                &written
            )
        }
        ERR_clear_error()
        return finished == 1
    }

    func tag() throws(CryptographyError) -> [UInt8] {
        var tag = [UInt8](repeating: 0, count: AES256GCM.tagBytes)
        guard EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(tag.count), &tag) == 1
        else { throw CryptographyError("take an AES-GCM tag") }
        return tag
    }

    func expect(tag: [UInt8]) throws(CryptographyError) {
        var tag = tag
        guard EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(tag.count), &tag) == 1
        else { throw CryptographyError("set an AES-GCM tag") }
    }
}
