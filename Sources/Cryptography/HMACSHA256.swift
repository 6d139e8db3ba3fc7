import CLibCrypto
import Synchronization

/// Message authentication by HMAC with SHA-256 (RFC 2104) under one key.
///
/// The key's two inner digests are computed once, and each message starts from them. One value may serve many messages
/// and many threads, one at a time.
public struct HMACSHA256: Sendable {
    /// The size of every authentication code.
    public static let codeBytes = SHA256.digestBytes

    private let keyed: Keyed

    /// Prepares `key`, which may have any length but should have 32 random bytes.
    public init(key: Span<UInt8>) {
        keyed = Keyed(key: key)
    }

    /// Prepares `key`, which may have any length but should have 32 random bytes.
    public init(key: [UInt8]) {
        self.init(key: key.span)
    }

    /// The authentication code of `message`.
    public func code(for message: Span<UInt8>) -> [UInt8] {
        keyed.code(for: message)
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

/// The keyed EVP_MAC context, which libcrypto sets back to its key before each message.
private final class Keyed: Sendable {
    /// A context belongs to whoever holds the lock.
    private struct Context: ~Copyable, @unchecked Sendable {
        let pointer: OpaquePointer

        deinit { EVP_MAC_CTX_free(pointer) }
    }

    private let context: Mutex<Context>

    init(key: Span<UInt8>) {
        guard let mac = EVP_MAC_fetch(nil, "HMAC", nil) else {
            preconditionFailure("libcrypto has no HMAC")
        }
        defer { EVP_MAC_free(mac) }
        guard let context = EVP_MAC_CTX_new(mac) else {
            preconditionFailure("libcrypto could not make an HMAC context")
        }
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
        self.context = Mutex(Context(pointer: context))
    }

    func code(for message: Span<UInt8>) -> [UInt8] {
        message.withUnsafeBufferPointer { message in
            context.withLock { context in
                let isReady = EVP_MAC_init(context.pointer, nil, 0, nil)
                precondition(isReady == 1, "libcrypto could not set an HMAC back to its key")
                let updated = EVP_MAC_update(context.pointer, message.baseAddress, message.count)
                precondition(updated == 1, "libcrypto could not extend an HMAC")
                return [UInt8](unsafeUninitializedCapacity: HMACSHA256.codeBytes) { buffer, count in
                    let bytes = buffer.baseAddress
                    let finished = EVP_MAC_final(context.pointer, bytes, &count, buffer.count)
                    precondition(finished == 1, "libcrypto could not finish an HMAC")
                }
            }
        }
    }
}
