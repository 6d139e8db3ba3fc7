import ArgumentParser
import Client
import Wire

/// The command: the operator's and the newcomer's tool, one verb a file.
struct Muster: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "muster",
        abstract: "Documents the Microsoft Entra ID groups of many organizations.",
        discussion: """
            The verbs call a server, over the protocol that everyone uses. The server \
            is found by --address, MUSTER_ADDRESS, or the data directory of a server on this machine.

            Exit status:
            \(ExitStatus.table)
            """,
        version: Version.text,
        subcommands: [
            Serve.self, Groups.self, OrganizationCommand.self, IntegrationCommand.self, Sync.self,
            RecordsCommand<V1.Contact>.self, RecordsCommand<V1.Configuration>.self,
            UserCommand.self, UserGroupCommand.self, AccountCommand.self, ViewCommand.self,
            TokenCommand.self, WhoAmI.self, ActivityCommand.self, AssetTypeCommand.self,
            MatchCommand.self, RelatedCommand.self, ExportCommand.self, Watch.self,
            Call.self, VersionCommand.self,
            Completion.self,
        ]
    )
}

/// The version of this program.
enum Version {
    static let text = "0.1.0"
}

@main
enum Program {
    static func main() {
        do {
            var command = try Muster.parseAsRoot()
            try command.run()
        } catch {
            exit(after: error)
        }
    }

    private static func exit(after error: any Error) -> Never {
        let failure: CommandError
        switch error {
        case let error as CommandError: failure = error
        case let error as ClientError: failure = CommandError(error)
        case let error as ExitStatusError: Muster.exit(withError: ExitCode(error.status.rawValue))
        default:
            guard Muster.exitCode(for: error) == .validationFailure else {
                Muster.exit(withError: error)
            }
            StandardOutput(2).line("muster: " + usageText(error))
            Muster.exit(withError: ExitCode(ExitStatus.usage.rawValue))
        }
        StandardOutput(2).line("muster: \(failure.message)")
        Muster.exit(withError: ExitCode(failure.status.rawValue))
    }

    /// The parser's message without its own first word, and with its usage lines.
    private static func usageText(_ error: any Error) -> String {
        let text = Muster.fullMessage(for: error)
        return text.hasPrefix("Error: ") ? String(text.dropFirst("Error: ".count)) : text
    }
}

/// The command has said everything already and ends with this status.
struct ExitStatusError: Error {
    let status: ExitStatus
}
