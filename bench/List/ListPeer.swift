import Directory
import Foundation

/// SQLite with the rows of a list, in a child process that times its own loop.
///
/// Its host is Python's `sqlite3`, which keeps the statements prepared; what it adds to a page is counted too.
final class ListPeer {
    let version: String
    private let child: ChildProcess
    private let folder: TemporaryFolder

    /// Loads the rows of `directory`; `nil` when there is no Python with `sqlite3`.
    init?(_ directory: ListDirectory, options: BenchOptions) throws {
        guard let python = options.python else { return nil }
        let program = "\(options.peersPath)/list_page.py"
        guard FileManager.default.fileExists(atPath: program) else { return nil }
        folder = try TemporaryFolder()
        let rows = folder.path("rows")
        try Self.write(directory.rows, to: rows)
        guard let child = try? ChildProcess([python, program, folder.path("pages.sqlite"), rows]),
            let ready = try? child.nextLine(), ready.hasPrefix("ready ")
        else { return nil }
        self.child = child
        version = String(ready.dropFirst("ready ".count))
    }

    func digest(ofPage page: Int) throws -> String {
        try child.ask("digest \(page)")
    }

    /// The time of one of `count` pages or rows, after checking that there were `rowCount` rows.
    func time(_ command: String, count: Int, rowCount: Int) throws -> Duration {
        let words = try child.ask(command).split(separator: " ")
        guard words.count == 2, let seconds = Double(words[0]) else {
            throw BenchFailure("sqlite gave no time")
        }
        guard Int(words[1]) == rowCount else {
            throw BenchFailure("sqlite gave \(words[1]) rows and not \(rowCount)")
        }
        return .seconds(seconds) / count
    }

    private static func write(_ rows: [ListDirectory.Row], to path: String) throws {
        var content: [UInt8] = []
        for row in rows {
            var id: [UInt8] = []
            for word in [row.publicID.high, row.publicID.low] {
                for shift in stride(from: UInt64(56), through: 0, by: -8) {
                    id.append(UInt8(truncatingIfNeeded: word >> shift))
                }
            }
            for field in [row.name, id, row.bytes] {
                for shift in stride(from: 0, through: 24, by: 8) {
                    content.append(UInt8(truncatingIfNeeded: field.count >> shift))
                }
                content.append(contentsOf: field)
            }
        }
        try Data(content).write(to: URL(fileURLWithPath: path))
    }
}
