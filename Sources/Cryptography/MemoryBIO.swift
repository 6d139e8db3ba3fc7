import CLibCrypto

/// A memory BIO, freed when the value dies.
struct MemoryBIO: ~Copyable {
    let pointer: OpaquePointer

    init() {
        guard let pointer = BIO_new(BIO_s_mem()) else {
            preconditionFailure("libcrypto could not make a memory BIO")
        }
        self.pointer = pointer
    }

    /// A BIO that holds a copy of `text`.
    init(_ text: String) {
        self.init()
        let bytes = Array(text.utf8)
        var written = 0
        precondition(
            BIO_write_ex(pointer, bytes, bytes.count, &written) == 1 || bytes.isEmpty,
            "libcrypto could not fill a memory BIO"
        )
    }

    deinit { BIO_free(pointer) }

    /// Everything written into the BIO and not yet read.
    func contents() -> String {
        var bytes = [UInt8](repeating: 0, count: BIO_ctrl_pending(pointer))
        var read = 0
        guard BIO_read_ex(pointer, &bytes, bytes.count, &read) == 1 else { return "" }
        return String(decoding: bytes.prefix(read), as: UTF8.self)
    }
}
