/// One value of a table: its text, and how a terminal shows it.
struct Cell: Equatable, Sendable {
    var text: String
    var paint: Paint?
    /// What programs read in place of `text`, where that is shortened or phrased for people.
    var raw: String?

    init(_ text: String, paint: Paint? = nil, raw: String? = nil) {
        self.text = text
        self.paint = paint
        self.raw = raw
    }

    init(_ number: some BinaryInteger) {
        self.init(String(number))
    }
}

/// One column of a list: its name for programs, its title for people, and its value in a row.
struct Column<Row>: Sendable {
    /// The CSV header and the word for `--columns`.
    let name: String
    let title: String
    let alignment: ColumnAlignment
    let cell: @Sendable (Row) -> Cell

    init(
        _ name: String,
        _ title: String,
        alignment: ColumnAlignment = .left,
        _ cell: @escaping @Sendable (Row) -> Cell
    ) {
        self.name = name
        self.title = title
        self.alignment = alignment
        self.cell = cell
    }

    /// The same column of rows that hold such a row.
    func of<Outer>(_ row: @escaping @Sendable (Outer) -> Row) -> Column<Outer> {
        Column<Outer>(name, title, alignment: alignment) { cell(row($0)) }
    }
}

/// On which side of its column a value stands.
enum ColumnAlignment: Sendable {
    case left
    case right
}
