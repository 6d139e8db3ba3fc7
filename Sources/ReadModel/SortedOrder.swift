/// The rows of one list in the order of one column, ascending: an array of positions.
struct SortedOrder: Sendable {
    let column: ListSort.Column
    let positions: [RowTable.Position]

    /// Sorts the rows of `table`, which stand by name and id already: equal values keep that order.
    init(_ column: ListSort.Column, of table: RowTable) {
        self.column = column
        positions =
            switch column {
            case .name: table.positions()
            case .email, .domain, .description: Self.sortedByText(table, column)
            case .membersMatched, .membersNotMatched, .otherMembers, .nestedGroups,
                .devicesMatched, .devicesNotMatched, .membershipType, .syncStatus, .updated:
                Self.sortedByNumber(table, column)
            }
    }

    /// The first index whose row does not come before `key`.
    func lowerBound(_ key: PageKey, in table: RowTable) -> Int {
        var low = 0
        var high = positions.count
        while low < high {
            let middle = (low + high) / 2
            if compare(positions[middle], with: key, in: table) == .ascending {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }

    private func compare(
        _ position: RowTable.Position,
        with key: PageKey,
        in table: RowTable
    ) -> Comparison {
        let chunk = table.chunk(of: position)
        let row = RowTable.row(of: position)
        if let mine = chunk.value(row, in: column), let theirs = key.value {
            let comparison = mine.compared(with: theirs)
            if comparison != .equal { return comparison }
        }
        return chunk.compare(row, with: key.row)
    }

    private struct NumberKey {
        var number: UInt64
        var position: RowTable.Position
    }

    private static func sortedByNumber(
        _ table: RowTable,
        _ column: ListSort.Column
    ) -> [RowTable.Position] {
        var keys: [NumberKey] = []
        keys.reserveCapacity(table.count)
        for (index, chunk) in table.chunks.enumerated() {
            for row in 0..<chunk.count {
                let number = chunk.number(row, in: column) ?? 0
                let position = RowTable.position(chunk: index, row: row)
                keys.append(NumberKey(number: number, position: position))
            }
        }
        keys.sort { left, right in
            left.number != right.number
                ? left.number < right.number : left.position < right.position
        }
        return keys.map(\.position)
    }

    private static func sortedByText(
        _ table: RowTable,
        _ column: ListSort.Column
    ) -> [RowTable.Position] {
        var sorter = TextSorter(reserving: table.count)
        for (index, chunk) in table.chunks.enumerated() {
            for row in 0..<chunk.count {
                sorter.append(RowTable.position(chunk: index, row: row)) { text in
                    _ = chunk.appendText(row, in: column, to: &text)
                }
            }
        }
        return sorter.sorted()
    }
}
