internal import CLibSSL

/// The server's half of one TLS connection as bytes in and bytes out, through two memory BIOs.
///
/// It never touches a socket. After any call the owner writes what `encrypted` holds.
struct TLSEngine: ~Copyable {
    /// How a step of the engine ended.
    enum Outcome: Equatable { case progressed(Int), wantsInput, closed, failed }

    private let handle: OpaquePointer
    private let input: OpaquePointer
    private let output: OpaquePointer

    init?(adopting handle: OpaquePointer) {
        guard let input = BIO_new(BIO_s_mem()), let output = BIO_new(BIO_s_mem()) else {
            SSL_free(handle)
            return nil
        }
        SSL_set_bio(handle, input, output)
        SSL_set_accept_state(handle)
        self.handle = handle
        self.input = input
        self.output = output
    }

    deinit { SSL_free(handle) }

    /// Takes bytes that came from the socket; false when memory ran out.
    mutating func feed(_ bytes: UnsafeRawBufferPointer) -> Bool {
        BIO_write(input, bytes.baseAddress, CInt(bytes.count)) == CInt(bytes.count)
    }

    /// Goes on with the handshake; `progressed` when it is complete.
    mutating func handshake() -> Outcome {
        ERR_clear_error()
        return outcome(of: SSL_do_handshake(handle))
    }

    /// Decrypts what is complete; to be repeated until it wants input.
    mutating func decrypt(into buffer: UnsafeMutableRawBufferPointer) -> Outcome {
        ERR_clear_error()
        return outcome(of: SSL_read(handle, buffer.baseAddress, CInt(buffer.count)))
    }

    /// Encrypts all of `bytes`; a memory BIO grows, so it is all or nothing.
    mutating func encrypt(_ bytes: UnsafeRawBufferPointer) -> Bool {
        ERR_clear_error()
        var offset = 0
        while offset < bytes.count {
            let written = SSL_write(
                handle,
                bytes.baseAddress.map { $0 + offset },
                CInt(bytes.count - offset)
            )
            guard written > 0 else { return false }
            offset += Int(written)
        }
        return true
    }

    /// Queues the closing alert.
    mutating func close() {
        ERR_clear_error()
        SSL_shutdown(handle)
        ERR_clear_error()
    }

    /// The bytes that belong on the socket, valid until the next call on this engine.
    var encrypted: UnsafeRawBufferPointer {
        var start: UnsafeMutablePointer<CChar>?
        let count = shim_BIO_get_mem_data(output, &start)
        return UnsafeRawBufferPointer(start: start, count: max(0, count))
    }

    /// The number of bytes that `encrypted` holds.
    var encryptedByteCount: Int { Int(BIO_ctrl_pending(output)) }

    /// Removes bytes that the socket has taken.
    mutating func wrote(_ count: Int, scratch: UnsafeMutableRawBufferPointer) {
        if count == encryptedByteCount {
            _ = shim_BIO_reset(output)
            return
        }
        var left = count
        while left > 0 {
            let taken = BIO_read(output, scratch.baseAddress, CInt(min(left, scratch.count)))
            guard taken > 0 else { return }
            left -= Int(taken)
        }
    }

    private func outcome(of result: CInt) -> Outcome {
        guard result <= 0 else { return .progressed(Int(result)) }
        let code = SSL_get_error(handle, result)
        ERR_clear_error()
        switch code {
        case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: return .wantsInput
        case SSL_ERROR_ZERO_RETURN: return .closed
        default: return .failed
        }
    }
}
