public import Directory
import HTTPClient
public import Logging

/// Microsoft Graph as one tenant sees it, through one application.
///
/// It reads and never writes. A token goes to the configured Graph only; links are requested byte
/// for byte; every answer has been parsed whole before anything of it is returned.
public final class GraphClient: Sendable {
    /// A tenant has three streams, and no more requests than that are under way at once.
    public static let requestsPerTenantMax = 3

    public let tenant: GUID
    let cloud: GraphCloud
    /// What its requests have cost.
    public let tally: RequestTally
    private let exchange: GraphExchange
    private let tokens: TokenSource

    /// Makes a client; nothing is sent yet.
    ///
    /// - Parameters:
    ///   - tenant: the tenant's id.
    ///   - applicationID: the client id of the app registration.
    ///   - credential: what proves that we are that application.
    ///   - cloud: where the tenant lives.
    ///   - transport: what carries the requests.
    ///   - throttle: shared by all clients of the application.
    ///   - limit: shared by all clients of the process.
    ///   - retry: when to try again.
    ///   - clock: the time.
    ///   - random: what spreads retries out.
    ///   - tally: counts the requests.
    ///   - logger: told of retries, never of tokens, links or bodies.
    ///   - executor: where its own tasks run; a simulation has everything on one thread.
    public init(
        tenant: GUID,
        applicationID: String,
        credential: GraphCredential,
        cloud: GraphCloud,
        transport: any GraphTransport,
        throttle: ThrottleState = ThrottleState(),
        limit: ConcurrencyLimit? = nil,
        retry: RetryPolicy = RetryPolicy(),
        clock: any GraphClock = SystemClock(),
        random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator(),
        tally: RequestTally = RequestTally(),
        logger: Logger = Logger(label: "graph"),
        executor: (any TaskExecutor)? = nil
    ) {
        self.tenant = tenant
        self.cloud = cloud
        self.tally = tally
        exchange = GraphExchange(
            tenant: tenant,
            transport: transport,
            clock: clock,
            policy: retry,
            throttle: throttle,
            limit: ConcurrencyLimit(GraphClient.requestsPerTenantMax, within: limit),
            jitter: Jitter(random),
            tally: tally,
            logger: logger
        )
        tokens = TokenSource(
            tenant: tenant,
            applicationID: applicationID,
            credential: credential,
            cloud: cloud,
            exchange: exchange,
            executor: executor
        )
    }

    /// Whether a link leads to the configured Graph, so that a request to it may carry a token.
    public func serves(_ link: String) -> Bool { cloud.serves(link) }

    /// The address of the first page of a full round.
    public func initialLink(of stream: DeltaStream) -> String {
        cloud.graphBase + stream.initialTarget
    }

    /// One page of a delta query; a `filter`, ready to stand in an address, counts at the beginning of a round.
    @concurrent
    public func page(
        of stream: DeltaStream,
        at position: DeltaPosition,
        filter: String? = nil
    ) async throws(GraphError) -> DeltaPage {
        let url =
            switch position {
            case .initial:
                initialLink(of: stream) + (filter.map { "&$filter=\($0)" } ?? "")
            case .link(let link): link
            }
        let answer = try await send("read a page of \(stream.rawValue)", .get, url) {
            body throws(JSONError) in try DeltaPage(stream, body: body)
        }
        var page = answer.value
        page.requestID = answer.response.requestID
        page.resourceUnits = answer.response.headers["x-ms-resource-unit"].flatMap { Int($0) }
        page.attemptCount = answer.attemptCount
        return page
    }

    /// One page of a group's direct members: the first one, or the one at `nextLink`.
    ///
    /// Graph leaves service principals out of this list unless an advanced query asks for it; the
    /// links do not carry the header that makes it one.
    @concurrent
    public func members(
        of group: GUID,
        at nextLink: String? = nil
    ) async throws(GraphError) -> GraphMemberPage {
        let path = "/v1.0/groups/\(group.text)/members?$select=id&$top=999&$count=true"
        return try await send(
            "read the members of group \(group)",
            .get,
            nextLink ?? cloud.graphBase + path,
            headers: ["ConsistencyLevel": "eventual"]
        ) {
            body throws(JSONError) in
            let document = try JSONDocument(parsing: body)
            guard let value = document.value(of: "value", in: document.root) else {
                throw .unexpected("a page has no value")
            }
            return GraphMemberPage(
                members: try document.memberList(value),
                nextLink: try document.link("@odata.nextLink")
            )
        }.value
    }

    /// All direct members of a group, from as many pages as there are.
    @concurrent
    public func allMembers(of group: GUID) async throws(GraphError) -> [GraphMember] {
        var page = try await members(of: group)
        var members = page.members
        var links: Set<String> = []
        while let link = page.nextLink {
            guard links.insert(link).inserted, links.count < GraphClient.memberPagesMax else {
                throw GraphError(
                    .data,
                    tenant: tenant,
                    doing: "read the members of group \(group)",
                    detail: "the list does not end"
                )
            }
            page = try await self.members(of: group, at: link)
            members += page.members
        }
        return members
    }

