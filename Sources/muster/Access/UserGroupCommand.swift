import ArgumentParser
import Client
import Wire

/// `muster user-group`: users that are given or denied something together.
struct UserGroupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user-group",
        abstract: "Make, list and delete user groups.",
        subcommands: [List.self, Put.self, Delete.self],
        aliases: ["user-groups"]
    )

    static let columns: [Column<V1.UserGroup>] = [
        Column("id", "Id") { Cell($0.id) },
        Column("name", "Name") { Cell($0.name) },
        Column("users", "Users") { Cell($0.userIDs.joined(separator: ", ")) },
        Column("denied", "Denied kinds") { group in
            Cell(
                group.deniedKinds.map { $0 == .security ? "security" : "microsoft365" }
                    .joined(separator: ", "),
                paint: .red
            )
        },
    ]

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List user groups.")

        @Option(help: .init("Only ids and names that contain this.", valueName: "text"))
        var contains: String?

        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func run() throws {
            let reply = try connection.client().call(
                V1.PrincipalsService.listUserGroups,
                .init { $0.contains = contains ?? "" }
            )
            let printer = output.printer()
            guard printer.format != .json else { return try printer.json(reply) }
            printer.rows(reply.userGroups, UserGroupCommand.columns)
        }
    }

    struct Put: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a user group, or replace everything that is set of one."
        )

        @Argument(help: "The user group's id, chosen by you and the same for ever.")
        var id: String

        @Option(help: "What people call it.")
        var name: String?

        @Option(help: .init("A user that is in it; repeat it.", valueName: "id"))
        var user: [String] = []

        @Option(help: .init("A kind of groups that its users do not see.", valueName: "kind"))
        var deny: [KindArgument] = []

        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func run() throws {
            let reply = try connection.client().call(
                V1.PrincipalsService.putUserGroup,
                V1.PutUserGroupRequest {
                    $0.userGroup = V1.UserGroup {
                        $0.id = id
                        $0.name = name ?? ""
                        $0.userIDs = user
                        $0.deniedKinds = deny.map(\.wire)
                    }
                }
            )
            let printer = output.printer()
            guard printer.format != .json else { return try printer.json(reply) }
            printer.rows([reply.userGroup ?? V1.UserGroup()], UserGroupCommand.columns)
            printer.note(reply.created ? "made" : "replaced")
        }
    }

    struct Delete: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Delete a user group; what it denied is denied no more."
        )

        @OptionGroup var deletion: DeletionOptions

        func run() throws {
            let request = V1.DeleteUserGroupRequest {
                $0.id = deletion.id
                $0.confirm = deletion.confirm
            }
            try deletion.run(V1.PrincipalsService.deleteUserGroup, request, revision: \.revision)
        }
    }
}
