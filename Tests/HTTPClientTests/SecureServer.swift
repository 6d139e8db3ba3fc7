import Cryptography
import Glibc
import HTTPClient
import Transport

/// HTTPS with HTTP/2 on loopback: the transport's own server, which answers `GET /`.
final class SecureServer {
    static let page = "a page"

    let certificatePEM: String
    private let server: TransportServer
    private let directory: String

    /// A server whose certificate is good for `names`.
    init(names: [String]) throws {
        let made = try SelfSignedCertificate.make(commonName: "test", names: names, days: 1)
        certificatePEM = made.certificatePEM
        var template = Array("/tmp/muster-https-XXXXXX".utf8CString)
        precondition(mkdtemp(&template) != nil, "a test needs a folder")
        directory = String(
            decoding: template.dropLast().map(UInt8.init(bitPattern:)),
            as: UTF8.self
        )
        write(made.certificatePEM, to: "\(directory)/certificate.pem")
        write(made.privateKeyPEM, to: "\(directory)/key.pem")
        final class NoState {}
        server = try TransportServer(
            configuration: .init(
                endpoints: [.init(address: "127.0.0.1", port: 0, isSecure: true)],
                tls: TLSContext(
                    certificateFile: "\(directory)/certificate.pem",
                    keyFile: "\(directory)/key.pem"
                )
            ),
            methods: [],
            infoPage: Array(SecureServer.page.utf8),
            perLoop: { _ in LoopApplication(state: NoState(), handlers: []) }
        )
    }

    deinit {
        for name in ["certificate.pem", "key.pem", "other.pem"] { unlink("\(directory)/\(name)") }
        rmdir(directory)
    }

    var url: String { "https://127.0.0.1:\(server.ports[0])/" }
    /// A file of authorities that trusts this server.
    var certificateFile: String { "\(directory)/certificate.pem" }
    var connectionCount: Int { Int(server.metrics.connectionsAccepted) }

    /// A file of authorities that trusts somebody else.
    func otherCertificateFile() throws -> String {
        let other = try SelfSignedCertificate.make(
            commonName: "other",
            names: ["127.0.0.1"],
            days: 1
        )
        write(other.certificatePEM, to: "\(directory)/other.pem")
        return "\(directory)/other.pem"
    }
}

private func write(_ text: String, to path: String) {
    let file = fopen(path, "w")
    precondition(file != nil && fputs(text, file) >= 0 && fclose(file) == 0, "a test needs files")
}
