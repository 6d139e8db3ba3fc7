/// What a server on this machine leaves in its data directory for its operator.
struct DataDirectory {
    let path: String

    var endpointPath: String { "\(path)/endpoint" }

    /// The address that the server listens on; `nil` when no server wrote one.
    var endpoint: String? { line(of: endpointPath) }

    /// The administrator's token; `nil` when it is not there or not readable.
    var administratorToken: String? { line(of: "\(path)/admin.token") }

    private func line(of path: String) -> String? {
        try? InputFile.secret(from: path)
    }
}
