import Glibc

/// Small files that only their owner may read: keys, tokens, the endpoint.
enum PrivateFile {
    /// Writes a whole file with mode 0600, durable before it appears under its name.
    static func write(_ bytes: [UInt8], to path: String) throws(SettingsError) {
        let temporary = path + ".new"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(path, errno) }
        fchmod(descriptor, 0o600)
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            guard count > 0 else {
                let code = errno
                if count < 0, code == EINTR { continue }
                close(descriptor)
                unlink(temporary)
                throw failure(path, code)
            }
            written += count
        }
        let isDurable = fsync(descriptor) == 0
        close(descriptor)
        guard isDurable, rename(temporary, path) == 0 else {
            let code = errno
            unlink(temporary)
            throw failure(path, code)
        }
    }

    /// Reads at most `bytesMax` bytes of a file.
    static func read(_ path: String, bytesMax: Int) throws(SettingsError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path, errno) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while bytes.count < bytesMax {
            let wanted = min(chunk.count, bytesMax - bytes.count)
            let count = chunk.withUnsafeMutableBytes {
                Glibc.read(descriptor, $0.baseAddress, wanted)
            }
            if count == 0 { break }
            guard count > 0 else {
                let code = errno
                if code == EINTR { continue }
                throw failure(path, code)
            }
            bytes += chunk[..<count]
        }
        return bytes
    }

    private static func failure(_ path: String, _ code: Int32) -> SettingsError {
        SettingsError(
            path,
            SystemError.text(code),
            remedy: "check the path, its permissions and the free space"
        )
    }
}

/// What the system says of an error number.
enum SystemError {
    static func text(_ code: Int32) -> String {
        String(cString: strerror(code))
    }
}
