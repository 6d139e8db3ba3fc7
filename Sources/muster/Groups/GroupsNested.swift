import ArgumentParser
import Client
import Wire

/// `muster groups nested`: the groups in a security group.
struct GroupsNested: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "nested",
        abstract: "List the groups inside a security group."
    )

    @OptionGroup var target: GroupArguments

    @Option(help: .init("Only names that contain this, in any case.", valueName: "text"))
    var filterName: String?

    @OptionGroup var paging: PagingOptions
    @OptionGroup var point: PointOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    static let columns: [Column<V1.NestedGroupRow>] = [
        Column("name", "Name") { Cell($0.name) },
        Column("status", "Status") { Cell(GroupColumns.statusName($0.syncStatus)) },
        Column("email", "Email") { Cell($0.email) },
        Column("description", "Description") { Cell($0.description) },
        Column("id", "Id") { Cell($0.id) },
        Column("entra-id", "Entra id") { Cell($0.entraID) },
    ]

    func run() throws {
        let client = try connection.client()
        let id = try target.assetID(client, at: point.wire)
        let call = try client.stream(
            V1.GroupsService.nestedGroups,
            V1.ListNestedGroupsRequest {
                $0.id = id
                $0.at = point.wire
                $0.nameContains = filterName ?? ""
                $0.pageSize = paging.wirePageSize
                $0.pageToken = paging.pageToken ?? ""
            }
        )
        var list = StreamedList<V1.ListNestedGroupsResponse, V1.NestedGroupRow>(
            output.printer(),
            Self.columns
        ) { $0.rows }
        try list.show(call) { last, count in
            [
                paging.summary(
                    "nested group",
                    count,
                    of: last.totalCount,
                    next: last.nextPageToken
                ),
                FreshnessLine.text(last.freshness, at: point.wire),
            ]
        }
    }
}
