import Directory

/// The order of a list: one column, then the name, then the public id.
///
/// Descending is the exact reverse of ascending. A cell that is absent comes before every number.
public struct ListSort: Hashable, Sendable {
    public var column: Column
    public var isDescending: Bool

    public init(_ column: Column, isDescending: Bool = false) {
        self.column = column
        self.isDescending = isDescending
    }

    public static let byName = ListSort(.name)

    public enum Column: UInt8, Hashable, Sendable, CaseIterable {
        case name = 1
        case membersMatched = 2
        case membersNotMatched = 3
        case email = 4
        case domain = 5
        case membershipType = 6
        case syncStatus = 7
        case updated = 8
        case otherMembers = 9
        case nestedGroups = 10
        case devicesMatched = 11
        case devicesNotMatched = 12
        case description = 13
    }
}

/// What a row has in the column that a list is sorted by.
enum SortValue: Hashable, Sendable {
    case number(UInt64)
    /// Folded, the first `textBytesMax` bytes.
    case text([UInt8])

    /// Texts that agree in this many bytes count as equal: the key has to fit into a page token.
    static let textBytesMax = 128

    func compared(with other: SortValue) -> Comparison {
        switch (self, other) {
        case (.number(let mine), .number(let theirs)):
            mine == theirs ? .equal : mine < theirs ? .ascending : .descending
        case (.text(let mine), .text(let theirs)):
            mine.compare(0..<mine.count, with: theirs)
        case (.number, .text): .ascending
        case (.text, .number): .descending
        }
    }
}

extension RowChunk {
    /// What `row` has in `column`; `nil` for the name, by which rows stand anyway.
    func value(_ row: Int, in column: ListSort.Column) -> SortValue? {
        if let number = number(row, in: column) { return .number(number) }
        var text: [UInt8] = []
        return appendText(row, in: column, to: &text) ? .text(text) : nil
    }

    /// The number of `row` in `column`, if the column holds numbers.
    @inline(__always)
    func number(_ row: Int, in column: ListSort.Column) -> UInt64? {
        switch column {
        case .name, .email, .domain, .description: nil
        case .membersMatched: UInt64(fields[row].membersMatched)
        case .membersNotMatched: UInt64(fields[row].membersNotMatched)
        case .otherMembers: UInt64(fields[row].otherMembers)
        case .nestedGroups: UInt64(fields[row].nestedGroups)
        case .devicesMatched: UInt64(fields[row].devicesMatched)
        case .devicesNotMatched: UInt64(fields[row].devicesNotMatched)
        case .membershipType: UInt64(fields[row].membershipType)
        case .syncStatus: UInt64(fields[row].status.rawValue)
        case .updated: UInt64(bitPattern: fields[row].updatedMilliseconds) ^ (1 << 63)
        }
    }

    /// Appends what `row` has in a column of texts, folded and cut; `false` for any other column.
    func appendText(_ row: Int, in column: ListSort.Column, to text: inout [UInt8]) -> Bool {
        let start = text.count
        switch column {
        case .domain:
            text.append(contentsOf: domains[domainRange(row)])
        case .email:
            appendFolded(RowScan.email, of: row, to: &text)
        case .description:
            appendFolded(RowScan.description, of: row, to: &text)
        case .name, .membersMatched, .membersNotMatched, .otherMembers, .nestedGroups,
            .devicesMatched, .devicesNotMatched, .membershipType, .syncStatus, .updated:
            return false
        }
        let excess = text.count - start - SortValue.textBytesMax
        if excess > 0 { text.removeLast(excess) }
        return true
    }

    private func appendFolded(_ field: Int, of row: Int, to text: inout [UInt8]) {
        guard let range = RowScan.content(of: field, in: records, rowRange(row)) else { return }
        let records = records
        CaseFolding.appendFolded(records.span.extracting(range), to: &text)
    }
}
