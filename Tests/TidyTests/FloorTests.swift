import Testing

/// Imports go down the floors of docs/architecture.md, and nowhere else.
@Suite struct FloorTests {
    private struct Row {
        let floor: Int
        let allowed: Set<String>
    }

    /// The table's rows by module; reading fails when the table is gone or changed its shape.
    private func table() throws -> [String: Row] {
        var rows: [String: Row] = [:]
        for line in try SourceTree.text(of: "docs/architecture.md").split(separator: "\n") {
            let cells = line.split(separator: "|", omittingEmptySubsequences: false)
                .map { $0.trimmingPrefix { $0 == " " } }
                .map { String($0.reversed().drop { $0 == " " }.reversed()) }
            guard cells.count == 6, let floor = Int(cells[1]) else { continue }
            let names = (cells[3] + "," + cells[4]).split(separator: ",")
                .map { $0.filter { $0 != " " } }
                .filter { $0 != "–" }
            rows[cells[2]] = Row(floor: floor, allowed: Set(names))
        }
        return rows
    }

    /// The module that an import line names, or `nil` for any other line.
    private func importedModule(_ line: String) -> String? {
        var words = line.split(separator: " ").map(String.init)
        while let first = words.first,
            first.hasPrefix("@") || ["public", "package", "internal", "private"].contains(first)
        {
            words.removeFirst()
        }
        guard words.first == "import", words.count >= 2 else { return nil }
        let kinds: Set = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
        let name = kinds.contains(words[1]) && words.count > 2 ? words[2] : words[1]
        return name.split(separator: ".").first.map(String.init)
    }

    @Test func everyImportIsAllowedByTheTable() throws {
        let table = try table()
        #expect(table.count >= 16, "the table of floors could not be read")
        for file in try SourceTree.files(under: "Sources") {
            let module = try #require(table[file.module], "\(file.path): no row for \(file.module)")
            for name in file.lines.compactMap(importedModule) {
                #expect(module.allowed.contains(name), "\(file.path) imports \(name)")
            }
        }
        let bench = try #require(table["muster-bench"])
        // A peer is another's server, in a package of its own.
        for file in try SourceTree.files(under: "bench") where file.module != "peers" {
            for name in file.lines.compactMap(importedModule) {
                #expect(bench.allowed.contains(name), "\(file.path) imports \(name)")
            }
        }
    }

    @Test func theTableItselfGoesDownward() throws {
        let table = try table()
        for (name, row) in table {
            for allowed in row.allowed {
                guard let below = table[allowed] else { continue }
                #expect(
                    below.floor < row.floor,
                    "\(name) may import \(allowed), which is not below it"
                )
            }
        }
    }

    @Test func eachDoorHasOneModuleThatImportsIt() throws {
        var importers: [String: Set<String>] = [:]
        for file in try SourceTree.files(under: "Sources") {
            for name in file.lines.compactMap(importedModule) where name.hasPrefix("C") {
                importers[name, default: []].insert(file.module)
            }
        }
        for door in ["CNGHTTP2", "CLibSSL", "CLibCrypto", "CCurl"] {
            #expect(importers[door]?.count == 1, "\(door): \(importers[door] ?? [])")
        }
    }
}
