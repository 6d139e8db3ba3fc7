import ArgumentParser
import Client
import Wire

/// `muster integration create`.
struct IntegrationCreate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Make an integration."
    )

    @Option(help: "Its id, chosen by you. Default: chosen by the server.")
    var id: String?

    @OptionGroup var settings: IntegrationSettings
    @OptionGroup var credential: CredentialOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if settings.name == nil { throw ValidationError("--name is required.") }
        if settings.applicationID == nil { throw ValidationError("--application-id is required.") }
    }

    func run() throws {
        var integration = V1.Integration { $0.id = id ?? "" }
        _ = settings.apply(to: &integration)
        var request = V1.CreateIntegrationRequest()
        request.integration = integration
        request.credential = try credential.credential()
        let reply = try connection.client().call(V1.IntegrationsService.create, request)
        try IntegrationCommand.show(reply, output.printer())
    }
}

/// `muster integration list`.
struct IntegrationList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List integrations."
    )

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        let reply = try connection.client().call(V1.IntegrationsService.list, .init())
        let printer = output.printer()
        guard printer.format != .json else { return try printer.json(reply) }
        printer.rows(reply.integrations, IntegrationCommand.columns)
    }
}

/// `muster integration get`.
struct IntegrationGet: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get",
        abstract: "Show one integration with its tenants."
    )

    @Argument(help: "The integration's id.")
    var id: String

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        let reply = try connection.client().call(V1.IntegrationsService.get, .init { $0.id = id })
        try IntegrationCommand.show(reply, output.printer())
    }
}

/// `muster integration update`.
struct IntegrationUpdate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "update",
        abstract: "Change settings of an integration; those not named stay."
    )

    @Argument(help: "The integration's id.")
    var id: String

    @OptionGroup var settings: IntegrationSettings
    @OptionGroup var credential: CredentialOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        var integration = V1.Integration { $0.id = id }
        var request = V1.UpdateIntegrationRequest()
        request.updateFields = settings.apply(to: &integration)
        request.integration = integration
        request.credential = try credential.credential()
        guard !request.updateFields.isEmpty || request.credential != nil else {
            throw CommandError(.usage, "nothing to change: give a setting or a credential")
        }
        let reply = try connection.client().call(V1.IntegrationsService.update, request)
        try IntegrationCommand.show(reply, output.printer())
    }
}

/// `muster integration put-tenant`.
struct IntegrationPutTenant: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "put-tenant",
        abstract: "Let an integration read a tenant, for an organization."
    )

    @Argument(help: "The integration's id.")
    var id: String

    @Argument(help: "The tenant's id in Entra.")
    var tenant: String

    @Option(help: "The id of the organization that the tenant documents.")
    var organization: String

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        let reply = try connection.client().call(
            V1.IntegrationsService.putTenant,
            V1.PutTenantRequest {
                $0.integrationID = id
                $0.tenant = V1.Tenant {
                    $0.tenantID = tenant
                    $0.organizationID = organization
                }
            }
        )
        try IntegrationCommand.show(reply, output.printer())
    }
}
