import Directory

/// The simulated services as one function from a request to a response.
///
/// The answer depends only on the simulation, the request, the time and the random numbers that
/// are passed in; nothing is read from outside and nothing is remembered.
public struct GraphEndpoint: Sendable {
    private let simulation: Simulation

    public init(simulation: Simulation) {
        self.simulation = simulation
    }

    /// Answers a request.
    ///
    /// - Parameters:
    ///   - request: what was asked.
    ///   - nowSeconds: the time, in seconds since 1970 UTC.
    ///   - fault: what goes wrong with it.
    ///   - random: where the identifiers of requests come from.
    /// - Returns: the answer, an error among them.
    public func respond(
        to request: GraphRequest,
        atSeconds nowSeconds: Int64,
        fault: Fault? = nil,
        using random: inout some RandomNumberGenerator
    ) -> GraphResponse {
        let identifier = GUID.version4(random.next(), random.next())
        let segments = request.path.split(separator: "/").map { QueryParameters.decode($0) }
        guard segments.first?.lowercased() == "v1.0" else {
            let service = TokenEndpoint(
                simulation: simulation,
                request: request,
                nowSeconds: nowSeconds,
                identifier: identifier,
                fault: fault
            )
            if let response = service.respond(segments) { return response }
            return refuse(
                .unknownSegment(segments.first ?? ""),
                request,
                atSeconds: nowSeconds,
                identifier
            )
        }
        if let fault,
            let answer = fault.answer(
                to: request,
                subject: FaultSubject(request, in: simulation),
                atSeconds: nowSeconds
            )
        {
            return refuse(answer, request, atSeconds: nowSeconds, identifier)
        }
        do throws(GraphFailure) {
            let isStale = Double(random.next() >> 11) * 0x1p-53
            var call = try authenticate(
                request,
                segments,
                staleness: isStale,
                atSeconds: nowSeconds
            )
            call.fault = fault
            let answer = try answer(call)
            var response = deliver(answer, of: call, identifier)
            response.delivery = fault?.delivery ?? .whole
            return response
        } catch {
            return refuse(error, request, atSeconds: nowSeconds, identifier)
        }
    }

    /// What a path answers, before it is put into a response.
    private struct Answer {
        var body: [UInt8]
        var isText = false
        var nextTarget: String?

        init(_ body: [UInt8], isText: Bool = false) {
            self.body = body
            self.isText = isText
        }
    }

    private func deliver(_ answer: Answer, of call: GraphCall, _ identifier: GUID) -> GraphResponse
    {
        var headers = headers(for: call.request, identifier)
        let type = answer.isText ? "text/plain" : GraphEndpoint.jsonContentType
        headers.append(("Content-Type", type))
        headers.append(("x-ms-resource-unit", String(RequestCost.units(of: call.request))))
        if call.request.headers["prefer"]?.lowercased().contains("return=minimal") == true {
            headers.append(("Preference-Applied", "return=minimal"))
        }
        let body = call.fault?.body(answer.body) ?? answer.body
        let isZipped = Self.acceptsGzip(call.request)
        if isZipped { headers.append(("Content-Encoding", "gzip")) }
        var response = GraphResponse(
            status: call.fault?.mode == .badRequestWithData ? 400 : 200,
            headers: headers,
            body: isZipped ? Gzip(body).bytes : body
        )
        response.nextTarget = answer.nextTarget
        return response
    }

    private static let jsonContentType = """
        application/json;odata.metadata=minimal;odata.streaming=true;\
        IEEE754Compatible=false;charset=utf-8
        """

    /// Whether the client takes gzip; one that gives it a weight of zero does not.
    private static func acceptsGzip(_ request: GraphRequest) -> Bool {
        (request.headers["accept-encoding"] ?? "").lowercased().split(separator: ",").contains {
            let parts = $0.split(separator: ";").map { part in part.filter { $0 != " " } }
            return parts.first == "gzip" && !parts.dropFirst().contains("q=0")
        }
    }

    private func authenticate(
        _ request: GraphRequest,
        _ segments: [String],
        staleness: Double,
        atSeconds nowSeconds: Int64
    ) throws(GraphFailure) -> GraphCall {
        let field = request.headers["authorization"] ?? ""
        guard field.lowercased().hasPrefix("bearer "), field.utf8.count > 7 else {
            throw .invalidToken("Access token is empty.")
        }
        let token = try AccessToken(
            String(field.dropFirst(7)),
            nowSeconds: nowSeconds,
            key: simulation.accessTokenKey
        )
        guard let index = simulation.tenants.firstIndex(where: { $0.id == token.tenant }),
            !simulation.tenants[index].hasVanished
        else { throw .invalidToken("Access token validation failure. Invalid tenant.") }
        let tenant = simulation.tenants[index]
        let isDelta = segments.count > 2 && GraphEndpoint.function(segments[2]) == "delta"
        let staleSeconds =
            staleness < tenant.behavior.staleReadShare ? tenant.behavior.readLagSeconds : 0
        return GraphCall(
            simulation: simulation,
            request: request,
            tenant: simulation.tenant(
                at: index,
                behind: isDelta ? tenant.behavior.deltaLagSeconds : staleSeconds,
                atSeconds: nowSeconds
            ),
            // Consent that has been taken back is gone at once, whatever the token says.
            permissions: token.permissions.intersection(tenant.consents),
            nowSeconds: nowSeconds,
            segments: Array(segments.dropFirst()),
            query: QueryParameters(request.query)
        )
    }

