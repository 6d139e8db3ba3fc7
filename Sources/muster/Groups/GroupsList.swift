import ArgumentParser
import Client
import Wire

/// `muster groups list`: one of the two lists of an organization.
struct GroupsList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the groups of an organization."
    )

    @Argument(help: "The organization's id.")
    var organization: String

    @Option(help: "Which of the two lists: security or microsoft365.")
    var kind = KindArgument.security

    @OptionGroup var filter: GroupFilterOptions
    @OptionGroup var paging: PagingOptions

    @Option(help: "The column to sort by.")
    var sort = SortArgument.name

    @Flag(help: "Sort in descending order.")
    var desc = false

    @Option(help: .init("Columns to show, comma-separated.", valueName: "names"))
    var columns: String?

    @OptionGroup var point: PointOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func request() -> V1.ListGroupsRequest {
        V1.ListGroupsRequest {
            $0.organizationID = organization
            $0.at = point.wire
            $0.kind = kind.wire
            $0.filter = filter.wire
            $0.sort = V1.GroupSort {
                $0.column = sort.wire
                $0.descending = desc
            }
            $0.pageSize = paging.wirePageSize
            $0.pageToken = paging.pageToken ?? ""
        }
    }

    func run() throws {
        let shown = try ColumnChoice.columns(
            columns,
            of: GroupColumns.all,
            standard: kind == .security ? GroupColumns.security : GroupColumns.microsoft365
        )
        let client = try connection.client()
        let call = try client.stream(V1.GroupsService.list, request())
        var list = StreamedList<V1.ListGroupsResponse, V1.GroupRow>(output.printer(), shown) {
            $0.rows
        }
        try list.show(call) { last, count in
            [
                paging.summary("group", count, of: last.totalCount, next: last.nextPageToken),
                FreshnessLine.text(last.freshness, at: point.wire),
            ]
        }
    }
}

/// The conditions of a list of groups.
struct GroupFilterOptions: ParsableArguments {
    @Option(help: .init("Only names that contain this, in any case.", valueName: "text"))
    var filterName: String?

    @Option(help: "Only groups with this status; may be repeated.")
    var status: [StatusArgument] = []

    @Option(help: "Only groups with this type of membership; may be repeated.")
    var membership: [MembershipArgument] = []

    @Option(help: "Only groups of this domain.")
    var domain: String?

    @Flag(
        inversion: .prefixedNo,
        help: "Only groups with, or without, members that match no contact."
    )
    var unmatched: Bool?

    @Flag(help: "Archived groups too.")
    var includeArchived = false

    var wire: V1.GroupFilter {
        V1.GroupFilter {
            $0.nameContains = filterName ?? ""
            $0.statuses = status.map(\.wire)
            $0.membershipTypes = membership.map(\.wire)
            $0.domain = domain ?? ""
            $0.hasUnmatchedMembers = unmatched
            $0.includeArchived = includeArchived
        }
    }
}
