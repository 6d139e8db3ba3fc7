import CLibCrypto

/// Message authentication by HMAC with SHA-256 (RFC 2104) under one key.
///
/// The key's two inner digests are computed once; each message starts from a copy of them, so one
/// value may serve many messages and many threads.
public struct HMACSHA256: Sendable {
    /// The size of every authentication code.
    public static let codeBytes = SHA256.digestBytes

    private let template: Template

    /// Prepares `key`, which may have any length but should have 32 random bytes.
    public init(key: Span<UInt8>) {
        template = Template(key: key)
    }

    /// Prepares `key`, which may have any length but should have 32 random bytes.
    public init(key: [UInt8]) {
        self.init(key: key.span)
    }

    /// The authentication code of `message`.
    public func code(for message: Span<UInt8>) -> [UInt8] {
        template.code(for: message)
    }

    /// The authentication code of `message`.
    public func code(for message: [UInt8]) -> [UInt8] {
        code(for: message.span)
    }

    /// Whether `code` is the authentication code of `message`, in time that does not depend on
    /// where they differ.
    public func isValid(_ code: Span<UInt8>, for message: Span<UInt8>) -> Bool {
        constantTimeEquals(self.code(for: message).span, code)
    }

    /// Whether `code` is the authentication code of `message`, in time that does not depend on
    /// where they differ.
    public func isValid(_ code: [UInt8], for message: [UInt8]) -> Bool {
        isValid(code.span, for: message.span)
    }
}

/// The keyed EVP_MAC context from which every message's context is copied.
private final class Template: @unchecked Sendable {
    // Sendable because the context is never changed after init: EVP_MAC_CTX_dup only reads it.
    private let context: OpaquePointer

    init(key: Span<UInt8>) {
        guard let mac = EVP_MAC_fetch(nil, "HMAC", nil) else {
            preconditionFailure("libcrypto has no HMAC")
        }
        defer { EVP_MAC_free(mac) }
        guard let context = EVP_MAC_CTX_new(mac) else {
            preconditionFailure("libcrypto could not make an HMAC context")
        }
        self.context = context
        // An empty key must still be a non-null pointer, or OpenSSL takes it for "no key given".
        var noKey: UInt8 = 0
        let initialized = "SHA256".withCString { name in
            let name = UnsafeMutablePointer(mutating: name)
            var parameters = [
                OSSL_PARAM_construct_utf8_string("digest", name, 0), OSSL_PARAM_construct_end(),
            ]
            return key.withUnsafeBufferPointer { key in
                withUnsafePointer(to: &noKey) { noKey in
                    EVP_MAC_init(context, key.baseAddress ?? noKey, key.count, &parameters)
                }
            }
        }
        precondition(initialized == 1, "libcrypto could not key an HMAC")
    }

    deinit { EVP_MAC_CTX_free(context) }

    func code(for message: Span<UInt8>) -> [UInt8] {
        guard let running = EVP_MAC_CTX_dup(context) else {
            preconditionFailure("libcrypto could not copy an HMAC context")
        }
        defer { EVP_MAC_CTX_free(running) }
        let updated = message.withUnsafeBufferPointer { message in
            EVP_MAC_update(running, message.baseAddress, message.count)
        }
        precondition(updated == 1, "libcrypto could not extend an HMAC")
        return [UInt8](unsafeUninitializedCapacity: HMACSHA256.codeBytes) { buffer, count in
            let finished = EVP_MAC_final(running, buffer.baseAddress, &count, buffer.count)
            precondition(finished == 1, "libcrypto could not finish an HMAC")
        }
    }
}
