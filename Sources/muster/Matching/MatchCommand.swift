import ArgumentParser
import Client
import Wire

/// `muster match`: which contact each user is, and which configuration each device.
struct MatchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "match",
        abstract: "See and choose which contact a user is, and which configuration a device.",
        subcommands: [
            MatchList.self, MatchSet.self, MatchUnset.self, MatchIgnore.self, MatchExplain.self,
        ]
    )

    static let columns: [Column<V1.MatchRow>] = [
        Column("name", "Name") { Cell($0.name) },
        Column("type", "Type") { Cell(type($0)) },
        Column("user-principal-name", "User principal name") { Cell($0.userPrincipalName) },
        Column("match", "Match") {
            MatchText.cell($0.state, candidates: UInt32($0.candidates.count))
        },
        Column("record", "Record") { Cell($0.record?.name ?? "", raw: $0.record?.externalID) },
        Column("candidates", "Candidates") {
            Cell(
                $0.candidates.map(\.name).joined(separator: ", "),
                raw: $0.candidates.map(\.externalID).joined(separator: " ")
            )
        },
        Column("reason", "Reason") { Cell($0.reason) },
        Column("entra-id", "Entra id") { Cell($0.entraID) },
    ]

    private static func type(_ row: V1.MatchRow) -> String {
        switch row.type {
        case .user: (row.guest ? "guest" : "user") + (row.disabled ? " (disabled)" : "")
        case .device: row.disabled ? "device (disabled)" : "device"
        case .unspecified, .unrecognized: ""
        }
    }

    static func show(_ reply: V1.MatchResponse, _ printer: Printer) throws {
        guard printer.format != .json else { return try printer.json(reply) }
        printer.rows([reply.row].compactMap(\.self), columns)
    }
}

/// One user or device of an organization.
struct MatchTarget: ParsableArguments {
    @Argument(help: "The organization's id.")
    var organization: String

    @Argument(help: .init("The user's or device's object id in Entra.", valueName: "entra-id"))
    var object: String
}

/// `muster match list`: how everybody stands.
struct MatchList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List users and devices with their records, and why."
    )

    @Argument(help: "The organization's id.")
    var organization: String

    @Option(help: "Only users, or only devices.")
    var type: MatchTypeArgument?

    @Option(help: "Only this state; may be repeated.")
    var state: [MatchStateArgument] = []

    @Option(help: .init("Only names and addresses that contain this.", valueName: "text"))
    var filterName: String?

    @OptionGroup var paging: PagingOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        let client = try connection.client()
        let call = try client.stream(
            V1.MatchingService.list,
            V1.ListMatchesRequest {
                $0.organizationID = organization
                $0.type = type?.wire ?? .unspecified
                $0.states = state.map(\.wire)
                $0.nameContains = filterName ?? ""
                $0.pageSize = paging.wirePageSize
                $0.pageToken = paging.pageToken ?? ""
            }
        )
        var list = StreamedList<V1.ListMatchesResponse, V1.MatchRow>(
            output.printer(),
            MatchCommand.columns
        ) { $0.rows }
        try list.show(call) { last, count in
            [
                paging.summary(
                    "object",
                    count,
                    of: last.totalCount,
                    next: last.nextPageToken
                )
            ]
        }
    }
}

/// `muster match set`: a person's choice.
struct MatchSet: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Say which record a user or a device is; it stands until it is undone."
    )

    @OptionGroup var target: MatchTarget
    @Argument(help: "The external id of the contact or the configuration.")
    var record: String
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        let request = V1.MatchRequest {
            $0.organizationID = target.organization
            $0.entraID = target.object
            $0.externalID = record
        }
        let client = try connection.client()
        let reply = try client.call(V1.MatchingService.match, request)
        try MatchCommand.show(reply, output.printer())
    }
}

/// `muster match unset`: back to the rules.
struct MatchUnset: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unset",
        abstract: "Give a user or a device back to the rules, which may find the same record again."
    )

    @OptionGroup var target: MatchTarget
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        let request = V1.UnmatchRequest {
            $0.organizationID = target.organization
            $0.entraID = target.object
        }
        let client = try connection.client()
        let reply = try client.call(V1.MatchingService.unmatch, request)
        try MatchCommand.show(reply, output.printer())
    }
}

/// `muster match ignore`: no record at all.
struct MatchIgnore: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ignore",
        abstract: "Say that a user or a device has no record."
    )

    @OptionGroup var target: MatchTarget
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        let request = V1.IgnoreMatchRequest {
            $0.organizationID = target.organization
            $0.entraID = target.object
        }
        let client = try connection.client()
        let reply = try client.call(V1.MatchingService.ignore, request)
        try MatchCommand.show(reply, output.printer())
    }
}

/// `muster match explain`: why.
struct MatchExplain: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Tell why a user or a device is matched or not, stage by stage."
    )

    @OptionGroup var target: MatchTarget
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    private static let columns: [Column<V1.MatchStageResult>] = [
        Column("stage", "Stage") { Cell(word($0.stage)) },
        Column("keys", "Looks for") { Cell($0.keys.joined(separator: ", ")) },
        Column("found", "Found") {
            Cell(
                $0.candidates.map(\.name).joined(separator: ", "),
                raw: $0.candidates.map(\.externalID).joined(separator: " ")
            )
        },
        Column("decides", "Decides") { Cell($0.decides ? "yes" : "", raw: String($0.decides)) },
        Column("reason", "Reason") { Cell($0.reason) },
    ]

    func run() throws {
        let request = V1.ExplainMatchRequest {
            $0.organizationID = target.organization
            $0.entraID = target.object
        }
        let client = try connection.client()
        let reply = try client.call(V1.MatchingService.explain, request)
        let printer = output.printer()
        guard printer.format != .json else { return try printer.json(reply) }
        printer.rows(reply.stages, Self.columns)
        guard let row = reply.row else { return }
        printer.note("\(TerminalText.plain(row.name)): \(row.reason)")
    }

    private static func word(_ stage: V1.MatchStage) -> String {
        switch stage {
        case .email: "mail address"
        case .userPrincipalName: "user principal name"
        case .fullName: "first and last name"
        case .deviceName: "device name"
        case .manual: "by hand"
        case .unspecified, .unrecognized: ""
        }
    }
}

/// What is matched, as words of the command line.
enum MatchTypeArgument: String, CaseIterable, ExpressibleByArgument {
    case user
    case device

    var wire: V1.MatchedType {
        switch self {
        case .user: .user
        case .device: .device
        }
    }
}

/// How something is matched, as words of the command line.
enum MatchStateArgument: String, CaseIterable, ExpressibleByArgument {
    case matched
    case ambiguous
    case unmatched
    case ignored

    var wire: V1.MatchState {
        switch self {
        case .matched: .matched
        case .ambiguous: .ambiguous
        case .unmatched: .unmatched
        case .ignored: .ignored
        }
    }
}
