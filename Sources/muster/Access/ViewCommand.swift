import ArgumentParser
import Client
import Wire

/// `muster view`: how you have the two lists arranged.
struct ViewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "view",
        abstract: "Show, set and restore how you have a list arranged.",
        subcommands: [Show.self, Set.self, Restore.self],
        aliases: ["views"]
    )

    private static func show(_ reply: V1.ViewResponse, _ printer: Printer) throws {
        guard printer.format != .json else { return try printer.json(reply) }
        let view = reply.view ?? V1.ListView()
        printer.rows(
            view.columns,
            [
                Column("column", "Column") { Cell($0.name) },
                Column("width", "Width", alignment: .right) { column in
                    Cell(column.width == 0 ? "" : String(column.width), raw: String(column.width))
                },
            ]
        )
        let shown = view.columns.map(\.name)
        let hidden = view.available.filter { !shown.contains($0) }
        if view.isDefault { printer.note("the default") }
        if !hidden.isEmpty { printer.note("not shown: \(hidden.joined(separator: ", "))") }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show your view of a list.")

        @Argument(help: "Which list: security or microsoft365.")
        var kind: KindArgument

        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func run() throws {
            let reply = try connection.client().call(
                V1.ViewsService.get,
                .init { $0.kind = kind.wire }
            )
            try ViewCommand.show(reply, output.printer())
        }
    }

    struct Set: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Choose the columns of a list, their order and widths."
        )

        @Argument(help: "Which list: security or microsoft365.")
        var kind: KindArgument

        @Argument(help: "The columns in order, each with a width if you like: name:240 domain.")
        var columns: [ViewColumnArgument]

        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func run() throws {
            let reply = try connection.client().call(
                V1.ViewsService.set,
                V1.SetViewRequest {
                    $0.view = V1.ListView {
                        $0.kind = kind.wire
                        $0.columns = columns.map(\.wire)
                    }
                }
            )
            try ViewCommand.show(reply, output.printer())
        }
    }

    struct Restore: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Go back to the default columns, order and widths of a list."
        )

        @Argument(help: "Which list: security or microsoft365.")
        var kind: KindArgument

        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func run() throws {
            let reply = try connection.client().call(
                V1.ViewsService.restoreDefaults,
                .init { $0.kind = kind.wire }
            )
            try ViewCommand.show(reply, output.printer())
        }
    }
}

/// A column with its width, as in `name:240`.
struct ViewColumnArgument: ExpressibleByArgument {
    let wire: V1.ViewColumn

    init?(argument: String) {
        let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2, !parts[0].isEmpty else { return nil }
        var column = V1.ViewColumn()
        column.name = String(parts[0])
        if parts.count == 2 {
            guard let width = UInt32(parts[1]) else { return nil }
            column.width = width
        }
        wire = column
    }
}
