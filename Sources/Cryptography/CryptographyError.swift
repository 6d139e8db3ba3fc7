import CLibCrypto

/// A libcrypto call that failed: what we were doing, and OpenSSL's own reason.
///
/// Neither text ever holds key material, a plaintext or a secret.
public struct CryptographyError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What was being done, as a phrase: "read the private key".
    public let operation: String
    /// Why it failed, in OpenSSL's words where it gave any.
    public let reason: String

    public var description: String { "could not \(operation): \(reason)" }

    public init(_ operation: String, because reason: String) {
        self.operation = operation
        self.reason = reason
    }

    /// Takes the reason from this thread's OpenSSL error queue and empties the queue, so that a
    /// later failure cannot be explained by an old error.
    init(_ operation: String) {
        let code = ERR_get_error()
        ERR_clear_error()
        let reason = code == 0 ? nil : ERR_reason_error_string(code).map { String(cString: $0) }
        self.init(operation, because: reason ?? "OpenSSL gave no reason (code \(code))")
    }
}
