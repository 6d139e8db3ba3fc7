import Glibc
import Wire

/// The file in which `muster watch` notes how far it has come: a `ResumePoint` as JSON.
///
/// It is replaced as a whole, and durably before the next step is shown: a crash leaves the old point or the
/// new one.
struct WatchState {
    let path: String

    /// - Throws: A usage error when the file's folder is not there.
    init(_ path: String) throws(CommandError) {
        self.path = path
        guard access(Self.folder(of: path), W_OK | X_OK) == 0 else {
            throw CommandError(.usage, "cannot write to the folder of \(path): \(Self.reason)")
        }
    }

    /// What is noted; `nil` when there is no file yet.
    func read() throws(CommandError) -> V1.ResumePoint? {
        guard access(path, F_OK) == 0 else { return nil }
        let text = String(decoding: try InputFile.contents(of: path), as: UTF8.self)
        do throws(CommandError) {
            let point = try MessageJSON.message(text, as: V1.ResumePoint.self)
            guard !point.token.isEmpty else { throw CommandError(.usage, "the token is missing") }
            return point
        } catch {
            throw CommandError(.usage, "\(path) is no state of muster watch: \(error.message)")
        }
    }

    /// Notes a point in place of the one before.
    func write(_ point: V1.ResumePoint) throws(CommandError) {
        let text = Array((try MessageJSON.text(point) + "\n").utf8)
        let draft = "\(path).new"
        // The token opens a stream only for whoever has the caller's credentials; still, it is nobody's business.
        let file = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure(draft) }
        var isWritten = Glibc.write(file, text, text.count) == text.count
        isWritten = isWritten && fsync(file) == 0
        let problem = isWritten ? nil : failure(draft)
        close(file)
        if let problem { throw problem }
        guard rename(draft, path) == 0 else { throw failure(path) }
        let folder = open(Self.folder(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw failure(path) }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw failure(path) }
    }

    private func failure(_ path: String) -> CommandError {
        CommandError(.failure, "cannot write \(path): \(Self.reason)")
    }

    private static var reason: String { String(cString: strerror(errno)) }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
