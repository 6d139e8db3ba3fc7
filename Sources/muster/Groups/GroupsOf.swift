import ArgumentParser
import Client
import Wire

/// `muster groups of`: what someone or something is a member of.
struct GroupsOf: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "of",
        abstract: "List the groups of a contact, a configuration, a user, a device or a group."
    )

    @Argument(help: "The organization's id.")
    var organization: String

    @Option(help: .init("The contact with this external id.", valueName: "id"))
    var contact: String?

    @Option(help: .init("The configuration with this external id.", valueName: "id"))
    var configuration: String?

    @Option(help: .init("The user with this object id in Entra.", valueName: "id"))
    var user: String?

    @Option(help: .init("The device with this object id in Entra.", valueName: "id"))
    var device: String?

    @Option(help: .init("The group with this object id in Entra.", valueName: "id"))
    var group: String?

    @Flag(help: "Archived groups too.")
    var includeArchived = false

    @OptionGroup var paging: PagingOptions

    @Option(help: .init("Columns to show, comma-separated.", valueName: "names"))
    var columns: String?

    @OptionGroup var point: PointOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    private var principals: [V1.GroupsOfPrincipalRequest.Principal] {
        [
            contact.map { .contact(externalID: $0) },
            configuration.map { .configuration(externalID: $0) },
            user.map { .user(entraID: $0) },
            device.map { .device(entraID: $0) },
            group.map { .group(entraID: $0) },
        ].compactMap { $0 }
    }

    func validate() throws {
        guard principals.count == 1 else {
            throw ValidationError(
                "Give one of --contact, --configuration, --user, --device and --group."
            )
        }
    }

    func run() throws {
        let shown = try ColumnChoice.columns(
            columns,
            of: GroupColumns.all,
            standard: ["name", "kind", "membership-type", "status", "updated", "id"]
        )
        let client = try connection.client()
        let call = try client.stream(
            V1.GroupsService.ofPrincipal,
            V1.GroupsOfPrincipalRequest {
                $0.organizationID = organization
                $0.at = point.wire
                $0.principal = principals.first
                $0.includeArchived = includeArchived
                $0.pageSize = paging.wirePageSize
                $0.pageToken = paging.pageToken ?? ""
            }
        )
        var list = StreamedList<V1.GroupsOfPrincipalResponse, V1.GroupRow>(
            output.printer(),
            shown
        ) { $0.rows }
        try list.show(call) { last, count in
            [
                paging.summary("group", count, of: last.totalCount, next: last.nextPageToken),
                FreshnessLine.text(last.freshness, at: point.wire),
            ]
        }
    }
}
