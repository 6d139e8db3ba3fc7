import Glibc
import Synchronization

/// A directory of a test, removed with everything in it when the value goes.
final class Scratch: Sendable {
    let path: String

    private static let count = Atomic<Int>(0)

    init() {
        let number = Self.count.add(1, ordering: .relaxed).newValue
        let root = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        path = "\(root)/muster-store-\(getpid())-\(number)"
        let code = mkdir(path, 0o700)
        precondition(code == 0, "a test can make a directory of its own")
    }

    deinit { Self.remove(path) }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    static func files(in path: String) -> [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }

    static func bytes(of path: String) -> [UInt8] {
        let descriptor = open(path, O_RDONLY)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count <= 0 { return bytes }
            bytes.append(contentsOf: buffer.prefix(count))
        }
    }

    static func write(_ bytes: [UInt8], to path: String) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        precondition(descriptor >= 0, "a test can write into its own directory")
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.write(
                    descriptor,
                    buffer.baseAddress.map { $0 + written },
                    bytes.count - written
                )
            }
            precondition(count > 0, "a test can write into its own directory")
            written += count
        }
        close(descriptor)
    }

    /// Copies the files of one directory into another, as a crash would leave them.
    static func copy(_ source: String, to target: String) {
        _ = mkdir(target, 0o700)
        for name in files(in: source) where name != "lock" && !name.hasSuffix("-shm") {
            write(bytes(of: "\(source)/\(name)"), to: "\(target)/\(name)")
        }
    }

    private static func remove(_ path: String) {
        for name in files(in: path) {
            let inner = "\(path)/\(name)"
            if unlink(inner) != 0 { remove(inner) }
        }
        rmdir(path)
    }
}
