import Testing

/// docs/graph-rules.md names tests that exist.
@Suite struct GraphRulesTests {
    private func table() throws -> RuleTable {
        try RuleTable(in: "docs/graph-rules.md", columns: 3)
    }

    @Test func everyRuleHasItsRow() throws {
        #expect(try table().rows.map(\.number) == Array(1...35) + Array(1...21))
    }

    @Test func everyTestThatIsNamedExists() throws {
        let tests = try RuleTable.everyTest()
        for row in try table().rows {
            if row.tests.isEmpty {
                #expect(
                    row.holds.hasPrefix("Left "),
                    "rule \(row.number) has neither test nor reason"
                )
            }
            for name in row.tests {
                #expect(tests.contains(name), "rule \(row.number): there is no test \(name)")
            }
        }
    }
}
