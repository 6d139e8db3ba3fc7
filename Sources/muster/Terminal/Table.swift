/// A list as lines of a terminal: a header, then one line for each row, none wider than the terminal.
///
/// Columns are as wide as their longest value; while the table is too wide, the widest columns give way,
/// and what does not fit ends in an ellipsis. The first column says what a row is about: it keeps a share of the line.
struct Table {
    struct Heading: Equatable {
        var title: String
        var isNumeric = false
    }

    var headings: [Heading]
    var rows: [[Cell]]

    /// Between two columns.
    private static let gap = 2
    /// A column is not made narrower than this, even if the table is then too wide.
    private static let columnWidthMin = 4
    /// The first column is not made narrower than this part of the line.
    private static let firstColumnShare = 5

    /// The lines for a terminal.
    ///
    /// - Parameters:
    ///   - width: The terminal's columns; `nil` when there is no limit.
    ///   - isColoured: Whether colours are wanted.
    /// - Returns: The lines, without trailing spaces.
    func lines(width: Int?, isColoured: Bool) -> [String] {
        let header = headings.map { Cell($0.title, paint: .bold) }
        let shown =
            [header]
            + rows.map { row in
                row.map { Cell(TerminalText.plain($0.text), paint: $0.paint) }
            }
        var widths = headings.indices.map { column in
            shown.reduce(0) { max($0, TextWidth.of($1[column].text)) }
        }
        if let width { Self.fit(&widths, into: width) }
        return shown.map { line($0, widths, isColoured: isColoured, isTerminal: width != nil) }
    }

    /// Takes columns from the widest until the table fits.
    static func fit(_ widths: inout [Int], into width: Int) {
        let gaps = gap * max(0, widths.count - 1)
        var floors = widths.map { min($0, columnWidthMin) }
        if let first = widths.first {
            let room = width - gaps - floors.dropFirst().reduce(0, +)
            floors[0] = min(first, max(columnWidthMin, min(width / firstColumnShare, room)))
        }
        var excess = widths.reduce(0, +) + gaps - width
        while excess > 0 {
            let yielding = widths.indices.filter { widths[$0] > floors[$0] }
            guard let widest = yielding.map({ widths[$0] }).max() else { return }
            let sharers = yielding.filter { widths[$0] == widest }
            let next = yielding.map { widths[$0] }.filter { $0 < widest }.max() ?? 0
            let floor = sharers.reduce(next) { max($0, floors[$1]) }
            let wanted = (excess + sharers.count - 1) / sharers.count
            let step = max(1, min(widest - floor, wanted))
            for index in sharers where excess > 0 {
                let taken = min(step, excess)
                widths[index] -= taken
                excess -= taken
            }
        }
    }

    private func line(
        _ cells: [Cell],
        _ widths: [Int],
        isColoured: Bool,
        isTerminal: Bool
    ) -> String {
        var line = ""
        var pending = 0
        for (column, cell) in cells.enumerated() {
            let text = TerminalText.truncated(cell.text, to: widths[column])
            let padding = widths[column] - TextWidth.of(text)
            if headings[column].isNumeric { pending += padding }
            if !text.isEmpty {
                line += String(repeating: " ", count: pending)
                pending = 0
                let shown = isTerminal ? TerminalText.isolated(text) : text
                line += isColoured ? cell.paint?.applied(to: shown) ?? shown : shown
            }
            if !headings[column].isNumeric { pending += padding }
            pending += Self.gap
        }
        return line
    }
}
