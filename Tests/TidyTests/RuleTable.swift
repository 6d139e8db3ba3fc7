import Foundation

/// A table in docs/ whose rows are numbered in the first column and name their tests, in code marks, in the last.
struct RuleTable {
    struct Row {
        let number: Int
        /// The cells between the number and the tests.
        let cells: [String]
        let holds: String

        /// The tests that the row names.
        var tests: [String] {
            holds.split(separator: "`", omittingEmptySubsequences: false)
                .enumerated().filter { $0.offset % 2 == 1 }.map { String($0.element) }
        }
    }

    let rows: [Row]

    init(in path: String, columns: Int) throws {
        rows = try SourceTree.text(of: path).split(separator: "\n").compactMap { line in
            let cells = line.split(separator: "|", omittingEmptySubsequences: false)
                .map { $0.trimmingCharacters(in: .whitespaces) }
            guard cells.count == columns + 2, let number = Int(cells[1]) else { return nil }
            return Row(
                number: number,
                cells: Array(cells[2..<cells.count - 2]),
                holds: cells[cells.count - 2]
            )
        }
    }

    /// Every test of the project, as the documents write its name: `Suite.test` in Swift, `file::test` in Python.
    static func everyTest() throws -> Set<String> {
        var names: Set<String> = []
        for file in try SourceTree.files(under: "Tests") {
            var suite = ""
            for line in file.lines {
                if let name = word(after: "struct ", in: line), line.contains("@Suite") {
                    suite = name
                }
                if let name = word(after: "func ", in: line) { names.insert("\(suite).\(name)") }
            }
        }
        for path in try SourceTree.trackedPaths()
        where path.hasPrefix("Tests/") && path.hasSuffix(".py") {
            let file = URL(filePath: path).deletingPathExtension().lastPathComponent
            for line in try SourceTree.text(of: path).split(separator: "\n") {
                if let name = word(after: "def ", in: String(line)) {
                    names.insert("\(file)::\(name)")
                }
            }
        }
        return names
    }

    private static func word(after mark: String, in line: String) -> String? {
        guard let place = line.range(of: mark) else { return nil }
        let name = line[place.upperBound...].prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        return name.isEmpty ? nil : String(name)
    }
}
