import ArgumentParser
import Client
import Wire

/// `muster organization`: the clients whose directories are documented.
struct OrganizationCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "organization",
        abstract: "Show and change organizations.",
        subcommands: [List.self, Get.self, Put.self, Delete.self],
        aliases: ["organizations"]
    )

    static let columns: [Column<V1.Organization>] = [
        Column("id", "Id") { Cell($0.id) },
        Column("name", "Name") { Cell($0.name) },
        Column("tenants", "Tenants") { organization in
            Cell(
                organization.tenants.map { $0.name.isEmpty ? $0.tenantID : $0.name }
                    .joined(separator: ", "),
                raw: organization.tenants.map(\.tenantID).joined(separator: " ")
            )
        },
    ]

    /// Shows one organization.
    static func show(_ organization: V1.Organization?, _ printer: Printer) {
        let organization = organization ?? V1.Organization()
        printer.properties(
            [
                ("Id", Cell(organization.id)), ("Name", Cell(organization.name)),
                (
                    "Client users",
                    Cell(
                        ClientVisibilityArgument.allCases
                            .first { $0.wire == organization.clientVisibility }?.rawValue ?? ""
                    )
                ),
            ]
                + organization.tenants.map { tenant in
                    (
                        "Tenant",
                        Cell("\(tenant.name) \(tenant.tenantID), by \(tenant.integrationID)")
                    )
                }
        )
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List organizations.")

        @Option(help: .init("Only names that contain this, in any case.", valueName: "text"))
        var filterName: String?

        @OptionGroup var paging: PagingOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func run() throws {
            let client = try connection.client()
            var whole = V1.ListOrganizationsResponse()
            var token = paging.pageToken ?? ""
            repeat {
                let page = try client.call(
                    V1.OrganizationsService.list,
                    V1.ListOrganizationsRequest {
                        $0.nameContains = filterName ?? ""
                        $0.pageSize = paging.all ? 1000 : paging.pageSize
                        $0.pageToken = token
                    }
                )
                whole.organizations += page.organizations
                whole.revision = page.revision
                token = page.nextPageToken
            } while paging.all && !token.isEmpty
            whole.nextPageToken = token

            let printer = output.printer()
            guard printer.format != .json else { return try printer.json(whole) }
            if !whole.organizations.isEmpty || printer.format == .csv {
                printer.rows(whole.organizations, OrganizationCommand.columns)
            }
            let count = UInt64(whole.organizations.count)
            printer.note(paging.summary("organization", count, of: 0, next: token))
        }
    }

    struct Get: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show one organization.")

        @Argument(help: "The organization's id.")
        var id: String

        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func run() throws {
            let reply = try connection.client().call(
                V1.OrganizationsService.get,
                .init { $0.id = id }
            )
            let printer = output.printer()
            guard printer.format != .json else { return try printer.json(reply) }
            OrganizationCommand.show(reply.organization, printer)
            printer.note(FreshnessLine.text(reply.freshness, now: Now.seconds))
        }
    }

    struct Put: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Make or rename an organization.")

        @Argument(help: "The organization's id, chosen by you and the same for ever.")
        var id: String

        @Argument(help: "Its name; a tenant of this name is documented here.")
        var name: String

        @Option(help: "Whether its client users see it; without this it stays as it is.")
        var clientVisibility: ClientVisibilityArgument?

        @OptionGroup var output: OutputOptions
        @OptionGroup var connection: ConnectionOptions

        func run() throws {
            let reply = try connection.client().call(
                V1.OrganizationsService.put,
                V1.PutOrganizationRequest {
                    $0.organization = V1.Organization {
                        $0.id = id
                        $0.name = name
                        $0.clientVisibility = clientVisibility?.wire ?? .unspecified
                    }
                }
            )
            let printer = output.printer()
            guard printer.format != .json else { return try printer.json(reply) }
            OrganizationCommand.show(reply.organization, printer)
            printer.note(reply.created ? "made" : "it was there already; its name is as given")
        }
    }

    struct Delete: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Delete an organization with everything that is documented of it."
        )

        @OptionGroup var deletion: DeletionOptions

        func run() throws {
            let request = V1.DeleteOrganizationRequest {
                $0.id = deletion.id
                $0.confirm = deletion.confirm
            }
            try deletion.run(V1.OrganizationsService.delete, request, revision: \.revision)
        }
    }
}

/// Whether client users see an organization, as words of the command line.
enum ClientVisibilityArgument: String, CaseIterable, ExpressibleByArgument {
    case accountDefault = "account-default"
    case shown
    case hidden

    var wire: V1.ClientVisibility {
        switch self {
        case .accountDefault: .accountDefault
        case .shown: .shown
        case .hidden: .hidden
        }
    }
}
