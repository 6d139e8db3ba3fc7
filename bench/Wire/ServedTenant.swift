import Client
import Cryptography
import Foundation
import Transport

/// The real server with one tenant that it has synced from a simulated Microsoft Graph, as child processes.
///
/// The simulator ends when the sync is done: what is measured stands still.
final class ServedTenant {
    static let organization = "bench"
    let server: ChildProcess
    let cleartext: ServerAddress
    let secure: ServerAddress
    let token: String
    let certificatePath: String
    let privateKeyPath: String
    private let folder: TemporaryFolder

    /// - Parameters:
    ///   - profile: How large the simulated tenant is: S, M or L.
    ///   - programs: The folder of the built programs.
    ///   - pin: What is put before the command of a server, to hold it on one processor.
    /// - Throws: What could not be started or set up.
    init(profile: String, programs: String, pin: [String]) throws {
        folder = try TemporaryFolder()
        certificatePath = folder.path("server.pem")
        privateKeyPath = folder.path("server.key")
        let certificate = try SelfSignedCertificate.make(
            commonName: "bench",
            names: ["127.0.0.1"],
            days: 2
        )
        try certificate.certificatePEM.write(
            toFile: certificatePath,
            atomically: true,
            encoding: .utf8
        )
        try Self.writeSecret(certificate.privateKeyPEM, to: privateKeyPath)
        let simulator = try ChildProcess(
            ["\(programs)/muster-graph", "--plain", "--tenant", "\(profile):Bench"],
            isServer: true
        )
        let ready = try JSONDecoder().decode(Ready.self, from: Data(simulator.nextLine().utf8))
        let data = folder.path("data")
        server = try ChildProcess(
            pin + [
                "\(programs)/muster", "serve", "--data", data, "--loops", "1",
                "--listen-cleartext", "127.0.0.1:0", "--listen-tls", "127.0.0.1:0",
                "--tls-certificate", certificatePath, "--tls-key", privateKeyPath,
                "--graph-base", ready.graph, "--graph-login-base", ready.graph,
                "--sync-schedule", "false", "--log-level", "error",
            ],
            isServer: true
        )
        let addresses = try Self.addresses(of: server)
        guard let cleartext = addresses.first(where: { !$0.isSecure }),
            let secure = addresses.first(where: \.isSecure)
        else { throw BenchFailure("the server listens on \(addresses)") }
        self.cleartext = cleartext
        self.secure = secure
        token = try String(contentsOfFile: "\(data)/admin.token", encoding: .utf8)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        try withExtendedLifetime(simulator) {
            try setUp(control: ready.control, data: data, muster: "\(programs)/muster")
        }
    }

    /// A client of the cleartext listener.
    func client() -> MusterClient {
        MusterClient(.init(address: cleartext, token: token))
    }

    private func setUp(control: String, data: String, muster: String) throws {
        let text = try Self.output(of: ["curl", "-sf", "\(control)/tenants"])
        let tenants = try JSONDecoder().decode(Tenants.self, from: Data(text.utf8))
        guard let tenant = tenants.tenants.first else { throw BenchFailure("there is no tenant") }
        let secret = folder.path("secret")
        try Self.writeSecret(tenant.clientSecret, to: secret)
        let contacts = folder.path("contacts.csv")
        _ = try Self.output(of: [
            "curl", "-sf", "-o", contacts,
            "\(control)/contacts?tenant=\(tenant.id)&share=0.9&seed=1",
        ])
        let common = ["--data", data, "--address", "\(cleartext)"]
        func run(_ arguments: [String]) throws {
            _ = try Self.output(of: [muster] + arguments + common)
        }
        try run(["organization", "put", Self.organization, "Bench"])
        // Some of the contacts are made to be rejected, which the command's exit status says.
        _ = ChildProcess.output(
            of: [muster, "contacts", "import", Self.organization, contacts] + common
        )
        try run([
            "integration", "create", "--id", "bench", "--name", "Bench",
            "--application-id", tenant.clientId, "--sync-security", "--sync-microsoft365",
            "--secret-file", secret,
        ])
        try run([
            "integration", "put-tenant", "bench", tenant.id, "--organization", Self.organization,
        ])
        try run(["sync", "--all"])
    }

    private static func addresses(of server: ChildProcess) throws -> [ServerAddress] {
        var addresses: [ServerAddress] = []
        while true {
            let line = try server.nextLine()
            if line.hasPrefix("ready ") { return addresses }
            if let last = line.split(separator: " ").last, let address = ServerAddress(String(last))
            {
                addresses.append(address)
            }
        }
    }

    private static func output(of command: [String]) throws -> String {
        guard let output = ChildProcess.output(of: command, showsErrors: true) else {
            throw BenchFailure("failed: \(command.joined(separator: " "))")
        }
        return output
    }

    private static func writeSecret(_ text: String, to path: String) throws {
        let isWritten = FileManager.default.createFile(
            atPath: path,
            contents: Data(text.utf8),
            attributes: [.posixPermissions: 0o600]
        )
        guard isWritten else { throw BenchFailure("cannot write \(path)") }
    }

    /// The line that the simulator prints when it serves.
    private struct Ready: Decodable {
        var graph: String
        var control: String
    }

    private struct Tenants: Decodable {
        struct Tenant: Decodable {
            var id: String
            var clientId: String
            var clientSecret: String
        }

        var tenants: [Tenant]
    }
}
