import ArgumentParser
import FoundationEssentials
import Glibc
import GraphSimulator

/// The simulated Microsoft Graph as a program.
///
/// It prints one line of JSON with its ports when it is ready, and stops at SIGINT or SIGTERM.
@main
struct MusterGraph: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "muster-graph",
        abstract: "Simulates Microsoft Graph and its token service for generated tenants."
    )

    @Option(help: "The port of Graph; 0 takes any.")
    var port = 0

    @Option(help: "The port that controls the simulator; 0 takes any.")
    var controlPort = 0

    @Option(help: "What everything generated depends on.")
    var seed: UInt64 = 1

    @Option(help: "A tenant to begin with, as PROFILE:NAME; profiles are S, M, L and XL.")
    var tenant: [TenantOption] = []

    @Option(help: "The file of the TLS certificate, in PEM.")
    var certificate: String?

    @Option(help: "The file of the certificate's private key, in PEM.")
    var key: String?

    @Flag(help: "Serve Graph over plain HTTP.")
    var plain = false

    @Option(help: "A file of the certificate that clients may prove themselves with, in PEM.")
    var clientCertificate: String?

    @Option(help: "A file that keeps what happens to the tenants over a restart.")
    var journal: String?

    func validate() throws {
        guard plain != (certificate != nil && key != nil) else {
            throw ValidationError("Give either --certificate and --key, or --plain.")
        }
    }

    func run() async throws {
        let simulator = try Simulator(
            Simulation(seed: seed),
            journal: journal.map { Journal(path: $0) },
            clock: { Int64(Date().timeIntervalSince1970) }
        )
        // A tenant that the journal has brought back already is not made again.
        for option in tenant where !simulator.hasTenant(named: option.name) {
            try simulator.apply(
                .createTenant(.init(profile: option.profile, name: option.name))
            )
        }
        if let clientCertificate {
            try simulator.registerCertificate(pem: try text(of: clientCertificate))
        }
        var tls: SimulatorServer.TLS?
        if let certificate, let key {
            tls = SimulatorServer.TLS(
                certificatePEM: try text(of: certificate),
                privateKeyPEM: try text(of: key)
            )
        }
        let server = SimulatorServer(
            simulator,
            tls: tls,
            graphPort: port,
            controlPort: controlPort
        )
        let scheme = plain ? "http" : "https"
        try await server.run { ports in
            print(
                """
                {"ready":true,"graph":"\(scheme)://127.0.0.1:\(ports.graph)",\
                "control":"http://127.0.0.1:\(ports.control)","port":\(ports.graph),\
                "controlPort":\(ports.control)}
                """
            )
            // Whoever started the program reads the line through a pipe.
            fflush(nil)
        }
    }

    private func text(of path: String) throws -> String {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ValidationError("The file '\(path)' cannot be read.")
        }
        return String(decoding: data, as: UTF8.self)
    }
}

/// A tenant named on the command line.
struct TenantOption: ExpressibleByArgument {
    let profile: Profile
    let name: String

    init?(argument: String) {
        let parts = argument.split(separator: ":", maxSplits: 1)
        guard parts.count == 2, let profile = Profile(rawValue: parts[0].uppercased()) else {
            return nil
        }
        self.profile = profile
        name = String(parts[1])
    }
}
