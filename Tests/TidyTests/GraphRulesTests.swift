import Foundation
import Testing

/// docs/graph-rules.md names tests that exist.
@Suite struct GraphRulesTests {
    private struct Row {
        let number: Int
        let holds: String
    }

    /// The rows of both tables, in order.
    private func rows() throws -> [Row] {
        try SourceTree.text(of: "docs/graph-rules.md").split(separator: "\n").compactMap { line in
            let cells = line.split(separator: "|", omittingEmptySubsequences: false)
                .map { $0.trimmingCharacters(in: .whitespaces) }
            guard cells.count == 5, let number = Int(cells[1]) else { return nil }
            return Row(number: number, holds: cells[3])
        }
    }

    /// Every test of the project, as the document writes its name.
    private func everyTest() throws -> Set<String> {
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

    private func word(after mark: String, in line: String) -> String? {
        guard let place = line.range(of: mark) else { return nil }
        let name = line[place.upperBound...].prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        return name.isEmpty ? nil : String(name)
    }

    @Test func everyRuleHasItsRow() throws {
        #expect(try rows().map(\.number) == Array(1...35) + Array(1...21))
    }

    @Test func everyTestThatIsNamedExists() throws {
        let tests = try everyTest()
        for row in try rows() {
            let named = row.holds.split(separator: "`", omittingEmptySubsequences: false)
                .enumerated().filter { $0.offset % 2 == 1 }.map { String($0.element) }
            if named.isEmpty {
                #expect(
                    row.holds.hasPrefix("Left "),
                    "rule \(row.number) has neither test nor reason"
                )
            }
            for name in named {
                #expect(tests.contains(name), "rule \(row.number): there is no test \(name)")
            }
        }
    }
}
