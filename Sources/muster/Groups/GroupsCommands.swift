import ArgumentParser
import Client
import Wire

/// Shows what became of each group of a command.
enum GroupCommandReply {
    static let columns: [Column<V1.GroupCommandResult>] = [
        Column("name", "Name") { Cell($0.name) },
        Column("outcome", "Outcome") { outcome($0) },
        Column("status", "Status") {
            Cell($0.syncStatus == .unspecified ? "" : GroupColumns.statusName($0.syncStatus))
        },
        Column("reasons", "Reasons") { Cell(GroupColumns.reasons($0.statusReasons)) },
        Column("message", "Why not") { Cell($0.message) },
        Column("id", "Id") { Cell($0.id) },
    ]

    private static func outcome(_ result: V1.GroupCommandResult) -> Cell {
        switch result.outcome {
        case .done: Cell("done", paint: .green)
        case .unchanged: Cell("was so already", paint: .dim, raw: "unchanged")
        case .refused: Cell("refused", paint: .red)
        case .notFound: Cell("not found", paint: .red)
        case .skipped: Cell("skipped", paint: .yellow)
        case .unspecified, .unrecognized: Cell("")
        }
    }

    /// - Throws: How much was not done, so that scripts notice.
    static func show(_ reply: V1.GroupCommandResponse, _ printer: Printer) throws {
        if printer.format == .json {
            try printer.json(reply)
        } else {
            printer.rows(reply.results, columns)
        }
        let failed = reply.results.filter {
            switch $0.outcome {
            case .done, .unchanged: false
            case .refused, .notFound, .skipped, .unspecified, .unrecognized: true
            }
        }
        guard let first = failed.first else { return }
        let isNone = failed.count == reply.results.count
        throw CommandError(
            isNone ? .conflict : .partial,
            "\(failed.count) of \(reply.results.count) groups: not done"
                + (first.message.isEmpty ? "" : "; \(first.message)")
        )
    }
}

/// The options that every command on groups has.
struct GroupCommandOptions: ParsableArguments {
    @OptionGroup var target: GroupsArguments

    @Flag(help: "All of them or none.")
    var atomic = false

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions
}

/// `muster groups archive`.
struct GroupsArchive: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "archive",
        abstract: "Archive groups: they stand still, and lists show them only on request."
    )

    @OptionGroup var options: GroupCommandOptions

    func run() throws {
        let client = try options.connection.client()
        let ids = try options.target.assetIDs(client)
        let reply = try client.call(
            V1.GroupsService.archive,
            V1.ArchiveGroupsRequest {
                $0.ids = ids
                $0.atomic = options.atomic
            }
        )
        try GroupCommandReply.show(reply, options.output.printer())
    }
}

/// `muster groups unarchive`.
struct GroupsUnarchive: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unarchive",
        abstract: "Bring archived groups back and enable their sync."
    )

    @OptionGroup var options: GroupCommandOptions

    func run() throws {
        let client = try options.connection.client()
        let ids = try options.target.assetIDs(client)
        let reply = try client.call(
            V1.GroupsService.unarchive,
            V1.UnarchiveGroupsRequest {
                $0.ids = ids
                $0.atomic = options.atomic
            }
        )
        try GroupCommandReply.show(reply, options.output.printer())
    }
}

/// `muster groups delete`.
struct GroupsDelete: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Delete groups that are orphaned, disabled or manual.",
        discussion: """
            No later sync documents them again, and Entra is not touched. \
            muster activity restore brings one back.
            """
    )

    @OptionGroup var options: GroupCommandOptions
    @OptionGroup var confirmation: Confirmation

    func run() throws {
        let client = try options.connection.client()
        let ids = try options.target.assetIDs(client)
        let names = options.target.groups.joined(separator: ", ")
        try confirmation.ask("Delete \(names)? No sync brings it back.")
        let reply = try client.call(
            V1.GroupsService.delete,
            V1.DeleteGroupsRequest {
                $0.ids = ids
                $0.atomic = options.atomic
                $0.confirm = true
            }
        )
        try GroupCommandReply.show(reply, options.output.printer())
    }
}

/// `muster groups enable-sync`.
struct GroupsEnableSync: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enable-sync",
        abstract: "Let groups follow Entra again."
    )

    @OptionGroup var options: GroupCommandOptions

    func run() throws { try SyncSwitch.run(options, isOn: true) }
}

/// `muster groups disable-sync`.
struct GroupsDisableSync: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable-sync",
        abstract: "Let groups stand still until their sync is enabled again."
    )

    @OptionGroup var options: GroupCommandOptions

    func run() throws { try SyncSwitch.run(options, isOn: false) }
}

private enum SyncSwitch {
    static func run(_ options: GroupCommandOptions, isOn: Bool) throws {
        let client = try options.connection.client()
        let ids = try options.target.assetIDs(client)
        let reply = try client.call(
            V1.GroupsService.setSync,
            V1.SetSyncRequest {
                $0.ids = ids
                $0.atomic = options.atomic
                $0.enabled = isOn
            }
        )
        try GroupCommandReply.show(reply, options.output.printer())
    }
}
