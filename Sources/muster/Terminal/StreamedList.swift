import Client
import Glibc
import Wire

/// A list that arrives in messages, shown in whichever form was asked for.
///
/// JSON is one document, as if the whole list had come in one message; CSV goes out as it comes; a table
/// waits for the end, because its columns are as wide as their longest value.
struct StreamedList<Response: Message, Row> {
    let printer: Printer
    let columns: [Column<Row>]
    /// The rows of one message.
    let rows: (Response) -> [Row]
    private var merged = Response()
    private var kept: [Row] = []
    private var count: UInt64 = 0

    init(_ printer: Printer, _ columns: [Column<Row>], rows: @escaping (Response) -> [Row]) {
        self.printer = printer
        self.columns = columns
        self.rows = rows
    }

    /// Shows a whole call.
    ///
    /// - Parameters:
    ///   - call: The call, with its request sent.
    ///   - footer: The lines below a table, from the last message and the number of rows shown.
    /// - Throws: The status of the call.
    mutating func show<Request>(
        _ call: TypedCall<Request, Response>,
        footer: (Response, UInt64) -> [String] = { _, _ in [] }
    ) throws {
        if printer.format == .csv { printer.rows([], columns) }
        var last = Response()
        while let message = try call.next() {
            let rows = rows(message)
            count += UInt64(rows.count)
            switch printer.format {
            case .json: try merged.merge(message.encoded())
            case .csv: printer.csv(rows, columns)
            case .table: kept += rows
            }
            last = message
        }
        switch printer.format {
        case .json:
            try printer.json(merged)
        case .csv:
            break
        case .table:
            if !kept.isEmpty { printer.rows(kept, columns) }
            for line in footer(last, count) where !line.isEmpty { printer.note(line) }
        }
    }
}

/// The present, in seconds since 1970-01-01T00:00:00Z.
enum Now {
    static var seconds: Int64 { Int64(time(nil)) }
}
