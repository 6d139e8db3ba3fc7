import ArgumentParser
import Client
import Wire

/// `muster token`: what principals call with.
struct TokenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Make, list and revoke tokens.",
        subcommands: [Create.self, List.self, Revoke.self],
        aliases: ["tokens"]
    )

    static let columns: [Column<V1.Token>] = [
        Column("id", "Id") { Cell($0.id) },
        Column("principal", "Principal") { Cell($0.principalID) },
        Column("role", "Role") { Cell(role($0.role)) },
        Column("note", "Note") { Cell($0.note) },
        time("created", "Created") { $0.createdAt },
        time("expires", "Expires") { $0.expiresAt },
        time("last-used", "Last used") { $0.lastUsedAt },
        Column("revoked", "Revoked") {
            Cell($0.revoked ? "yes" : "", paint: .red, raw: String($0.revoked))
        },
    ]

    static func role(_ role: V1.Role) -> String {
        RoleArgument.allCases.first { $0.wire == role }?.rawValue ?? "unknown"
    }

    private static func time(
        _ name: String,
        _ title: String,
        _ time: @escaping @Sendable (V1.Token) -> Google.Timestamp?
    ) -> Column<V1.Token> {
        Column(name, title) { Cell(TimeText.short(time($0)), raw: TimeText.full(time($0))) }
    }

    struct Create: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a token and print it, this once.",
            discussion: "The standard output has the token alone, so that it can go into a file."
        )

        @Argument(help: "Who will call with it: a person or a service.")
        var principal: String

        @Option(help: "What a new principal may do, in every organization.")
        var role: RoleArgument?

        @Option(help: .init("Days until it ends. Default: never.", valueName: "days"))
        var expiresInDays: UInt16?

        @Option(help: "What it is for.")
        var note: String?

        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func run() throws {
            let reply = try connection.client().call(
                V1.PrincipalsService.createToken,
                V1.CreateTokenRequest {
                    $0.principalID = principal
                    $0.role = role?.wire ?? .unspecified
                    $0.note = note ?? ""
                    $0.expiresAt = expiresInDays.map { days in
                        Google.Timestamp(milliseconds: (Now.seconds + Int64(days) * 86400) * 1000)
                    }
                }
            )
            let printer = output.printer()
            switch printer.format {
            case .json: try printer.json(reply)
            case .csv: printer.rows([reply.token ?? V1.Token()], TokenCommand.columns)
            case .table:
                printer.output.line(reply.secret)
                StandardOutput(2).line("Keep it now: it is not shown again.")
            }
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List tokens, without the secrets."
        )

        @Option(help: "Only tokens of this principal.")
        var principal: String?

        @Flag(help: "Revoked and expired ones too.")
        var includeRevoked = false

        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func run() throws {
            let reply = try connection.client().call(
                V1.PrincipalsService.listTokens,
                V1.ListTokensRequest {
                    $0.principalID = principal ?? ""
                    $0.includeRevoked = includeRevoked
                }
            )
            let printer = output.printer()
            guard printer.format != .json else { return try printer.json(reply) }
            printer.rows(reply.tokens, TokenCommand.columns)
        }
    }

    struct Revoke: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "End a token at once.")

        @Argument(help: "The token's id, as muster token list shows it.")
        var id: String

        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func run() throws {
            let reply = try connection.client().call(
                V1.PrincipalsService.revokeToken,
                .init { $0.id = id }
            )
            let printer = output.printer()
            guard printer.format != .json else { return try printer.json(reply) }
            printer.note("\(id) is revoked")
        }
    }
}

/// The roles, as words of the command line.
enum RoleArgument: String, CaseIterable, ExpressibleByArgument {
    case administrator
    case manager
    case custom
    case editor
    case creator
    case lite
    case readOnly = "read-only"
    case clientUser = "client-user"

    var wire: V1.Role {
        switch self {
        case .administrator: .administrator
        case .manager: .manager
        case .custom: .custom
        case .editor: .editor
        case .creator: .creator
        case .lite: .lite
        case .readOnly: .readOnly
        case .clientUser: .clientUser
        }
    }
}
