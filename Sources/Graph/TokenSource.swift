import Cryptography
import Directory
import HTTPClient

/// The tokens of one application in one tenant.
///
/// However many requests want a token at once, one request goes to the sign-in service and all of
/// them get its answer, good or bad.
actor TokenSource {
    private let tenant: GUID
    private let applicationID: String
    private let credential: GraphCredential
    private let cloud: GraphCloud
    private let exchange: GraphExchange
    private let executor: (any TaskExecutor)?
    private var state = TokenState()
    private var fetching: Task<Result<BearerToken, GraphError>, Never>?

    init(
        tenant: GUID,
        applicationID: String,
        credential: GraphCredential,
        cloud: GraphCloud,
        exchange: GraphExchange,
        executor: (any TaskExecutor)? = nil
    ) {
        self.tenant = tenant
        self.applicationID = applicationID
        self.credential = credential
        self.cloud = cloud
        // The sign-in service throttles on its own account: its 429 does not silence Graph.
        self.exchange = exchange.minding(ThrottleState())
        self.executor = executor
    }

    /// A token that is good for some minutes, and is not the one that was just refused.
    func token(refused: BearerToken? = nil) async throws(GraphError) -> BearerToken {
        if let token = state.usable(now: exchange.clock.now, refused: refused) { return token }
        let task = fetching ?? start()
        let cancelled = GraphError(.cancelled, tenant: tenant, doing: "get a token")
        return
            try await FirstAnswer
            .of(task, whenCancelled: .failure(cancelled), executor: executor).get()
    }

    /// The fetch is a task of its own: the one who happened to ask first may be cancelled.
    private func start() -> Task<Result<BearerToken, GraphError>, Never> {
        let task = Task(executorPreference: executor) { await self.finish(self.fetched()) }
        fetching = task
        return task
    }

    private func finish(
        _ result: Result<BearerToken, GraphError>
    ) -> Result<BearerToken, GraphError> {
        fetching = nil
        if case .success(let token) = result { state.received(token) }
        return result
    }

    private func fetched() async -> Result<BearerToken, GraphError> {
        do throws(GraphError) {
            return .success(try await fetch())
        } catch {
            return .failure(error)
        }
    }

    private func fetch() async throws(GraphError) -> BearerToken {
        let operation = "get a token"
        let answer = try await exchange.send(operation, hasToken: false) {
            (_: Bool) throws(GraphError) in
            // Each attempt has an assertion of its own: the service refuses one that it has seen.
            HTTPRequest(
                .post,
                cloud.tokenURL(tenant: tenant),
                headers: [
                    "Content-Type": "application/x-www-form-urlencoded",
                    "Accept": "application/json",
                ],
                body: Array(try form().text.utf8)
            )
        } parse: { body throws(JSONError) in
            try BearerToken(body: body, now: exchange.clock.now)
        } failure: { response in
            let failure = GraphFailure(body: response.body)
            return GraphError(
                failure.signInKind(status: response.status),
                tenant: tenant,
                doing: operation,
                status: response.status,
                code: failure.code,
                requestID: response.requestID
            )
        }
        return answer.value
    }

    private func form() throws(GraphError) -> FormBody {
        var fields: [(name: String, value: String)] = [
            ("client_id", applicationID), ("scope", cloud.scope),
            ("grant_type", "client_credentials"),
        ]
        switch credential {
        case .secret(let secret):
            fields.append(("client_secret", secret))
        case .certificate(let certificate, let key):
            fields.append(
                ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
            )
            fields.append(("client_assertion", try assertion(certificate, key)))
        }
        return FormBody(fields)
    }

    private func assertion(
        _ certificate: Certificate,
        _ key: RSAPrivateKey
    ) throws(GraphError) -> String {
        do {
            return try ClientAssertion(
                certificate: certificate,
                key: key,
                applicationID: applicationID,
                audience: cloud.tokenURL(tenant: tenant),
                now: exchange.clock.now,
                identifier: GUID.random()
            ).text
        } catch {
            throw GraphError(
                .credentials(aadsts: nil),
                tenant: tenant,
                doing: "sign a client assertion",
                detail: error.description
            )
        }
    }
}

extension BearerToken {
    /// Reads the answer of the token endpoint (RFC 6749 section 5.1).
    fileprivate init(body: [UInt8], now: Timestamp) throws(JSONError) {
        let document = try JSONDocument(parsing: body)
        guard let token = document.value(of: "access_token", in: document.root),
            let text = document.string(token), !text.isEmpty,
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { throw .unexpected("the answer holds no token") }
        guard let life = document.value(of: "expires_in", in: document.root),
            let seconds = document.integer(life), (1...31_536_000).contains(seconds)
        else { throw .unexpected("the answer does not say how long the token is good") }
        self.init(
            text: text,
            expires: Timestamp(milliseconds: now.milliseconds + Int64(seconds) * 1000)
        )
    }
}

extension GUID {
    /// A random identifier (RFC 9562 section 5.4).
    static func random() -> GUID {
        let words = randomBytes(16).reduce(into: (high: UInt64(0), low: UInt64(0))) { words, byte in
            words.high = words.high << 8 | words.low >> 56
            words.low = words.low << 8 | UInt64(byte)
        }
        return GUID(
            high: words.high & ~0xF000 | 0x4000,
            low: words.low & ~(0xC000 << 48) | 0x8000 << 48
        )
    }
}
