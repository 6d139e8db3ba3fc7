import Glibc
import Synchronization

/// The one directory that holds everything this service keeps, locked for as long as the value lives.
///
/// Only its owner can enter it, and only one process at a time has it.
final class DataDirectory: Sendable {
    let path: String
    private let lock: Mutex<Int32?>

    init(path: String) throws(StoreError) {
        self.path = path
        try Self.prepare(path)
        lock = Mutex(try Self.takeLock(in: path))
    }

    deinit { release() }

    /// Gives the lock up, as the end of the process does; calling it again does nothing.
    func release() {
        lock.withLock { descriptor in
            if let descriptor { close(descriptor) }
            descriptor = nil
        }
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    private static func prepare(_ path: String) throws(StoreError) {
        let operation = "preparing the data directory"
        if mkdir(path, 0o700) == 0 { return }
        guard errno == EEXIST else { throw systemError(path, operation) }
        var status = stat()
        guard stat(path, &status) == 0 else { throw systemError(path, operation) }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw StoreError(.notADirectory, path: path, operation: operation)
        }
        let mode = UInt32(status.st_mode) & 0o777
        guard mode & 0o077 == 0 else {
            throw StoreError(.permissionsTooWide(mode: mode), path: path, operation: operation)
        }
    }

    private static func takeLock(in path: String) throws(StoreError) -> Int32 {
        let operation = "locking the data directory"
        let descriptor = open("\(path)/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw systemError(path, operation) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let reason: StoreError.Reason =
                errno == EWOULDBLOCK ? .lockedByProcess(holder(descriptor)) : .inputOutput
            let code = errno
            close(descriptor)
            throw StoreError(reason, path: path, operation: operation, code: code)
        }
        // Only for the message of the next one that tries; the lock itself is the kernel's.
        let text = Array("\(getpid())\n".utf8)
        guard ftruncate(descriptor, 0) == 0,
            pwrite(descriptor, text, text.count, 0) == text.count
        else {
            let error = systemError(path, operation)
            close(descriptor)
            throw error
        }
        return descriptor
    }

    private static func holder(_ descriptor: Int32) -> Int32 {
        var bytes = [UInt8](repeating: 0, count: 32)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        guard count > 0 else { return 0 }
        let text = String(decoding: bytes.prefix(count), as: UTF8.self)
        return text.split(separator: "\n").first.flatMap { Int32($0) } ?? 0
    }

    private static func systemError(_ path: String, _ operation: String) -> StoreError {
        let code = errno
        return StoreError(
            code == ENOTDIR ? .notADirectory : code == ENOSPC ? .diskFull : .inputOutput,
            path: path,
            operation: operation,
            code: code,
            detail: String(cString: strerror(code))
        )
    }
}
