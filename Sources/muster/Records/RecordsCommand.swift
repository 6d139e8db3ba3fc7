import ArgumentParser
import Client
import Wire

/// A kind of record that the command shows as well.
protocol ShownRecord: ImportRecord {
    static var columns: [Column<Self>] { get }
}

/// `muster contacts` and `muster configurations`: the platform's own records.
struct RecordsCommand<Record: ShownRecord>: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: Record.plural,
            abstract: "Import, show and delete \(Record.plural).",
            subcommands: [Import.self, List.self, Get.self, Delete.self]
        )
    }

    struct Import: ParsableCommand {
        static var configuration: CommandConfiguration {
            CommandConfiguration(
                commandName: "import",
                abstract: "Import \(Record.plural) from a file, as often as you like.",
                discussion: """
                    CSV columns: \(Record.columnNames.joined(separator: ", ")).
                    JSON lines: one object a line, with the fields of \(Record.protoName).
                    """
            )
        }

        @OptionGroup var options: ImportOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func run() throws {
            try options.run(Record.self, try connection.client(), output.printer())
        }
    }

    struct List: ParsableCommand {
        static var configuration: CommandConfiguration {
            CommandConfiguration(
                commandName: "list",
                abstract: "List the \(Record.plural) of an organization."
            )
        }

        @Argument(help: "The organization's id.")
        var organization: String

        @Option(help: .init("\(Record.containsMeaning)", valueName: "text"))
        var contains: String?

        @OptionGroup var paging: PagingOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func run() throws {
            let call = try connection.client().stream(
                V1.RecordsService<Record>.list,
                V1.ListRecordsRequest {
                    $0.organizationID = organization
                    $0.contains = contains ?? ""
                    $0.pageSize = paging.wirePageSize
                    $0.pageToken = paging.pageToken ?? ""
                }
            )
            var list = StreamedList<V1.ListRecordsResponse<Record>, Record>(
                output.printer(),
                Record.columns
            ) { $0.records }
            try list.show(call) { last, count in
                [
                    paging.summary(Record.noun, count, of: 0, next: last.nextPageToken),
                    "as of revision \(last.revision)",
                ]
            }
        }
    }

    struct Get: ParsableCommand {
        static var configuration: CommandConfiguration {
            CommandConfiguration(commandName: "get", abstract: "Show one \(Record.noun).")
        }

        @Argument(help: "The organization's id.")
        var organization: String

        @Argument(help: "The \(Record.noun)'s external id.")
        var externalID: String

        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func run() throws {
            let reply = try connection.client().call(
                V1.RecordsService<Record>.get,
                V1.GetRecordRequest {
                    $0.organizationID = organization
                    $0.externalID = externalID
                }
            )
            let printer = output.printer()
            guard printer.format != .json else { return try printer.json(reply) }
            let record = reply.record ?? Record()
            guard printer.format != .csv else { return printer.rows([record], Record.columns) }
            printer.properties(Record.columns.map { ($0.title, $0.cell(record)) })
        }
    }

    struct Delete: ParsableCommand {
        static var configuration: CommandConfiguration {
            CommandConfiguration(commandName: "delete", abstract: "Delete \(Record.plural).")
        }

        @Argument(help: "The organization's id.")
        var organization: String

        @Argument(help: "Their external ids, at most 1000.")
        var externalIDs: [String]

        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func run() throws {
            let reply = try connection.client().call(
                V1.RecordsService<Record>.delete,
                V1.DeleteRecordsRequest {
                    $0.organizationID = organization
                    $0.externalIDs = externalIDs
                }
            )
            let printer = output.printer()
            guard printer.format != .json else { return try printer.json(reply) }
            printer.note("\(reply.deleted) deleted")
            guard !reply.unknownExternalIDs.isEmpty else { return }
            let unknown = reply.unknownExternalIDs.joined(separator: ", ")
            throw CommandError(
                reply.deleted == 0 ? .notFound : .partial,
                "no such \(Record.noun): \(unknown)"
            )
        }
    }
}
