import ArgumentParser
import Client
import Wire

/// `muster user`: who may call, what they may do, and where.
struct UserCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user",
        abstract: "Make, list and delete users.",
        subcommands: [List.self, Put.self, Delete.self],
        aliases: ["users"]
    )

    static let columns: [Column<V1.User>] = [
        Column("id", "Id") { Cell($0.id) },
        Column("name", "Name") { Cell($0.name) },
        Column("role", "Role") { Cell(role($0)) },
        Column("organizations", "Organizations") { user in
            Cell(user.allOrganizations ? "all" : user.organizationIDs.joined(separator: ", "))
        },
        Column("user-groups", "User groups") { Cell($0.userGroupIDs.joined(separator: ", ")) },
        Column("disabled", "Off") {
            Cell($0.disabled ? "yes" : "", paint: .red, raw: String($0.disabled))
        },
    ]

    private static func role(_ user: V1.User) -> String {
        let additions = [
            user.documentationAdministration ? "documentation" : "",
            user.removal ? "removal" : "",
        ].filter { !$0.isEmpty }
        let role = TokenCommand.role(user.role)
        return additions.isEmpty ? role : "\(role) (\(additions.joined(separator: ", ")))"
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List users.")

        @Option(help: .init("Only ids and names that contain this.", valueName: "text"))
        var contains: String?

        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func run() throws {
            let reply = try connection.client().call(
                V1.PrincipalsService.listUsers,
                .init { $0.contains = contains ?? "" }
            )
            let printer = output.printer()
            guard printer.format != .json else { return try printer.json(reply) }
            printer.rows(reply.users, UserCommand.columns)
        }
    }

    struct Put: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a user, or replace everything that is set of one.",
            discussion:
                "What is left out is empty from then on. Its tokens and streams follow at once."
        )

        @Argument(help: "The user's id, chosen by you and the same for ever.")
        var id: String

        @Option(help: "What the user may do.")
        var role: RoleArgument

        @Option(help: "What people call the user.")
        var name: String?

        @Option(help: .init("An organization that the user sees; repeat it.", valueName: "id"))
        var organization: [String] = []

        @Flag(help: "The user sees every organization, those of tomorrow included.")
        var allOrganizations = false

        @Flag(help: "Of a custom role: it may make, archive and export groups.")
        var documentationAdministration = false

        @Flag(help: "Of a custom role: it may also remove.")
        var removal = false

        @Flag(help: "The user's tokens are refused.")
        var disabled = false

        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func run() throws {
            let reply = try connection.client().call(
                V1.PrincipalsService.putUser,
                V1.PutUserRequest {
                    $0.user = V1.User {
                        $0.id = id
                        $0.name = name ?? ""
                        $0.role = role.wire
                        $0.organizationIDs = organization
                        $0.allOrganizations = allOrganizations
                        $0.documentationAdministration = documentationAdministration
                        $0.removal = removal
                        $0.disabled = disabled
                    }
                }
            )
            let printer = output.printer()
            guard printer.format != .json else { return try printer.json(reply) }
            printer.rows([reply.user ?? V1.User()], UserCommand.columns)
            printer.note(reply.created ? "made" : "replaced")
        }
    }

    struct Delete: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Delete a user with its tokens."
        )

        @OptionGroup var deletion: DeletionOptions

        func run() throws {
            let request = V1.DeleteUserRequest {
                $0.id = deletion.id
                $0.confirm = deletion.confirm
            }
            try deletion.run(V1.PrincipalsService.deleteUser, request, revision: \.revision)
        }
    }
}
