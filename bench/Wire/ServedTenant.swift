import Client
import Cryptography
import Foundation
import Transport

/// The real server over a stored tenant, as a child process that nothing but the load disturbs.
final class ServedTenant {
    static let organization = StoredTenant.organization
    let tenant: StoredTenant
    let server: ChildProcess
    let cleartext: ServerAddress
    let secure: ServerAddress
    let token: String
    let certificatePath: String
    let privateKeyPath: String
    /// From the start of the process until it says that it serves.
    let timeToReady: Duration
    private let folder: TemporaryFolder
    private let data: String

    /// - Parameters:
    ///   - tenant: What is in the store.
    ///   - data: The folder of the store.
    ///   - programs: The folder of the built programs.
    ///   - pin: What is put before the server's command, to hold it on one processor.
    /// - Throws: What could not be started.
    init(_ tenant: StoredTenant, in data: String, programs: String, pin: [String]) throws {
        self.tenant = tenant
        self.data = data
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
        let start = ContinuousClock.now
        server = try ChildProcess(
            pin + [
                "\(programs)/muster", "serve", "--data", data, "--loops", "1",
                "--listen-cleartext", "127.0.0.1:0", "--listen-tls", "127.0.0.1:0",
                "--tls-certificate", certificatePath, "--tls-key", privateKeyPath,
                "--sync-schedule", "false", "--log-level", "error",
            ],
            isServer: true
        )
        let addresses = try Self.addresses(of: server)
        timeToReady = ContinuousClock.now - start
        guard let cleartext = addresses.first(where: { !$0.isSecure }),
            let secure = addresses.first(where: \.isSecure)
        else { throw BenchFailure("the server listens on \(addresses)") }
        self.cleartext = cleartext
        self.secure = secure
        token = try String(contentsOfFile: "\(data)/admin.token", encoding: .utf8)
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// A client of the cleartext listener, patient with a server that is still loading.
    func client() -> MusterClient {
        MusterClient(.init(address: cleartext, token: token, timeout: .seconds(300)))
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

    private static func writeSecret(_ text: String, to path: String) throws {
        let isWritten = FileManager.default.createFile(
            atPath: path,
            contents: Data(text.utf8),
            attributes: [.posixPermissions: 0o600]
        )
        guard isWritten else { throw BenchFailure("cannot write \(path)") }
    }
}
