import Wire

/// Where a command's results go, in the form that was asked for.
final class Printer {
    let format: OutputFormat
    let width: Int?
    let isColoured: Bool
    let output: StandardOutput

    init(
        format: OutputFormat,
        width: Int? = nil,
        isColoured: Bool = false,
        output: StandardOutput = StandardOutput()
    ) {
        self.format = format
        self.width = width
        self.isColoured = isColoured
        self.output = output
    }

    /// One line for people; programs do not get it.
    func note(_ text: String) {
        guard format == .table else { return }
        let plain = TerminalText.plain(text)
        output.line(isColoured ? Paint.dim.applied(to: plain) : plain)
    }

    /// The line above a part of a page, for people.
    func heading(_ text: String) {
        guard format == .table else { return }
        output.line("")
        output.line(isColoured ? Paint.bold.applied(to: text) : text)
    }

    /// A message as one JSON document.
    func json(_ message: some Message) throws(CommandError) {
        output.line(try MessageJSON.text(message))
    }

    /// A list of rows, whole.
    ///
    /// - Parameters:
    ///   - rows: What to show.
    ///   - columns: Which columns, in order.
    func rows<Row>(_ rows: [Row], _ columns: [Column<Row>]) {
        switch format {
        case .csv:
            output.write(CSV.record(columns.map(\.name)))
            csv(rows, columns)
        case .table, .json:
            let table = Table(
                headings: columns.map { .init(title: $0.title, isNumeric: $0.alignment == .right) },
                rows: rows.map { row in columns.map { $0.cell(row) } }
            )
            for line in table.lines(width: width, isColoured: isColoured) { output.line(line) }
        }
    }

    /// More rows of a list whose CSV header is out already.
    func csv<Row>(_ rows: [Row], _ columns: [Column<Row>]) {
        for row in rows {
            let cells = columns.map { $0.cell(row) }
            output.write(CSV.record(cells.map { $0.raw ?? $0.text }))
        }
    }

    /// One thing as titles and values, a line each; values that are empty are left out.
    func properties(_ properties: [(title: String, cell: Cell)]) {
        switch format {
        case .csv:
            output.write(CSV.record(properties.map(\.title)))
            output.write(CSV.record(properties.map { $0.cell.raw ?? $0.cell.text }))
        case .table, .json:
            let shown = properties.filter { !$0.cell.text.isEmpty }
            let titleWidth = shown.reduce(0) { max($0, TextWidth.of($1.title)) }
            for (title, cell) in shown {
                let padding = String(repeating: " ", count: titleWidth - TextWidth.of(title) + 2)
                let text = TerminalText.isolated(TerminalText.plain(cell.text))
                let name = isColoured ? Paint.dim.applied(to: title) : title
                output.line(
                    name + padding + (isColoured ? cell.paint?.applied(to: text) ?? text : text)
                )
            }
        }
    }
}
