import ArgumentParser
import Client
import Wire

/// `muster account`: what is decided for everybody.
struct AccountCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account",
        abstract: "Show or change what is decided for everybody.",
        discussion: "Without an option it only shows."
    )

    @Option(help: "Document groups; off keeps what is documented and refuses calls about it.")
    var groupDocumentation: SwitchArgument?

    @Option(help: "Client users see groups, where their organization does not say.")
    var clientUsersSeeGroups: SwitchArgument?

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        let client = try connection.client()
        let reply: V1.AccountResponse
        if groupDocumentation == nil, clientUsersSeeGroups == nil {
            reply = try client.call(V1.AccountService.get, .init())
        } else {
            reply = try client.call(
                V1.AccountService.update,
                V1.UpdateAccountRequest {
                    $0.account = V1.AccountSettings {
                        $0.groupDocumentation = groupDocumentation?.isOn
                        $0.clientUsersSeeGroups = clientUsersSeeGroups?.isOn
                    }
                }
            )
        }
        let printer = output.printer()
        guard printer.format != .json else { return try printer.json(reply) }
        printer.properties([
            ("Group documentation", Self.cell(reply.account?.groupDocumentation)),
            ("Client users see groups", Self.cell(reply.account?.clientUsersSeeGroups)),
        ])
    }

    private static func cell(_ isOn: Bool?) -> Cell {
        Cell(isOn ?? false ? "on" : "off", paint: isOn ?? false ? nil : .red)
    }
}

/// On or off, as words of the command line.
enum SwitchArgument: String, CaseIterable, ExpressibleByArgument {
    case on
    case off

    var isOn: Bool { self == .on }
}
