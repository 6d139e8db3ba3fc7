import Client
import Cryptography
import Logging
import Testing
import Transport
import Wire

@testable import Server

/// A service in this process, on ports of its own, in a directory that outlives it.
final class RunningService {
    let service: Service
    let settings: Settings
    private var isStopped = false
    /// The clients that it gave out: one that nobody reads from answers no ping, and the drain would wait for it.
    private var clients: [MusterClient] = []

    /// Keeps everything in `directory`; a secure one finds `certificate.pem` and `key.pem` there.
    init(
        in directory: ScratchDirectory,
        isSecure: Bool = false,
        flags further: [String: String] = [:]
    ) throws {
        var flags = [
            "data": directory.path, "listen.cleartext": "127.0.0.1:0", "loops": "2",
            "sync.schedule": "false", "changes.goodbye-ms": "50",
        ]
        flags.merge(further) { _, new in new }
        if isSecure {
            flags["listen.tls"] = "127.0.0.1:0"
            flags["tls.certificate"] = directory.path + "/certificate.pem"
            flags["tls.key"] = directory.path + "/key.pem"
        }
        settings = try SettingsReader(file: nil, environment: [:], flags: flags).settings()
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        service = try Service(settings: settings, logger: logger)
    }

    deinit { stop() }

    /// Disconnects the clients that it gave out, then stops.
    func stop() {
        for client in clients { client.disconnect() }
        stopUnderClients()
    }

    /// Stops with clients still connected, who have to read meanwhile; may be called on another thread.
    func stopUnderClients() {
        guard !isStopped else { return }
        isStopped = true
        service.stop()
    }

    /// The administrator's token, as the first start wrote it.
    func administratorToken() throws -> String {
        let bytes = try PrivateFile.read(service.tokenFile, bytesMax: 1024)
        return String(String(decoding: bytes, as: UTF8.self).prefix { $0 != "\n" })
    }

    func address(isSecure: Bool = false) throws -> ServerAddress {
        let endpoint = try #require(service.endpoints.first { $0.isSecure == isSecure })
        return ServerAddress(host: "127.0.0.1", port: endpoint.address.port, isSecure: isSecure)
    }

    func client(token: String? = nil) throws -> MusterClient {
        let client = MusterClient(
            .init(address: try address(), token: try token ?? administratorToken())
        )
        clients.append(client)
        return client
    }

    /// Writes a new self-signed certificate where the service looks for it, and answers its text.
    @discardableResult
    static func writeCertificate(in directory: ScratchDirectory) throws -> String {
        let made = try SelfSignedCertificate.make(
            commonName: "test",
            names: ["127.0.0.1", "localhost"],
            days: 1
        )
        try PrivateFile.write(
            Array(made.certificatePEM.utf8),
            to: directory.path + "/certificate.pem"
        )
        try PrivateFile.write(Array(made.privateKeyPEM.utf8), to: directory.path + "/key.pem")
        return made.certificatePEM
    }
}

extension MusterClient {
    /// Makes an organization, or gives it a new name.
    @discardableResult
    func putOrganization(
        _ id: String,
        name: String? = nil
    ) throws(ClientError) -> V1.PutOrganizationResponse {
        try call(
            V1.OrganizationsService.put,
            V1.PutOrganizationRequest {
                $0.organization = V1.Organization {
                    $0.id = id
                    $0.name = name ?? id
                }
            }
        )
    }
}
