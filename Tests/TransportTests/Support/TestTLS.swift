import CLibSSL
import Glibc

/// The client's half of a TLS connection on a blocking socket.
final class TestTLS {
    private let context: OpaquePointer?
    private let handle: OpaquePointer?
    let isConnected: Bool

    init(_ socket: CInt, protocols: [UInt8] = [2] + Array("h2".utf8)) {
        context = SSL_CTX_new(TLS_client_method())
        handle = SSL_new(context)
        if !protocols.isEmpty { SSL_set_alpn_protos(handle, protocols, UInt32(protocols.count)) }
        SSL_set_fd(handle, socket)
        isConnected = SSL_connect(handle) == 1
        ERR_clear_error()
    }

    deinit {
        SSL_free(handle)
        SSL_CTX_free(context)
    }

    func write(_ bytes: [UInt8]) {
        guard isConnected, !bytes.isEmpty else { return }
        SSL_write(handle, bytes, CInt(bytes.count))
        ERR_clear_error()
    }

    func read(_ buffer: inout [UInt8]) -> Int {
        guard isConnected else { return -1 }
        let count = SSL_read(handle, &buffer, CInt(buffer.count))
        ERR_clear_error()
        return Int(count)
    }

    /// The certificate's subject, as the server sent it.
    var subject: String {
        var name = [CChar](repeating: 0, count: 256)
        guard let certificate = SSL_get1_peer_certificate(handle) else { return "" }
        X509_NAME_oneline(X509_get_subject_name(certificate), &name, 256)
        X509_free(certificate)
        return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// The protocol version of the connection.
    var version: String { SSL_get_version(handle).map { String(cString: $0) } ?? "" }
}
