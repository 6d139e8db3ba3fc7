import ArgumentParser
import Client
import Wire

/// `muster groups devices`: the machines in a security group.
struct GroupsDevices: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "devices",
        abstract: "List the devices of a security group."
    )

    @OptionGroup var target: GroupArguments
    @OptionGroup var part: MemberPartOptions
    @OptionGroup var paging: PagingOptions
    @OptionGroup var point: PointOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    static let columns: [Column<V1.DeviceRow>] = [
        Column("name", "Name") { Cell($0.name) },
        Column("operating-system", "Operating system") {
            Cell("\($0.operatingSystem) \($0.operatingSystemVersion)")
        },
        Column("trust-type", "Trust") { Cell($0.trustType) },
        Column("disabled", "Disabled") { Cell($0.disabled ? "yes" : "", raw: String($0.disabled)) },
        Column("match", "Match") { MatchText.cell($0.matchState, candidates: $0.candidateCount) },
        Column("configuration", "Configuration") {
            Cell($0.configuration?.name ?? "", raw: $0.configuration?.externalID)
        },
        Column("entra-id", "Entra id") { Cell($0.entraID) },
    ]

    func run() throws {
        let client = try connection.client()
        let id = try target.assetID(client, at: point.wire)
        let call = try client.stream(
            V1.GroupsService.devices,
            V1.ListDevicesRequest {
                $0.id = id
                $0.at = point.wire
                $0.sections = part.section.map(\.wire)
                $0.nameContains = part.filterName ?? ""
                $0.pageSize = paging.wirePageSize
                $0.pageToken = paging.pageToken ?? ""
            }
        )
        var list = StreamedList<V1.ListDevicesResponse, V1.DeviceRow>(
            output.printer(),
            Self.columns
        ) { $0.rows }
        try list.show(call) { last, count in
            [
                paging.summary("device", count, of: last.totalCount, next: last.nextPageToken),
                FreshnessLine.text(last.freshness, at: point.wire),
            ]
        }
    }
}
