import ArgumentParser
import Client
import Wire

/// `muster whoami`: who the server takes the caller for.
struct WhoAmI: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "whoami",
        abstract: "Show who the server takes you for."
    )

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        let client = try connection.client()
        let reply = try client.call(V1.PrincipalsService.whoAmI, .init())
        let printer = output.printer()
        guard printer.format != .json else { return try printer.json(reply) }
        printer.properties([
            ("Principal", Cell(reply.principalID)),
            ("Role", Cell(TokenCommand.role(reply.role))),
            ("Token", Cell(reply.tokenID)),
            ("Token ends", Cell(reply.tokenExpiresAt.map { TimeText.full($0) } ?? "never")),
            ("Server", Cell("\(client.settings.address), version \(reply.serverVersion)")),
            ("Store", Cell(reply.storeID)),
            ("Revision", Cell(reply.revision)),
        ])
    }
}
