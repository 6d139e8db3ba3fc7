import ArgumentParser

/// How much of a list is wanted: a page, the next page, or everything.
struct PagingOptions: ParsableArguments {
    @Option(help: .init("Rows of a page, 1 to 1000.", valueName: "rows"))
    var pageSize: UInt32 = 50

    @Option(help: .init("Go on where the page before ended.", valueName: "token"))
    var pageToken: String?

    @Flag(help: "Everything instead of one page.")
    var all = false

    func validate() throws {
        guard (1...1000).contains(pageSize) else {
            throw ValidationError("--page-size must be 1 to 1000.")
        }
        if all, pageToken != nil {
            throw ValidationError("--all and --page-token exclude each other.")
        }
    }

    /// The page size of a request, where 0 asks for everything.
    var wirePageSize: UInt32 { all ? 0 : pageSize }

    /// The line that says how much was shown and how to see more.
    ///
    /// - Parameters:
    ///   - noun: What is counted, in the singular.
    ///   - count: How many were shown.
    ///   - total: How many there are; 0 when that is not known.
    ///   - next: The token of the next page; empty at the end.
    /// - Returns: The line.
    func summary(_ noun: String, _ count: UInt64, of total: UInt64, next: String) -> String {
        let whole = max(total, count)
        let things = "\(noun)\(whole == 1 ? "" : "s")"
        guard !next.isEmpty else {
            return count == whole ? "\(count) \(things)" : "\(count) of \(whole) \(things)"
        }
        let shown = total > 0 ? "\(count) of \(total) \(things)" : "\(count) \(things) so far"
        return "\(shown); --all shows the rest, --page-token \(next) the next page"
    }
}
