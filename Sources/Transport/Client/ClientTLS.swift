internal import CLibSSL

/// Which server certificates a client believes.
public enum ClientTrust: Hashable, Sendable {
    /// Those that the system's authorities have signed.
    case system
    /// Those that the certificates in this PEM file have signed, or are.
    case authorities(file: String)
    /// Any; refused unless the server is this machine itself.
    case anyOnLoopback
}

/// The client half of one TLS connection as bytes in, bytes out, through two memory BIOs.
///
/// The server's certificate is checked against the trust and the host's name before any byte of ours
/// is encrypted.
struct ClientTLS: ~Copyable {
    private let handle: OpaquePointer
    private let input: OpaquePointer
    private let output: OpaquePointer
    private let address: ServerAddress

    init(_ address: ServerAddress, trust: ClientTrust) throws(RPCStatus) {
        guard let context = SSL_CTX_new(TLS_client_method()) else { throw Self.outOfMemory }
        defer { SSL_CTX_free(context) }
        try Self.configure(context, address, trust)
        guard let handle = SSL_new(context) else { throw Self.outOfMemory }
        guard let input = BIO_new(BIO_s_mem()) else {
            SSL_free(handle)
            throw Self.outOfMemory
        }
        guard let output = BIO_new(BIO_s_mem()) else {
            BIO_free(input)
            SSL_free(handle)
            throw Self.outOfMemory
        }
        SSL_set_bio(handle, input, output)
        SSL_set_connect_state(handle)
        guard Self.setName(of: address, on: handle) else {
            SSL_free(handle)
            throw Self.outOfMemory
        }
        self.handle = handle
        self.input = input
        self.output = output
        self.address = address
    }

    deinit { SSL_free(handle) }

    /// Goes on with the handshake.
    ///
    /// - Returns: Whether it is complete.
    mutating func handshake() throws(RPCStatus) -> Bool {
        ERR_clear_error()
        let result = SSL_do_handshake(handle)
        if result == 1 {
            var name: UnsafePointer<UInt8>?
            var count: UInt32 = 0
            SSL_get0_alpn_selected(handle, &name, &count)
            guard UnsafeBufferPointer(start: name, count: Int(count)).elementsEqual("h2".utf8)
            else {
                throw RPCStatus(.unavailable, "\(address) does not speak HTTP/2")
            }
            return true
        }
        if SSL_get_error(handle, result) == SSL_ERROR_WANT_READ { return false }
        throw RPCStatus(.unavailable, "cannot trust \(address): \(failure)")
    }

    /// Adds bytes from the wire.
    mutating func receive(_ bytes: ArraySlice<UInt8>) {
        bytes.withUnsafeBytes { _ = BIO_write(input, $0.baseAddress, CInt($0.count)) }
    }

    /// The next decrypted bytes; empty when more are needed from the wire, `nil` at the end.
    mutating func decrypt() throws(RPCStatus) -> [UInt8]? {
        ERR_clear_error()
        var bytes = [UInt8](repeating: 0, count: ClientLimits.readBytes)
        let count = SSL_read(handle, &bytes, CInt(bytes.count))
        if count > 0 {
            bytes.removeLast(bytes.count - Int(count))
            return bytes
        }
        switch SSL_get_error(handle, count) {
        case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: return []
        case SSL_ERROR_ZERO_RETURN: return nil
        default: throw RPCStatus(.unavailable, "TLS with \(address) failed: \(failure)")
        }
    }

    mutating func encrypt(_ bytes: [UInt8]) throws(RPCStatus) {
        guard !bytes.isEmpty else { return }
        ERR_clear_error()
        // A memory BIO takes everything at once.
        guard SSL_write(handle, bytes, CInt(bytes.count)) == CInt(bytes.count) else {
            throw RPCStatus(.unavailable, "TLS with \(address) failed: \(failure)")
        }
    }

    /// The next bytes for the wire; empty when there are none.
    mutating func nextOutput() -> [UInt8] {
        let waiting = BIO_ctrl_pending(output)
        guard waiting > 0 else { return [] }
        var bytes = [UInt8](repeating: 0, count: waiting)
        let count = BIO_read(output, &bytes, CInt(bytes.count))
        bytes.removeLast(bytes.count - max(0, Int(count)))
        return bytes
    }

    private static let outOfMemory = RPCStatus(.unavailable, "out of memory for TLS")

    private static func configure(
        _ context: OpaquePointer,
        _ address: ServerAddress,
        _ trust: ClientTrust
    ) throws(RPCStatus) {
        guard shim_SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 else {
            throw outOfMemory
        }
        let protocols: [UInt8] = [2] + Array("h2".utf8)
        SSL_CTX_set_alpn_protos(context, protocols, UInt32(protocols.count))
        switch trust {
        case .system:
            SSL_CTX_set_default_verify_paths(context)
            SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nil)
        case .authorities(let file):
            guard SSL_CTX_load_verify_locations(context, file, nil) == 1 else {
                throw RPCStatus(.unavailable, "cannot read certificates from \(file)")
            }
            SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nil)
        case .anyOnLoopback:
            guard address.isLoopback else {
                throw RPCStatus(
                    .unavailable,
                    "\(address) is not this machine: name the file with its authority's certificate instead"
                )
            }
            SSL_CTX_set_verify(context, SSL_VERIFY_NONE, nil)
        }
    }

    /// Sets the name that the certificate must be for.
    private static func setName(of address: ServerAddress, on handle: OpaquePointer) -> Bool {
        // An address goes into the check as such, a name also into the first message (SNI).
        if X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(handle), address.host) == 1 { return true }
        var host = Array(address.host.utf8CString)
        return SSL_set1_host(handle, address.host) == 1
            && SSL_ctrl(
                handle,
                SSL_CTRL_SET_TLSEXT_HOSTNAME,
                Int(TLSEXT_NAMETYPE_host_name),
                &host
            ) == 1
    }

    /// OpenSSL's reason for what just failed.
    private var failure: String {
        let verification = SSL_get_verify_result(handle)
        if verification != Int(X509_V_OK) {
            return String(cString: X509_verify_cert_error_string(verification))
        }
        let code = ERR_get_error()
        guard code != 0, let reason = ERR_reason_error_string(code) else {
            return "the connection ended"
        }
        return String(cString: reason)
    }
}
