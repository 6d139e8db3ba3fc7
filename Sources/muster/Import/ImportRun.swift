import Client
import Wire

/// One import of a file into an organization: read, sent in batches, and summed up with every row left out.
struct ImportRun<Record: ImportRecord> {
    private typealias Request = V1.ImportRecordsRequest<Record>
    private typealias Response = V1.ImportRecordsResponse<Record>

    let client: MusterClient
    let organization: String
    let deletesOthers: Bool
    private var batch = ImportBatch<Record>()
    /// The line of each record that was sent, by its place in the call.
    private var lines: [Int] = []
    private var badRows: [BadRow] = []
    /// A file with more bad rows than this is the wrong file; the rest are only counted.
    static var badRowsKeptMax: Int { 1000 }
    private var badRowCount: UInt64 = 0

    init(_ client: MusterClient, organization: String, deletesOthers: Bool) {
        self.client = client
        self.organization = organization
        self.deletesOthers = deletesOthers
    }

    /// Reads the file to its end and imports it.
    ///
    /// - Parameters:
    ///   - file: What to read.
    ///   - format: Its form.
    ///   - progress: Shown while it goes on.
    /// - Returns: What the import did.
    /// - Throws: What is wrong with the file as a whole, or with the call.
    mutating func run(
        _ file: consuming InputFile,
        _ format: ImportFormat,
        progress: inout ProgressBar
    ) throws -> ImportResult<Record> {
        var reader = RecordReader<Record>(format)
        let call = try client.open(V1.RecordsService<Record>.import)
        try call.send(request([]))
        var readBytes: UInt64 = 0
        while true {
            let bytes = try file.next()
            let rows: [RecordReader<Record>.Row]
            do {
                rows = try bytes.isEmpty ? reader.end() : reader.receive(bytes)
            } catch {
                call.cancel()
                throw CommandError(error.status, "\(file.name): \(error.message)")
            }
            for row in rows { try add(row, call) }
            if bytes.isEmpty { break }
            readBytes += UInt64(bytes.count)
            progress.show(
                .init(
                    label: "Importing",
                    done: readBytes,
                    total: file.byteCount,
                    detail: "\(lines.count) rows"
                )
            )
        }
        // Deleting what the file does not name is right only if all of the file could be read.
        let deletes = deletesOthers && badRowCount == 0
        var last = request(batch.take())
        last.deleteOthers = deletes
        try call.send(last, isLast: true)
        return result(try call.only(), isDeletionSkipped: deletesOthers && !deletes)
    }

    private func request(_ records: [Record]) -> Request {
        Request {
            $0.organizationID = organization
            $0.records = records
        }
    }

    private mutating func add(
        _ row: RecordReader<Record>.Row,
        _ call: TypedCall<Request, Response>
    ) throws(ClientError) {
        switch row {
        case .bad(let row):
            badRowCount += 1
            if badRows.count < Self.badRowsKeptMax { badRows.append(row) }
        case .record(let record, let line):
            lines.append(line)
            guard let full = batch.add(record) else { return }
            try call.send(request(full))
        }
    }

    private func result(_ summary: Response, isDeletionSkipped: Bool) -> ImportResult<Record> {
        let rejected = summary.rejections.map { rejection in
            BadRow(
                line: Int(exactly: rejection.index).flatMap {
                    lines.indices.contains($0) ? lines[$0] : nil
                } ?? 0,
                externalID: rejection.externalID,
                field: rejection.field,
                reason: rejection.reason
            )
        }
        return ImportResult(
            summary: summary,
            badRowCount: summary.rejected + badRowCount,
            badRows: (badRows + rejected).sorted { $0.line < $1.line },
            isDeletionSkipped: isDeletionSkipped
        )
    }
}

/// What an import did, with the rows of the file that were left out.
struct ImportResult<Record: ImportRecord> {
    var summary: V1.ImportRecordsResponse<Record>
    /// All of them; `badRows` may be cut short.
    var badRowCount: UInt64
    var badRows: [BadRow]
    var isDeletionSkipped: Bool

    /// The result as one JSON object.
    var json: JSONValue {
        func number(_ value: UInt64) -> JSONValue { .number(String(value)) }
        return .object([
            .init("created", number(summary.created)),
            .init("updated", number(summary.updated)),
            .init("unchanged", number(summary.unchanged)),
            .init("deleted", number(summary.deleted)),
            .init("rejected", number(badRowCount)),
            .init(
                "rejections",
                .array(
                    badRows.map { row in
                        .object([
                            .init("line", number(UInt64(row.line))),
                            .init("externalId", .string(row.externalID)),
                            .init("field", .string(row.field)),
                            .init("reason", .string(row.reason)),
                        ])
                    }
                )
            ),
            .init("revision", number(summary.revision)),
        ])
    }

    /// Shows the result, and ends as `partial` when a row was left out.
    func show(_ printer: Printer) throws(ExitStatusError) {
        switch printer.format {
        case .json:
            printer.output.line(json.text())
        case .csv:
            printer.rows(badRows, BadRow.columns)
        case .table:
            let counts = [
                ("created", summary.created), ("updated", summary.updated),
                ("unchanged", summary.unchanged), ("deleted", summary.deleted),
                ("rejected", badRowCount),
            ]
            printer.output.line(counts.map { "\($0.1) \($0.0)" }.joined(separator: ", "))
            if !badRows.isEmpty { printer.rows(badRows, BadRow.columns) }
            let hidden = badRowCount - min(badRowCount, UInt64(badRows.count))
            if hidden > 0 { printer.note("and \(hidden) rows more") }
            if isDeletionSkipped {
                printer.note("nothing was deleted: --delete-others needs a file without bad rows")
            }
        }
        guard badRowCount == 0 else { throw ExitStatusError(status: .partial) }
    }
}
