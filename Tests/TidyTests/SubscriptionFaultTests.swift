import Testing

/// docs/subscriptions.md says what subscriptions are held against, and names tests that exist.
@Suite struct SubscriptionFaultTests {
    @Test func everyRowNamesTestsThatExist() throws {
        let rows = try RuleTable(in: "docs/subscriptions.md", columns: 4).rows
        #expect(rows.map(\.number) == Array(1...21))
        let tests = try RuleTable.everyTest()
        for row in rows {
            #expect(row.cells.allSatisfy { !$0.isEmpty }, "row \(row.number) is not told")
            #expect(!row.tests.isEmpty, "row \(row.number) has no test")
            for name in row.tests {
                #expect(tests.contains(name), "row \(row.number): there is no test \(name)")
            }
        }
    }
}