    /// The tenant's own record: its name, its kind and its verified domains.
    @concurrent
    public func organization() async throws(GraphError) -> GraphOrganization {
        let operation = "read the organization"
        let target = "/v1.0/organization?$select=id,displayName,tenantType,verifiedDomains"
        let rows = try await rows(operation, target) { document, node throws(JSONError) in
            try document.organization(node)
        }
        guard let row = rows.first else {
            throw GraphError(.data, tenant: tenant, doing: operation, detail: "there is no row")
        }
        return row
    }

    /// The tenant's domains, the unverified ones included.
    @concurrent
    public func domains() async throws(GraphError) -> [GraphDomain] {
        let target = "/v1.0/domains?$select=id,isDefault,isInitial,isVerified"
        return try await rows("read the domains", target) { document, node throws(JSONError) in
            try document.domain(node)
        }
    }

    /// How many objects `stream` describes, as Graph counts them: about, and some minutes ago.
    @concurrent
    public func count(of stream: DeltaStream) async throws(GraphError) -> UInt64 {
        let url = "\(cloud.graphBase)/v1.0/\(stream.rawValue)/$count"
        return try await send(
            "count \(stream.rawValue)",
            .get,
            url,
            headers: ["ConsistencyLevel": "eventual", "Accept": "text/plain"]
        ) { body throws(JSONError) in
            let digits = String(decoding: body, as: UTF8.self).filter(\.isNumber)
            guard let count = UInt64(digits) else { throw .unexpected("the count is no number") }
            return count
        }.value
    }

    /// The objects behind `ids`, in any order; ids that Graph does not know are left out.
    @concurrent
    public func objects(_ ids: [GUID]) async throws(GraphError) -> [GraphDirectoryObject] {
        var found: [GraphDirectoryObject] = []
        var rest = ids[...]
        while !rest.isEmpty {
            let batch = rest.prefix(GraphClient.idsPerRequestMax)
            rest = rest.dropFirst(batch.count)
            let body = #"{"ids":\#(JSONText.array(batch.lazy.map(\.text)))}"#
            let url = "\(cloud.graphBase)/v1.0/directoryObjects/getByIds"
            found += try await send("look up objects", .post, url, body: Array(body.utf8)) {
                body throws(JSONError) in
                let document = try JSONDocument(parsing: body)
                guard let value = document.value(of: "value", in: document.root) else {
                    throw .unexpected("the answer has no value")
                }
                return try document.objects(in: value) { document, node throws(JSONError) in
                    try document.directoryObject(node)
                }
            }.value
        }
        return found
    }

    /// Graph refuses more in one request.
    static let idsPerRequestMax = 1000
    /// No list that is read whole is longer than this.
    static let listPagesMax = 100
    /// Ten million members: more than any tenant has objects.
    static let memberPagesMax = 10_000

    /// All rows of a short list.
    private func rows<Row>(
        _ operation: String,
        _ target: String,
        _ read: (borrowing JSONDocument, JSONDocument.Node) throws(JSONError) -> Row
    ) async throws(GraphError) -> [Row] {
        var rows: [Row] = []
        var url = cloud.graphBase + target
        for _ in 0..<GraphClient.listPagesMax {
            let page = try await send(operation, .get, url) { body throws(JSONError) in
                let document = try JSONDocument(parsing: body)
                guard let value = document.value(of: "value", in: document.root) else {
                    throw .unexpected("a page has no value")
                }
                return (
                    rows: try document.objects(in: value, read),
                    nextLink: try document.link("@odata.nextLink")
                )
            }.value
            rows += page.rows
            guard let nextLink = page.nextLink else { return rows }
            url = nextLink
        }
        throw GraphError(.data, tenant: tenant, doing: operation, detail: "the list does not end")
    }

    func send<Value>(
        _ operation: String,
        _ method: HTTPRequest.Method,
        _ url: String,
        body: [UInt8] = [],
        headers more: [String: String] = [:],
        parse: ([UInt8]) throws(JSONError) -> Value
    ) async throws(GraphError) -> GraphExchange.Answer<Value> {
        guard cloud.serves(url) else {
            throw GraphError(
                .forbiddenHost,
                tenant: tenant,
                doing: operation,
                detail: "a link leads away from \(cloud.graphBase)"
            )
        }
        var token: BearerToken?
        return try await exchange.send(operation, hasToken: true) {
            isTokenRefused throws(GraphError) in
            let usable = try await tokens.token(refused: isTokenRefused ? token : nil)
            token = usable
            var headers: HTTPHeaders = [
                "Authorization": "Bearer \(usable.text)",
                "Accept": "application/json",
                "x-ms-throttle-priority": "Low",
                "client-request-id": GUID.random().text,
                "return-client-request-id": "true",
            ]
            if method == .post { headers["Content-Type"] = "application/json" }
            for (name, value) in more { headers[name] = value }
            return HTTPRequest(method, url, headers: headers, body: body)
        } parse: { body throws(JSONError) in
            try parse(body)
        } failure: { response in
            let failure = GraphFailure(body: response.body)
            let retryAfter = response.retryAfter(now: exchange.clock.now)
            return GraphError(
                failure.kind(status: response.status, retryAfter: retryAfter),
                tenant: tenant,
                doing: operation,
                status: response.status,
                code: failure.code,
                requestID: response.requestID
            )
        }
    }
}
