import ArgumentParser
import Wire

/// The form of an import file.
enum ImportFormat: String, CaseIterable, ExpressibleByArgument {
    case csv
    case jsonl

    /// The form that a file's name tells; CSV where it tells nothing.
    init(fileName: String) {
        let ending = fileName.split(separator: ".").last?.lowercased() ?? ""
        self = ["jsonl", "ndjson", "json"].contains(ending) ? .jsonl : .csv
    }
}

/// Turns an import file's bytes, in pieces of any size, into records; a bad row is named, never guessed at.
struct RecordReader<Record: ImportRecord> {
    /// One row: a record, or why it is none.
    enum Row: Equatable {
        case record(Record, line: Int)
        case bad(BadRow)
    }

    private let format: ImportFormat
    private var csv = CSVReader()
    private var lines = LineReader()
    private var header: [String]?

    init(_ format: ImportFormat) {
        self.format = format
    }

    /// Takes the next bytes, and gives the rows that end in them.
    ///
    /// - Throws: What makes the whole file unusable: a header without a needed column, or broken quotes.
    mutating func receive(_ bytes: [UInt8]) throws(CommandError) -> [Row] {
        switch format {
        case .jsonl:
            return lines.receive(bytes).compactMap(Self.row)
        case .csv:
            let records: [CSVReader.Record]
            do throws(CSVReader.Fault) {
                records = try csv.receive(bytes)
            } catch {
                throw Self.fault(error)
            }
            return try rows(records)
        }
    }

    /// Ends the file, and gives the last row when no line end followed it.
    mutating func end() throws(CommandError) -> [Row] {
        switch format {
        case .jsonl:
            return lines.end().flatMap(Self.row).map { [$0] } ?? []
        case .csv:
            let last: CSVReader.Record?
            do throws(CSVReader.Fault) {
                last = try csv.end()
            } catch {
                throw Self.fault(error)
            }
            return try rows(last.map { [$0] } ?? [])
        }
    }

    private static func fault(_ fault: CSVReader.Fault) -> CommandError {
        CommandError(.usage, "line \(fault.line): \(fault.reason)")
    }

    // MARK: CSV

    private mutating func rows(_ records: [CSVReader.Record]) throws(CommandError) -> [Row] {
        var rows: [Row] = []
        for record in records {
            if let header {
                rows.append(Self.row(record, header))
            } else {
                header = try Self.header(record)
            }
        }
        return rows
    }

    private static func header(_ record: CSVReader.Record) throws(CommandError) -> [String] {
        var names: [String] = []
        let known = Record.columnNames.joined(separator: ", ")
        for field in record.fields {
            let written = field.lowercased().split { " -_".contains($0) }.joined(separator: "_")
            let name = Record.columnAliases[written] ?? written
            guard Record.columnNames.contains(name) else {
                throw CommandError(
                    .usage,
                    "line \(record.line): there is no column \"\(field)\"; there are \(known)"
                )
            }
            guard name == "emails" || !names.contains(name) else {
                throw CommandError(.usage, "line \(record.line): the column \(name) is there twice")
            }
            names.append(name)
        }
        guard names.contains("external_id") else {
            throw CommandError(
                .usage,
                "line \(record.line): the column external_id is missing; the first line names the columns: \(known)"
            )
        }
        return names
    }

    private static func row(_ row: CSVReader.Record, _ header: [String]) -> Row {
        guard row.fields.count == header.count else {
            let reason =
                "has \(row.fields.count) values where the header has \(header.count) columns"
            return .bad(BadRow(line: row.line, externalID: "", field: "", reason: reason))
        }
        var record = Record()
        for (name, value) in zip(header, row.fields) {
            if let reason = record.set(name, to: trimmed(value)) {
                return .bad(
                    BadRow(
                        line: row.line,
                        externalID: record.externalID,
                        field: name,
                        reason: reason
                    )
                )
            }
        }
        return checked(record, line: row.line)
    }

    private static func trimmed(_ text: String) -> String {
        var rest = text[...]
        while rest.first == " " || rest.first == "\t" { rest.removeFirst() }
        while rest.last == " " || rest.last == "\t" { rest.removeLast() }
        return String(rest)
    }

    // MARK: JSON lines

    private static func row(_ line: LineReader.Line) -> Row? {
        let text = String(decoding: line.bytes, as: UTF8.self)
        guard !text.allSatisfy(\.isWhitespace) else { return nil }
        do throws(CommandError) {
            let record = try MessageJSON.message(text, as: Record.self)
            return checked(record, line: line.number)
        } catch {
            return .bad(
                BadRow(line: line.number, externalID: "", field: "", reason: error.message)
            )
        }
    }

    private static func checked(_ record: Record, line: Int) -> Row {
        guard !record.externalID.isEmpty else {
            return .bad(
                BadRow(line: line, externalID: "", field: "external_id", reason: "is empty")
            )
        }
        return .record(record, line: line)
    }
}

/// A row of an import file that was left out, and why.
struct BadRow: Equatable {
    var line: Int
    var externalID: String
    /// Empty when the row as a whole is wrong.
    var field: String
    var reason: String

    static let columns: [Column<BadRow>] = [
        Column("line", "Line", alignment: .right) { Cell($0.line) },
        Column("external-id", "External id") { Cell($0.externalID) },
        Column("field", "Field") { Cell($0.field) },
        Column("reason", "Reason") { Cell($0.reason) },
    ]
}
