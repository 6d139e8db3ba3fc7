import ArgumentParser

/// `muster version`: the version of this program.
struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version",
        abstract: "Show the version of this program; whoami shows the server's."
    )

    func run() {
        StandardOutput().line("muster \(Version.text)")
    }
}
