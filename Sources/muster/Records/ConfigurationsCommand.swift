import ArgumentParser
import Client
import Wire

/// `muster configurations`: the platform's own records of machines.
struct ConfigurationsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "configurations",
        abstract: "Import, show and delete configurations.",
        subcommands: [Import.self, List.self, Get.self, Delete.self]
    )

    static let columns: [Column<V1.Configuration>] = [
        Column("external-id", "External id") { Cell($0.externalID) },
        Column("name", "Name") { Cell($0.name) },
        Column("hostname", "Hostname") { Cell($0.hostname) },
        Column("archived", "Archived") { Cell($0.archived ? "yes" : "", raw: String($0.archived)) },
    ]

    struct Import: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Import configurations from a file, as often as you like.",
            discussion: """
                CSV columns: \(V1.Configuration.columnNames.joined(separator: ", ")).
                JSON lines: one object a line, with the fields of \(V1.Configuration.protoName).
                """
        )

        @OptionGroup var options: ImportOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func run() throws {
            try options.run(V1.Configuration.self, try connection.client(), output.printer())
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the configurations of an organization."
        )

        @Argument(help: "The organization's id.")
        var organization: String

        @Option(
            help: .init(
                "Only those with this in a name or hostname, in any case.",
                valueName: "text"
            )
        )
        var contains: String?

        @OptionGroup var paging: PagingOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func run() throws {
            let call = try connection.client().stream(
                V1.ConfigurationsService.list,
                V1.ListConfigurationsRequest {
                    $0.organizationID = organization
                    $0.contains = contains ?? ""
                    $0.pageSize = paging.wirePageSize
                    $0.pageToken = paging.pageToken ?? ""
                }
            )
            var list = StreamedList<V1.ListConfigurationsResponse, V1.Configuration>(
                output.printer(),
                ConfigurationsCommand.columns
            ) { $0.configurations }
            try list.show(call) { last, count in
                [
                    paging.summary("configuration", count, of: 0, next: last.nextPageToken),
                    "as of revision \(last.revision)",
                ]
            }
        }
    }

    struct Get: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show one configuration.")

        @Argument(help: "The organization's id.")
        var organization: String

        @Argument(help: "The configuration's external id.")
        var externalID: String

        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func run() throws {
            let reply = try connection.client().call(
                V1.ConfigurationsService.get,
                V1.GetConfigurationRequest {
                    $0.organizationID = organization
                    $0.externalID = externalID
                }
            )
            let printer = output.printer()
            guard printer.format != .json else { return try printer.json(reply) }
            let record = reply.configuration ?? V1.Configuration()
            guard printer.format != .csv else {
                return printer.rows([record], ConfigurationsCommand.columns)
            }
            printer.properties(ConfigurationsCommand.columns.map { ($0.title, $0.cell(record)) })
        }
    }

    struct Delete: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Delete configurations.")

        @Argument(help: "The organization's id.")
        var organization: String

        @Argument(help: "Their external ids, at most 1000.")
        var externalIDs: [String]

        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func run() throws {
            let reply = try connection.client().call(
                V1.ConfigurationsService.delete,
                V1.DeleteConfigurationsRequest {
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
                "no such configuration: \(unknown)"
            )
        }
    }
}
