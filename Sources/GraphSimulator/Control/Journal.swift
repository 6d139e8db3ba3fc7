import FoundationEssentials
import Glibc

/// A file of the commands that were applied, so that a restarted simulator holds the same truth.
///
/// One command is one line of JSON. A command is in the file before its effect is seen; a last
/// line that was cut off is dropped.
public struct Journal: Sendable {
    /// A command and when it was applied.
    public struct Entry: Codable, Sendable, Equatable {
        /// The simulation's seed, without which the command does not mean the same.
        let seed: UInt64
        let atSeconds: Int64
        let command: ControlCommand
    }

    private let path: String

    /// A journal in the file at `path`, which need not exist yet.
    public init(path: String) {
        self.path = path
    }

    /// The entries of the file, oldest first.
    ///
    /// - Throws: `ControlFailure` where a line but the last is not a command.
    public func read() throws(ControlFailure) -> [Entry] {
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ControlFailure("the journal '\(path)' is not readable")
        }
        let lines = data.split(separator: UInt8(ascii: "\n"))
        var entries: [Entry] = []
        var goodBytes = 0
        for (index, line) in lines.enumerated() {
            if let entry = try? JSONDecoder().decode(Entry.self, from: Data(line)) {
                entries.append(entry)
                goodBytes += line.count + 1
            } else if index < lines.count - 1 {
                throw ControlFailure("line \(index + 1) of the journal '\(path)' is not a command")
            }
        }
        // What comes next must not be written behind half a line.
        if goodBytes != data.count { _ = unsafe truncate(path, goodBytes) }
        return entries
    }

    func append(_ entry: Entry) throws(ControlFailure) {
        guard var line = try? JSONEncoder().encode(entry) else {
            throw ControlFailure("the command cannot be written down")
        }
        line.append(UInt8(ascii: "\n"))
        let file = unsafe open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw ControlFailure("the journal '\(path)' cannot be opened") }
        defer { close(file) }
        let bytes = Array(line)
        guard unsafe write(file, bytes, bytes.count) == bytes.count else {
            throw ControlFailure("the journal '\(path)' cannot be written")
        }
    }
}
