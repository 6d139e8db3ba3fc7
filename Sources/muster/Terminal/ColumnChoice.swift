/// Picks columns by name, for `--columns`.
enum ColumnChoice {
    /// The columns that `names` asks for, comma-separated and in that order.
    ///
    /// - Parameters:
    ///   - names: What the caller wrote; `nil` for the default.
    ///   - all: Every column there is.
    ///   - standard: The names of the default.
    /// - Returns: The columns.
    /// - Throws: A usage error that names the unknown column and every known one.
    static func columns<Row>(
        _ names: String?,
        of all: [Column<Row>],
        standard: [String]
    ) throws(CommandError) -> [Column<Row>] {
        let wanted = names.map { $0.split(separator: ",").map(String.init) } ?? standard
        guard !wanted.isEmpty else {
            throw CommandError(.usage, "--columns: name at least one column")
        }
        var columns: [Column<Row>] = []
        for name in wanted {
            guard let column = all.first(where: { $0.name == name }) else {
                let known = all.map(\.name).joined(separator: ", ")
                throw CommandError(
                    .usage,
                    "--columns: there is no column \"\(name)\"; there are \(known)"
                )
            }
            columns.append(column)
        }
        return columns
    }
}
