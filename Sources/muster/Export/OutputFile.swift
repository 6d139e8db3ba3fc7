import Glibc

/// A file that appears under its name only when it is whole, or the standard output.
///
/// What is written goes into a file beside it; a command that fails leaves none behind.
final class OutputFile {
    let name: String
    private let path: String?
    private let descriptor: CInt
    private var isKept = false

    /// Begins to write.
    ///
    /// - Parameter path: Where the file shall be; `-` is the standard output.
    /// - Throws: Why it cannot be there.
    init(_ path: String) throws(CommandError) {
        guard path != "-" else {
            name = "standard output"
            self.path = nil
            descriptor = STDOUT_FILENO
            return
        }
        name = path
        self.path = path
        descriptor = open(path + Self.partSuffix, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else {
            throw CommandError(.usage, "cannot write \(path): \(Self.problem)")
        }
    }

    deinit {
        guard let path else { return }
        close(descriptor)
        if !isKept { unlink(path + Self.partSuffix) }
    }

    func write(_ bytes: [UInt8]) throws(CommandError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress.map { $0 + written }, $0.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                throw CommandError(.failure, "cannot write \(name): \(Self.problem)")
            }
            written += count
        }
    }

    /// Gives the file its name.
    func keep() throws(CommandError) {
        guard let path else { return }
        guard fsync(descriptor) == 0, rename(path + Self.partSuffix, path) == 0 else {
            throw CommandError(.failure, "cannot write \(name): \(Self.problem)")
        }
        isKept = true
    }

    private static let partSuffix = ".part"
    private static var problem: String { String(cString: strerror(errno)) }
}
