import ArgumentParser
import Client
import Transport

/// Where the server is and who is calling: the same options for every verb that calls.
struct ConnectionOptions: ParsableArguments {
    @Option(
        help: .init(
            "Where the server listens, for instance http://127.0.0.1:7400.",
            discussion: "Default: MUSTER_ADDRESS, then the endpoint file of the data directory."
        )
    )
    var address: String?

    @Option(help: "The token to call with. Visible to others on this machine: prefer --token-file.")
    var token: String?

    @Option(
        help: .init(
            "A file with the token, or - for the standard input.",
            discussion: "Default: MUSTER_TOKEN, then admin.token of the data directory.",
            valueName: "file"
        ),
        completion: .file()
    )
    var tokenFile: String?

    @Option(
        help: .init(
            "A PEM file with the certificates to believe. Default: MUSTER_CA_FILE, then the system's.",
            valueName: "file"
        ),
        completion: .file()
    )
    var caFile: String?

    @Flag(help: "Believe any certificate; for a server on this machine only.")
    var insecure = false

    @Option(
        help: .init(
            "The server's data directory. Default: MUSTER_DATA, then ./data.",
            valueName: "directory"
        ),
        completion: .directory
    )
    var data: String?

    @Option(help: .init("Seconds to wait for an answer.", valueName: "seconds"))
    var timeout: UInt32 = 30

    func validate() throws {
        if token != nil, tokenFile != nil {
            throw ValidationError("--token and --token-file exclude each other.")
        }
        if insecure, caFile != nil {
            throw ValidationError("--insecure and --ca-file exclude each other.")
        }
        if timeout == 0 { throw ValidationError("--timeout must be at least 1.") }
    }

    /// A client with these settings; it connects with its first call.
    ///
    /// - Parameter interruption: What ends its calls from another thread.
    /// - Returns: The client.
    /// - Throws: What is wrong with the options.
    func client(interruption: ClientInterruption? = nil) throws(CommandError) -> MusterClient {
        MusterClient(
            .init(
                address: try resolvedAddress(),
                trust: trust,
                token: try resolvedToken(),
                timeout: .seconds(timeout),
                interruption: interruption
            )
        )
    }

    private var dataDirectory: DataDirectory {
        DataDirectory(path: data ?? Environment["MUSTER_DATA"] ?? "data")
    }

    private var trust: ClientTrust {
        if insecure { return .anyOnLoopback }
        guard let file = caFile ?? Environment["MUSTER_CA_FILE"] else { return .system }
        return .authorities(file: file)
    }

    private func resolvedAddress() throws(CommandError) -> ServerAddress {
        let (text, source): (String, String)
        if let address {
            (text, source) = (address, "--address")
        } else if let variable = Environment["MUSTER_ADDRESS"] {
            (text, source) = (variable, "MUSTER_ADDRESS")
        } else if let endpoint = dataDirectory.endpoint {
            (text, source) = (endpoint, dataDirectory.endpointPath)
        } else {
            throw CommandError(
                .usage,
                "no server address: give --address, set MUSTER_ADDRESS, or name the data directory of a "
                    + "running server with --data (there is no \(dataDirectory.endpointPath))"
            )
        }
        guard let parsed = ServerAddress(text) else {
            throw CommandError(
                .usage,
                "\(source): \"\(text)\" is no address; write http://host:port or https://host:port"
            )
        }
        return parsed
    }

    private func resolvedToken() throws(CommandError) -> String {
        if let token { return token }
        if let tokenFile { return try InputFile.secret(from: tokenFile) }
        return Environment["MUSTER_TOKEN"] ?? dataDirectory.administratorToken ?? ""
    }
}
