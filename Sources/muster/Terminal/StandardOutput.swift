import Glibc

/// Text on its way to a standard stream, in large pieces.
///
/// Everything written is out once `flush` returns, or when the value dies.
final class StandardOutput: TextOutputStream {
    private let descriptor: CInt
    private var pending: [UInt8] = []
    /// Whether everything so far has reached whoever reads.
    private(set) var hasReader = true
    private static let pendingBytesMax = 64 * 1024

    init(_ descriptor: CInt = STDOUT_FILENO) {
        self.descriptor = descriptor
    }

    deinit { flush() }

    func write(_ text: String) {
        pending.append(contentsOf: text.utf8)
        if pending.count >= Self.pendingBytesMax { flush() }
    }

    func line(_ text: String) {
        write(text + "\n")
    }

    func flush() {
        var rest = pending[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            // Nobody reads any more: there is nobody to tell either.
            guard count > 0 else {
                hasReader = false
                break
            }
            rest = rest.dropFirst(count)
        }
        pending.removeAll(keepingCapacity: true)
    }
}
