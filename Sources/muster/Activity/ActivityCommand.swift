import ArgumentParser
import Client
import Wire

/// `muster activity`: who did what, and the way back from a deletion.
struct ActivityCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "activity",
        abstract: "Show who did what, newest first, and restore what was deleted.",
        subcommands: [List.self, Restore.self],
        defaultSubcommand: List.self
    )

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "Show manual acts, newest first."
        )

        @Option(help: "Only this organization's.")
        var organization: String?

        @Option(help: .init("Only this group's.", valueName: "asset id"))
        var group: String?

        @Option(help: .init("Only what this principal did.", valueName: "principal"))
        var actor: String?

        @Option(
            help: .init("Only this, for instance archived; may be repeated.", valueName: "word")
        )
        var action: [String] = []

        @Option(help: "Only what contains this, in any case.")
        var text: String?

        @Option(help: .init("From this day or moment on, in UTC.", valueName: "time"))
        var since: MomentArgument?

        @Option(
            help: .init("Up to the end of this day, or this moment, in UTC.", valueName: "time")
        )
        var until: MomentArgument?

        @OptionGroup var paging: PagingOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        static let columns: [Column<V1.ActivityEntry>] = [
            Column("time", "Time") { Cell(TimeText.short($0.time), raw: TimeText.full($0.time)) },
            Column("actor", "Who") { Cell($0.actor) },
            Column("action", "Action") { Cell($0.action) },
            Column("subject", "What") { Cell($0.subject, paint: .bold) },
            Column("changes", "Before → after") { Cell(changes($0)) },
            Column("organization", "Organization") { Cell($0.organizationID) },
            Column("address", "From") { Cell($0.address) },
            Column("revision", "Revision", alignment: .right) {
                Cell($0.revision == 0 ? "" : String($0.revision))
            },
            Column("group-id", "Group id") { Cell($0.groupID) },
        ]

        private static func changes(_ entry: V1.ActivityEntry) -> String {
            let changes = entry.changes.map { change in
                let before = change.before.isEmpty ? "–" : change.before
                let after = change.after.isEmpty ? "–" : change.after
                return "\(change.field): \(before) → \(after)"
            }
            return (changes + (entry.detail.isEmpty ? [] : [entry.detail])).joined(separator: "; ")
        }

        func run() throws {
            let call = try connection.client().stream(
                V1.ActivityService.list,
                V1.ListActivityRequest {
                    $0.organizationID = organization ?? ""
                    $0.groupID = group ?? ""
                    $0.actor = actor ?? ""
                    $0.actions = action
                    $0.text = text ?? ""
                    $0.from = since?.start
                    $0.until = until?.after
                    $0.pageSize = paging.wirePageSize
                    $0.pageToken = paging.pageToken ?? ""
                }
            )
            var list = StreamedList<V1.ListActivityResponse, V1.ActivityEntry>(
                output.printer(),
                Self.columns
            ) { $0.entries }
            try list.show(call) { last, count in
                [paging.summary("act", count, of: 0, next: last.nextPageToken)]
            }
        }
    }

    struct Restore: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "restore",
            abstract: "Bring a deleted group back, with its sync disabled."
        )

        @Argument(help: "The group's id, as the log shows it.")
        var group: String

        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func run() throws {
            let reply = try connection.client().call(
                V1.ActivityService.restore,
                V1.RestoreGroupRequest { $0.groupID = group }
            )
            let printer = output.printer()
            guard printer.format != .json else { return try printer.json(reply) }
            printer.properties(
                GroupsShow.properties(V1.GetGroupResponse { $0.row = reply.row })
            )
        }
    }
}
