import ArgumentParser
import Client
import Wire

/// `muster integration remove`.
struct IntegrationRemove: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Remove an integration; its groups stay, disabled."
    )

    @Argument(help: "The integration's id.")
    var id: String

    @OptionGroup var confirmation: Confirmation
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        try confirmation.ask("Remove integration \(id)? Its groups stay, but nothing follows them.")
        let reply = try connection.client().call(
            V1.IntegrationsService.remove,
            V1.RemoveIntegrationRequest {
                $0.id = id
                $0.confirm = true
            }
        )
        let printer = output.printer()
        guard printer.format != .json else { return try printer.json(reply) }
        printer.note("removed as of revision \(reply.revision)")
    }
}

/// `muster integration remove-tenant`.
struct IntegrationRemoveTenant: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove-tenant",
        abstract: "Take a tenant from an integration; its groups stay, disabled."
    )

    @Argument(help: "The integration's id.")
    var id: String

    @Argument(help: "The tenant's id in Entra.")
    var tenant: String

    @OptionGroup var confirmation: Confirmation
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        try confirmation.ask("Take tenant \(tenant) from \(id)? Nothing follows its groups then.")
        let reply = try connection.client().call(
            V1.IntegrationsService.removeTenant,
            V1.RemoveTenantRequest {
                $0.integrationID = id
                $0.tenantID = tenant
                $0.confirm = true
            }
        )
        try IntegrationCommand.show(reply, output.printer())
    }
}

/// `muster integration consent`.
struct IntegrationConsent: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "consent",
        abstract: "Print the links by which an administrator of a tenant grants permissions."
    )

    @Argument(help: "The integration's id.")
    var id: String

    @Option(help: "The tenant's id in Entra. Default: all that it manages.")
    var tenant: String?

    @Option(help: .init("Where Microsoft sends the administrator afterwards.", valueName: "uri"))
    var redirect: String?

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    private static let columns: [Column<V1.ConsentLink>] = [
        Column("tenant-id", "Tenant") { Cell($0.tenantID) },
        Column("use", "Use") { $0.fallback ? Cell("fallback", paint: .yellow) : Cell("first") },
        Column("url", "Link") { Cell($0.url) },
        Column("permissions", "Permissions") { Cell($0.permissions.joined(separator: " ")) },
    ]

    func run() throws {
        let reply = try connection.client().call(
            V1.IntegrationsService.consentLinks,
            V1.ConsentLinksRequest {
                $0.integrationID = id
                $0.tenantID = tenant ?? ""
                $0.redirectURI = redirect ?? ""
            }
        )
        let printer = output.printer()
        switch printer.format {
        case .json: try printer.json(reply)
        case .csv: printer.rows(reply.links, Self.columns)
        case .table:
            // Links are there to be copied: one a line, whole.
            for link in reply.links {
                let use = link.fallback ? "fallback, asks for" : "first, needs"
                let permissions = link.permissions.joined(separator: " ")
                printer.output.line(
                    "\(link.tenantID)  \(use) \(permissions)\n  \(TerminalText.plain(link.url))"
                )
                if !link.warning.isEmpty { printer.note("  \(link.warning)") }
            }
        }
    }
}
