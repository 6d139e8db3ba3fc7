import Testing

/// docs/features.md has a row for every feature, says how to see it, and names tests that exist.
@Suite struct FeaturesTests {
    private func table() throws -> RuleTable {
        try RuleTable(in: "docs/features.md", columns: 4)
    }

    @Test func everyFeatureHasItsRow() throws {
        #expect(try table().rows.map(\.number) == Array(1...117))
    }

    @Test func everyFeatureCanBeSeenAndHasATest() throws {
        let tests = try RuleTable.everyTest()
        for row in try table().rows {
            #expect(row.cells.allSatisfy { !$0.isEmpty }, "feature \(row.number) is not told")
            #expect(!row.tests.isEmpty, "feature \(row.number) has no test")
            for name in row.tests {
                #expect(tests.contains(name), "feature \(row.number): there is no test \(name)")
            }
        }
    }
}
