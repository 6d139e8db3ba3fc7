import CLibCrypto

/// An EVP_PKEY, freed when the last user lets it go.
final class KeyHandle: @unchecked Sendable {
    // Sendable because OpenSSL 3 keys are immutable once loaded: signing and verifying work in
    // contexts of their own and only read the key.
    let pointer: OpaquePointer

    /// Takes over the caller's reference.
    init(owning pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit { EVP_PKEY_free(pointer) }

    var isRSA: Bool { EVP_PKEY_get_base_id(pointer) == EVP_PKEY_RSA }
    var bits: Int { Int(EVP_PKEY_get_bits(pointer)) }
}
