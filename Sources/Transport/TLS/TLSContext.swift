internal import CLibSSL
internal import Glibc

/// A certificate, its key and the rules of every handshake: TLS 1.2 or later, ALPN `h2` or nothing.
///
/// It never changes once made; new files make a new context, and connections keep the one they began with.
public final class TLSContext: Sendable {
    // OpenSSL counts the references to a context atomically, and nothing changes it after `init`.
    nonisolated(unsafe) private let handle: OpaquePointer

    /// Reads a certificate chain and its key, both in PEM.
    ///
    /// - Parameters:
    ///   - certificateFile: the leaf first, then its issuers.
    ///   - keyFile: the leaf's private key, without a passphrase.
    /// - Throws: `TLSError`, naming the file at fault.
    public init(certificateFile: String, keyFile: String) throws(TLSError) {
        for file in [certificateFile, keyFile] {
            let descriptor = open(file, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else {
                throw .unreadable(file: file, reason: String(cString: strerror(errno)))
            }
            close(descriptor)
        }
        guard let handle = SSL_CTX_new(TLS_server_method()) else {
            throw .library(operation: "SSL_CTX_new")
        }
        if let error = Self.configure(handle, certificateFile: certificateFile, keyFile: keyFile) {
            ERR_clear_error()
            SSL_CTX_free(handle)
            throw error
        }
        self.handle = handle
    }

    deinit { SSL_CTX_free(handle) }

    func makeEngine() -> TLSEngine? {
        guard let engine = SSL_new(handle) else { return nil }
        return TLSEngine(adopting: engine)
    }

    private static func configure(
        _ handle: OpaquePointer,
        certificateFile: String,
        keyFile: String
    ) -> TLSError? {
        guard shim_SSL_CTX_set_min_proto_version(handle, TLS1_2_VERSION) == 1 else {
            return .library(operation: "SSL_CTX_set_min_proto_version")
        }
        // Buffers of an idle connection are given back: 14 KB instead of 48 KB each.
        _ = shim_SSL_CTX_set_mode(
            handle,
            Int(SSL_MODE_RELEASE_BUFFERS) | Int(SSL_MODE_ENABLE_PARTIAL_WRITE)
                | Int(SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER)
        )
        // HTTP/2 forbids renegotiation (RFC 9113 section 9.2.1).
        shim_SSL_CTX_forbid_renegotiation(handle)
        guard SSL_CTX_use_certificate_chain_file(handle, certificateFile) == 1 else {
            return .notPEM(file: certificateFile)
        }
        guard SSL_CTX_use_PrivateKey_file(handle, keyFile, SSL_FILETYPE_PEM) == 1 else {
            // OpenSSL compares the key with the certificate already here.
            let reason = shim_ERR_reason(ERR_peek_last_error())
            return reason == X509_R_KEY_VALUES_MISMATCH || reason == X509_R_KEY_TYPE_MISMATCH
                ? .keyDoesNotMatch(keyFile: keyFile, certificateFile: certificateFile)
                : .notPEM(file: keyFile)
        }
        guard SSL_CTX_check_private_key(handle) == 1 else {
            return .keyDoesNotMatch(keyFile: keyFile, certificateFile: certificateFile)
        }
        SSL_CTX_set_alpn_select_cb(handle, selectHTTP2, nil)
        return nil
    }
}

/// Chooses `h2` from the client's list, or refuses the handshake.
private func selectHTTP2(
    _ ssl: OpaquePointer?,
    _ chosen: UnsafeMutablePointer<UnsafePointer<UInt8>?>?,
    _ chosenCount: UnsafeMutablePointer<UInt8>?,
    _ offered: UnsafePointer<UInt8>?,
    _ offeredCount: UInt32,
    _ context: UnsafeMutableRawPointer?
) -> CInt {
    guard let offered, let chosen, let chosenCount else { return SSL_TLSEXT_ERR_ALERT_FATAL }
    var index = 0
    while index < Int(offeredCount) {
        let length = Int(offered[index])
        guard index + length < Int(offeredCount) else { break }
        if length == 2, offered[index + 1] == UInt8(ascii: "h"),
            offered[index + 2] == UInt8(ascii: "2")
        {
            chosen.pointee = offered + index + 1
            chosenCount.pointee = 2
            return SSL_TLSEXT_ERR_OK
        }
        index += length + 1
    }
    return SSL_TLSEXT_ERR_ALERT_FATAL
}