    /// Finds what answers a path.
    private func answer(_ call: GraphCall) throws(GraphFailure) -> Answer {
        let segments = call.segments
        guard let first = segments.first?.lowercased() else { throw .unknownSegment("") }
        if call.request.method == "POST" {
            guard first == "directoryobjects", segments.count == 2,
                GraphEndpoint.function(segments[1]) == "getbyids"
            else { throw .unknownSegment(segments.last ?? "") }
            return Answer(try call.objectsByIdentifiers())
        }
        guard call.request.method == "GET" else {
            throw GraphFailure(
                status: 405,
                code: "Request_BadRequest",
                message: "Specified HTTP method is not allowed for the request target."
            )
        }
        switch (first, segments.count) {
        case ("organization", 1): return Answer(try call.organization())
        case ("domains", 1): return Answer(try call.domains())
        case ("directory", 3) where segments[1].lowercased() == "deleteditems":
            guard let kind = ObjectKind(typeName: segments[2]), kind == .user || kind == .group
            else { throw .unknownSegment(segments[2]) }
            return Answer(try call.list(kind, deleted: true))
        case ("users", _): return try answer(call, in: .user)
        case ("groups", _): return try answer(call, in: .group)
        case ("devices", _): return try answer(call, in: .device)
        default: throw .unknownSegment(segments[0])
        }
    }

    private func answer(_ call: GraphCall, in kind: ObjectKind) throws(GraphFailure) -> Answer {
        let segments = call.segments
        switch segments.count {
        case 1: return Answer(try call.list(kind))
        case 2:
            switch GraphEndpoint.function(segments[1]) {
            case "delta":
                let page = try call.delta(of: kind)
                var answer = Answer(page.body)
                answer.nextTarget = page.nextTarget
                return answer
            case "$count": return Answer(try call.objectCount(kind), isText: true)
            default: return Answer(try call.object(kind, segments[1]))
            }
        default:
            let relation = segments[2].lowercased()
            guard kind == .group, relation == "members" || relation == "transitivemembers" else {
                throw .unknownSegment(segments[2])
            }
            var rest = segments.dropFirst(3)
            var cast: ObjectKind?
            if let name = rest.first, name.lowercased().hasPrefix("microsoft.graph.") {
                guard let kind = ObjectKind(typeName: name) else { throw .unknownSegment(name) }
                cast = kind
                rest = rest.dropFirst()
            }
            let isTransitive = relation == "transitivemembers"
            switch rest.count {
            case 0:
                return Answer(
                    try call.members(ofGroup: segments[1], cast: cast, isTransitive: isTransitive)
                )
            case 1 where rest.first?.lowercased() == "$count" && !isTransitive:
                return Answer(try call.memberCount(ofGroup: segments[1], cast: cast), isText: true)
            default: throw .unknownSegment(rest.last ?? "")
            }
        }
    }

    /// The name of a function however it is spelled: bare, qualified, or with parentheses.
    private static func function(_ segment: String) -> String {
        var name = segment.lowercased()
        if name.hasSuffix("()") { name.removeLast(2) }
        if name.hasPrefix("microsoft.graph.") { name.removeFirst("microsoft.graph.".count) }
        return name
    }

    private func headers(
        for request: GraphRequest,
        _ identifier: GUID
    ) -> [(name: String, value: String)] {
        [
            ("Cache-Control", "no-cache"), ("request-id", identifier.text),
            ("client-request-id", request.headers["client-request-id"] ?? identifier.text),
            ("OData-Version", "4.0"),
            (
                "x-ms-ags-diagnostic",
                """
                {"ServerInfo":{"DataCenter":"Simulated","Slice":"E","Ring":"5",\
                "ScaleUnit":"001","RoleInstance":"SIM00000001"}}
                """
            ),
            ("Strict-Transport-Security", "max-age=31536000"), ("Vary", "Accept-Encoding"),
        ]
    }

    private func refuse(
        _ answer: FaultAnswer,
        _ request: GraphRequest,
        atSeconds nowSeconds: Int64,
        _ identifier: GUID
    ) -> GraphResponse {
        guard let html = answer.html else {
            return refuse(
                answer.failure,
                request,
                atSeconds: nowSeconds,
                identifier,
                adding: answer.headers
            )
        }
        return GraphResponse(
            status: answer.failure.status,
            headers: [("Content-Type", "text/html")],
            body: Array(html.utf8)
        )
    }

    /// An answer that refuses a request in Graph's own words.
    func refuse(
        _ failure: GraphFailure,
        _ request: GraphRequest,
        atSeconds nowSeconds: Int64,
        _ identifier: GUID,
        adding more: [(name: String, value: String)] = []
    ) -> GraphResponse {
        var headers = headers(for: request, identifier) + more
        headers.append(("Content-Type", "application/json"))
        if failure.status == 401 {
            headers.append(("WWW-Authenticate", "Bearer realm=\"\""))
        }
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("error")
        writer.beginObject()
        writer.key("code")
        writer.string(failure.code)
        writer.key("message")
        writer.string(failure.message)
        writer.key("innerError")
        writer.beginObject()
        writer.key("date")
        writer.string(Timestamp.graphError(nowSeconds))
        writer.key("request-id")
        writer.string(identifier.text)
        writer.key("client-request-id")
        writer.string(request.headers["client-request-id"] ?? identifier.text)
        writer.endObject()
        writer.endObject()
        writer.endObject()
        return GraphResponse(status: failure.status, headers: headers, body: writer.bytes)
    }
}
