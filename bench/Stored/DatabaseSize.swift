import Foundation

/// How many bytes each table of a closed store takes, its indexes included.
struct DatabaseSize: Codable, Sendable {
    var bytesByTable: [String: Int]

    /// Reads the sizes of the file at `path` through SQLite's own program; `nil` without it.
    init?(path: String) {
        let query =
            "SELECT coalesce(m.tbl_name, s.name), sum(s.pgsize) FROM dbstat s "
            + "LEFT JOIN sqlite_schema m ON m.name = s.name GROUP BY 1"
        guard let output = ChildProcess.output(of: ["sqlite3", "-readonly", path, query]) else {
            return nil
        }
        bytesByTable = [:]
        for line in output.split(separator: "\n") {
            let cells = line.split(separator: "|")
            guard cells.count == 2, let bytes = Int(cells[1]) else { return nil }
            bytesByTable[String(cells[0])] = bytes
        }
    }

    var totalBytes: Int { bytesByTable.values.reduce(0, +) }

    /// Without what the target does not count: contacts and the change log.
    var countedBytes: Int {
        bytesByTable.filter { !$0.key.hasPrefix("contact") && $0.key != "change" }.values
            .reduce(0, +)
    }

    /// The largest tables, in bytes for each of `count`.
    func summary(for count: Int) -> String {
        bytesByTable.sorted { $0.value > $1.value }.prefix(6)
            .map { "\($0.key) \(Report.number(Double($0.value) / Double(count)))" }
            .joined(separator: ", ")
    }
}
