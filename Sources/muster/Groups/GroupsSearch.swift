import ArgumentParser
import Client
import Wire

/// `muster groups search`: groups by a part of their name, in every organization.
struct GroupsSearch: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "Find groups by a part of their name."
    )

    @Argument(help: "Part of the name, in any case.")
    var text: String

    @Option(help: "Only this organization; may be repeated.")
    var organization: [String] = []

    @Option(help: "Only this kind: security or microsoft365.")
    var kind: KindArgument?

    @Flag(help: "Archived groups too.")
    var includeArchived = false

    @Option(help: .init("Rows at most, 1 to 1000.", valueName: "rows"))
    var limit: UInt32 = 50

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard (1...1000).contains(limit) else {
            throw ValidationError("--limit must be 1 to 1000.")
        }
    }

    func run() throws {
        let client = try connection.client()
        let call = try client.stream(
            V1.GroupsService.search,
            V1.SearchGroupsRequest {
                $0.nameContains = text
                $0.organizationIDs = organization
                $0.kind = kind?.wire ?? .unspecified
                $0.includeArchived = includeArchived
                $0.limit = limit
            }
        )
        let printer = output.printer()
        // One message is of one organization, so merging them would lose which row is whose.
        if printer.format == .json {
            while let message = try call.next() { try printer.json(message) }
            return
        }
        var columns = try ColumnChoice.columns(
            nil,
            of: GroupColumns.all,
            standard: GroupColumns.found
        )
        .map { column in column.of { (found: Found) in found.row } }
        columns.insert(Column("organization", "Organization") { Cell($0.organization) }, at: 0)
        var list = StreamedList<V1.SearchGroupsResponse, Found>(printer, columns) { message in
            message.rows.map { Found(organization: message.organizationID, row: $0) }
        }
        try list.show(call) { last, count in
            [
                "\(count) group\(count == 1 ? "" : "s")"
                    + (last.limitReached ? "; there are more" : "")
            ]
        }
    }

    private struct Found {
        var organization: String
        var row: V1.GroupRow
    }
}
