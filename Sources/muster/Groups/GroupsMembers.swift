import ArgumentParser
import Client
import Wire

/// `muster groups members`: who is in a group.
struct GroupsMembers: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "members",
        abstract: "List the users and other members of a group."
    )

    @OptionGroup var target: GroupArguments
    @OptionGroup var part: MemberPartOptions
    @OptionGroup var paging: PagingOptions
    @OptionGroup var point: PointOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    static let columns: [Column<V1.MemberRow>] = [
        Column("name", "Name") { Cell($0.name.isEmpty ? $0.displayName : $0.name) },
        Column("type", "Type") { Cell(type($0)) },
        Column("user-principal-name", "User principal name") { Cell($0.userPrincipalName) },
        Column("mail", "Mail") { Cell($0.mail) },
        Column("match", "Match") { MatchText.cell($0.matchState, candidates: $0.candidateCount) },
        Column("contact", "Contact") { Cell($0.contact?.name ?? "", raw: $0.contact?.externalID) },
        Column("entra-id", "Entra id") { Cell($0.entraID) },
    ]

    func run() throws {
        let client = try connection.client()
        let id = try target.assetID(client, at: point.wire)
        let call = try client.stream(
            V1.GroupsService.members,
            V1.ListMembersRequest {
                $0.id = id
                $0.at = point.wire
                $0.sections = part.section.map(\.wire)
                $0.nameContains = part.filterName ?? ""
                $0.pageSize = paging.wirePageSize
                $0.pageToken = paging.pageToken ?? ""
            }
        )
        var list = StreamedList<V1.ListMembersResponse, V1.MemberRow>(
            output.printer(),
            Self.columns
        ) { $0.rows }
        try list.show(call) { last, count in
            [
                last.membershipHidden
                    ? "the members of this group are hidden: unknown, not none" : "",
                paging.summary("member", count, of: last.totalCount, next: last.nextPageToken),
                FreshnessLine.text(last.freshness, at: point.wire),
            ]
        }
    }

    private static func type(_ row: V1.MemberRow) -> String {
        switch row.type {
        case .user: (row.guest ? "guest" : "user") + (row.disabled ? " (disabled)" : "")
        case .servicePrincipal: "service principal"
        case .organizationalContact: "organizational contact"
        case .other, .unspecified, .unrecognized: "other"
        }
    }
}

/// Which members are wanted.
struct MemberPartOptions: ParsableArguments {
    @Option(help: "Only this section; may be repeated.")
    var section: [SectionArgument] = []

    @Option(help: .init("Only names that contain this, in any case.", valueName: "text"))
    var filterName: String?
}

/// Whether and how something was matched, in a word.
enum MatchText {
    static func cell(_ state: V1.MatchState, candidates: UInt32) -> Cell {
        switch state {
        case .matched: Cell("matched", paint: .green)
        case .ambiguous: Cell("ambiguous (\(candidates))", paint: .yellow, raw: "ambiguous")
        case .unmatched: Cell("not matched")
        case .ignored: Cell("ignored", paint: .dim)
        case .unspecified, .unrecognized: Cell("")
        }
    }
}
