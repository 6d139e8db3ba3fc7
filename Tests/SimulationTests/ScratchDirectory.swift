import Glibc

/// A directory of its own for one test, removed with everything in it when the value goes.
final class ScratchDirectory: Sendable {
    let path: String

    init() {
        // In memory where that is possible: nothing here has to outlive the machine.
        let folder = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
        var template = Array("\(folder)/muster-simulation-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            preconditionFailure("a directory for a test could not be made: errno \(errno)")
        }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        Self.remove(path)
    }

    private static func remove(_ path: String) {
        if let directory = opendir(path) {
            while let entry = readdir(directory) {
                let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                }
                if name != "." && name != ".." { remove("\(path)/\(name)") }
            }
            closedir(directory)
            _ = rmdir(path)
        } else {
            _ = unlink(path)
        }
    }
}
