import ArgumentParser
import Client
import Wire

/// `muster contacts`: the platform's own records of people.
struct ContactsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "contacts",
        abstract: "Import, show and delete contacts.",
        subcommands: [Import.self, List.self, Get.self, Delete.self]
    )

    static let columns: [Column<V1.Contact>] = [
        Column("external-id", "External id") { Cell($0.externalID) },
        Column("first-name", "First name") { Cell($0.firstName) },
        Column("last-name", "Last name") { Cell($0.lastName) },
        Column("emails", "Emails") {
            Cell($0.emails.joined(separator: ", "), raw: $0.emails.joined(separator: ";"))
        },
    ]

    struct Import: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Import contacts from a file, as often as you like.",
            discussion: """
                CSV columns: \(V1.Contact.columnNames.joined(separator: ", ")).
                JSON lines: one object a line, with the fields of \(V1.Contact.protoName).
                """
        )

        @OptionGroup var options: ImportOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func run() throws {
            try options.run(V1.Contact.self, try connection.client(), output.printer())
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the contacts of an organization."
        )

        @Argument(help: "The organization's id.")
        var organization: String

        @Option(
            help: .init(
                "Only those with this in a name or a mail address, in any case.",
                valueName: "text"
            )
        )
        var contains: String?

        @OptionGroup var paging: PagingOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func run() throws {
            let call = try connection.client().stream(
                V1.ContactsService.list,
                V1.ListContactsRequest {
                    $0.organizationID = organization
                    $0.contains = contains ?? ""
                    $0.pageSize = paging.wirePageSize
                    $0.pageToken = paging.pageToken ?? ""
                }
            )
            var list = StreamedList<V1.ListContactsResponse, V1.Contact>(
                output.printer(),
                ContactsCommand.columns
            ) { $0.contacts }
            try list.show(call) { last, count in
                [
                    paging.summary("contact", count, of: 0, next: last.nextPageToken),
                    "as of revision \(last.revision)",
                ]
            }
        }
    }

    struct Get: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show one contact.")

        @Argument(help: "The organization's id.")
        var organization: String

        @Argument(help: "The contact's external id.")
        var externalID: String

        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func run() throws {
            let reply = try connection.client().call(
                V1.ContactsService.get,
                V1.GetContactRequest {
                    $0.organizationID = organization
                    $0.externalID = externalID
                }
            )
            let printer = output.printer()
            guard printer.format != .json else { return try printer.json(reply) }
            let record = reply.contact ?? V1.Contact()
            guard printer.format != .csv else {
                return printer.rows([record], ContactsCommand.columns)
            }
            printer.properties(ContactsCommand.columns.map { ($0.title, $0.cell(record)) })
        }
    }

    struct Delete: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Delete contacts.")

        @Argument(help: "The organization's id.")
        var organization: String

        @Argument(help: "Their external ids, at most 1000.")
        var externalIDs: [String]

        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func run() throws {
            let reply = try connection.client().call(
                V1.ContactsService.delete,
                V1.DeleteContactsRequest {
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
                "no such contact: \(unknown)"
            )
        }
    }
}
