import Glibc

/// A file or the standard input, read in pieces.
struct InputFile: ~Copyable {
    let name: String
    /// Its length, when it is a file.
    let byteCount: UInt64?
    private let descriptor: CInt
    private static let pieceBytes = 64 * 1024
    /// More than any secret, certificate or request.
    static let smallFileBytesMax = 1024 * 1024

    /// Opens `path`; `-` is the standard input.
    init(_ path: String) throws(CommandError) {
        guard path != "-" else {
            name = "standard input"
            byteCount = nil
            descriptor = STDIN_FILENO
            return
        }
        let opened = open(path, O_RDONLY | O_CLOEXEC)
        guard opened >= 0 else {
            throw CommandError(.usage, "cannot read \(path): \(String(cString: strerror(errno)))")
        }
        var status = stat()
        let isFile = fstat(opened, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
        name = path
        byteCount = isFile ? UInt64(status.st_size) : nil
        descriptor = opened
    }

    deinit { if descriptor != STDIN_FILENO { close(descriptor) } }

    /// The next bytes; empty at the end.
    mutating func next() throws(CommandError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Self.pieceBytes)
        while true {
            let count = read(descriptor, &bytes, bytes.count)
            if count >= 0 { return Array(bytes[..<count]) }
            guard errno == EINTR else {
                throw CommandError(
                    .usage,
                    "cannot read \(name): \(String(cString: strerror(errno)))"
                )
            }
        }
    }

    /// The whole of a small file.
    static func contents(of path: String) throws(CommandError) -> [UInt8] {
        var file = try InputFile(path)
        var contents: [UInt8] = []
        while true {
            let piece = try file.next()
            if piece.isEmpty { return contents }
            contents.append(contentsOf: piece)
            guard contents.count <= smallFileBytesMax else {
                throw CommandError(.usage, "\(file.name) is over \(smallFileBytesMax) bytes")
            }
        }
    }

    /// The first line of a small file: a token or a secret, without the line end that editors add.
    static func secret(from path: String) throws(CommandError) -> String {
        let contents = try contents(of: path)
        let line = contents.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        guard !line.isEmpty else { throw CommandError(.usage, "\(path) is empty") }
        return String(decoding: line, as: UTF8.self)
    }
}
