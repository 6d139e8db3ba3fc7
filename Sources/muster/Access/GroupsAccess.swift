import ArgumentParser
import Client
import Wire

/// `muster groups access`: who sees a group, and through what.
struct GroupsAccess: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "access",
        abstract: "Show who sees a group, or say who shall.",
        discussion: """
            Without an option it only shows. Users and user groups that are given take the place \
            of those that were set; administrators see every group.
            """
    )

    @OptionGroup var target: GroupArguments

    @Option(help: .init("Only listed users see it: this one; repeat it.", valueName: "id"))
    var user: [String] = []

    @Option(help: .init("The users of this user group see it; repeat it.", valueName: "id"))
    var userGroup: [String] = []

    @Flag(help: "Nobody but administrators sees it.")
    var administratorsOnly = false

    @Flag(help: "Everyone who sees the organization sees it.")
    var everyone = false

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    private var isList: Bool { !user.isEmpty || !userGroup.isEmpty }

    func validate() throws {
        let wishes = [isList, administratorsOnly, everyone].filter(\.self).count
        guard wishes <= 1 else {
            throw ValidationError(
                "Give users and user groups, or --administrators-only, or --everyone."
            )
        }
    }

    func run() throws {
        let client = try connection.client()
        let id = try target.assetID(client)
        if isList || administratorsOnly || everyone {
            _ = try client.call(
                V1.GroupsService.setAccess,
                V1.SetAccessRequest {
                    $0.ids = [id]
                    $0.atomic = true
                    $0.access = V1.GroupAccess {
                        $0.restricted = !everyone
                        $0.userIDs = user
                        $0.userGroupIDs = userGroup
                    }
                }
            )
        }
        let reply = try client.call(V1.GroupsService.getAccess, .init { $0.id = id })
        let printer = output.printer()
        guard printer.format != .json else { return try printer.json(reply) }
        printer.rows(reply.viewers, Self.columns)
        printer.note(
            reply.access?.restricted ?? false
                ? "restricted: administrators and whoever is listed"
                : "everyone who sees organization \"\(reply.organizationID)\""
        )
    }

    private static let columns: [Column<V1.GroupViewer>] = [
        Column("user", "User") { Cell($0.userID) },
        Column("name", "Name") { Cell($0.name) },
        Column("role", "Role") { Cell(TokenCommand.role($0.role)) },
        Column("through", "Through") { viewer in
            Cell(viewer.grants.map(through).joined(separator: ", "))
        },
    ]

    private static func through(_ grant: V1.AccessGrant) -> String {
        switch grant.through {
        case .administrator: "being administrator"
        case .organization: "the organization"
        case .listed: "the list"
        case .userGroup: "user group \(grant.userGroupID)"
        case .unspecified, .unrecognized: "something else"
        }
    }
}
