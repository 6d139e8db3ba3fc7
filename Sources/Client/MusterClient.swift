public import Transport
public import Wire

/// Calls to one Muster server, typed by the contract's own method tables.
///
///     let client = MusterClient(.init(address: address, token: token))
///     let reply = try client.call(V1.GroupsService.get, .init { $0.id = id })
///
/// It connects with the first call, and again when the server has sent it away; a call that was sent
/// is never repeated. It belongs to one thread.
public final class MusterClient {
    /// Where to connect, and as whom.
    public struct Settings: Sendable {
        public var address: ServerAddress
        public var trust: ClientTrust
        /// Sent as `authorization: Bearer …`; empty: not at all.
        public var token: String
        /// For a call with one response; streams take as long as they take.
        public var timeout: Duration
        /// What ends every call of the client from another thread.
        public var interruption: ClientInterruption?

        public init(
            address: ServerAddress,
            trust: ClientTrust = .system,
            token: String = "",
            timeout: Duration = .seconds(30),
            interruption: ClientInterruption? = nil
        ) {
            self.address = address
            self.trust = trust
            self.token = token
            self.timeout = timeout
            self.interruption = interruption
        }
    }

    public let settings: Settings
    private var connection: ClientConnection?

    public init(_ settings: Settings) {
        self.settings = settings
    }

    /// One request, one response.
    ///
    /// - Parameters:
    ///   - method: The method, from the contract's tables.
    ///   - request: What to ask.
    /// - Returns: The answer.
    /// - Throws: The status when it is not `ok`, or why the server cannot be reached.
    public func call<Request, Response>(
        _ method: Method<Request, Response>,
        _ request: Request
    ) throws(ClientError) -> Response {
        let call = try open(method, deadline: .now + settings.timeout)
        try call.send(request, isLast: true)
        return try call.only()
    }

    /// One request, many responses.
    ///
    /// - Parameters:
    ///   - method: The method, from the contract's tables.
    ///   - request: What to ask.
    ///   - deadline: When to give up, if ever.
    /// - Returns: The call; each `next` waits for one response.
    /// - Throws: Why the server cannot be reached.
    public func stream<Request, Response>(
        _ method: Method<Request, Response>,
        _ request: Request,
        deadline: ContinuousClock.Instant? = nil
    ) throws(ClientError) -> TypedCall<Request, Response> {
        let call = try open(method, deadline: deadline)
        try call.send(request, isLast: true)
        return call
    }

    /// A call whose requests follow one by one.
    ///
    /// - Parameters:
    ///   - method: The method, from the contract's tables.
    ///   - deadline: When to give up, if ever.
    /// - Returns: The call, with its request open.
    /// - Throws: Why the server cannot be reached.
    public func open<Request, Response>(
        _ method: Method<Request, Response>,
        deadline: ContinuousClock.Instant? = nil
    ) throws(ClientError) -> TypedCall<Request, Response> {
        TypedCall(try start(method.path, deadline: deadline))
    }

    /// A call of any method, in bytes.
    ///
    /// - Parameters:
    ///   - path: `/package.Service/Method`.
    ///   - deadline: When to give up, if ever.
    /// - Returns: The call, with its request open.
    /// - Throws: Why the server cannot be reached.
    public func start(
        _ path: String,
        deadline: ContinuousClock.Instant? = nil
    ) throws(ClientError) -> ClientCall {
        do throws(RPCStatus) {
            if let connection,
                let call = try? connection.start(path, metadata: metadata, deadline: deadline)
            {
                return call
            }
            let fresh = try ClientConnection(
                to: settings.address,
                trust: settings.trust,
                interruption: settings.interruption
            )
            connection = fresh
            return try fresh.start(path, metadata: metadata, deadline: deadline)
        } catch {
            throw ClientError(error)
        }
    }

    /// Closes the connection; the next call makes another.
    ///
    /// For a server that says nothing any more, although the connection looks alive.
    public func disconnect() {
        connection?.close()
        connection = nil
    }

    private var metadata: [MetadataField] {
        guard !settings.token.isEmpty else { return [] }
        return [MetadataField(name: "authorization", text: "Bearer \(settings.token)")]
    }
}
