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
    ///   - random: where the identifiers of requests come from.
    /// - Returns: the answer, an error among them.
    public func respond(
        to request: GraphRequest,
        atSeconds nowSeconds: Int64,
        using random: inout some RandomNumberGenerator
    ) -> GraphResponse {
        let identifier = GUID.version4(random.next(), random.next())
        let segments = request.path.split(separator: "/").map { QueryParameters.decode($0) }
        guard segments.first?.lowercased() == "v1.0" else {
            let service = TokenEndpoint(
                simulation: simulation,
                request: request,
                nowSeconds: nowSeconds,
                identifier: identifier
            )
            if let response = service.respond(segments) { return response }
            return refuse(
                .unknownSegment(segments.first ?? ""),
                request,
                atSeconds: nowSeconds,
                identifier
            )
        }
        do throws(GraphFailure) {
            let call = try authenticate(request, segments, atSeconds: nowSeconds)
            let (body, isText) = try answer(call)
            var headers = headers(for: request, identifier)
            headers.append(
                (
                    "Content-Type",
                    isText ? "text/plain" : GraphEndpoint.jsonContentType
                )
            )
            headers.append(("x-ms-resource-unit", String(resourceUnits(call))))
            if let prefer = request.headers["prefer"],
                prefer.lowercased().contains("return=minimal")
            {
                headers.append(("Preference-Applied", "return=minimal"))
            }
            guard Self.acceptsGzip(request) else {
                return GraphResponse(status: 200, headers: headers, body: body)
            }
            headers.append(("Content-Encoding", "gzip"))
            return GraphResponse(status: 200, headers: headers, body: Gzip(body).bytes)
        } catch {
            return refuse(error, request, atSeconds: nowSeconds, identifier)
        }
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
        guard let tenant = simulation.tenants.first(where: { $0.id == token.tenant }) else {
            throw .invalidToken("Access token validation failure. Invalid tenant.")
        }
        return GraphCall(
            simulation: simulation,
            request: request,
            tenant: tenant,
            // Consent that has been taken back is gone at once, whatever the token says.
            permissions: token.permissions.intersection(tenant.consents),
            nowSeconds: nowSeconds,
            segments: Array(segments.dropFirst()),
            query: QueryParameters(request.query)
        )
    }

    /// Finds what answers a path.
    private func answer(_ call: GraphCall) throws(GraphFailure) -> (body: [UInt8], isText: Bool) {
        let segments = call.segments
        guard let first = segments.first?.lowercased() else { throw .unknownSegment("") }
        if call.request.method == "POST" {
            guard first == "directoryobjects", segments.count == 2,
                GraphEndpoint.function(segments[1]) == "getbyids"
            else { throw .unknownSegment(segments.last ?? "") }
            return (try call.objectsByIdentifiers(), false)
        }
        guard call.request.method == "GET" else {
            throw GraphFailure(
                status: 405,
                code: "Request_BadRequest",
                message: "Specified HTTP method is not allowed for the request target."
            )
        }
        switch (first, segments.count) {
        case ("organization", 1): return (try call.organization(), false)
        case ("domains", 1): return (try call.domains(), false)
        case ("directory", 3) where segments[1].lowercased() == "deleteditems":
            guard let kind = ObjectKind(typeName: segments[2]), kind == .user || kind == .group
            else { throw .unknownSegment(segments[2]) }
            return (try call.list(kind, deleted: true), false)
        case ("users", _): return try answer(call, in: .user)
        case ("groups", _): return try answer(call, in: .group)
        case ("devices", _): return try answer(call, in: .device)
        default: throw .unknownSegment(segments[0])
        }
    }

    private func answer(
        _ call: GraphCall,
        in kind: ObjectKind
    ) throws(GraphFailure) -> (body: [UInt8], isText: Bool) {
        let segments = call.segments
        switch segments.count {
        case 1: return (try call.list(kind), false)
        case 2:
            switch GraphEndpoint.function(segments[1]) {
            case "delta": return (try call.delta(of: kind), false)
            case "$count": return (try call.objectCount(kind), true)
            default: return (try call.object(kind, segments[1]), false)
            }
        default:
            guard kind == .group, segments[2].lowercased() == "members" else {
                throw .unknownSegment(segments[2])
            }
            var rest = segments.dropFirst(3)
            var cast: ObjectKind?
            if let name = rest.first, name.lowercased().hasPrefix("microsoft.graph.") {
                guard let kind = ObjectKind(typeName: name) else { throw .unknownSegment(name) }
                cast = kind
                rest = rest.dropFirst()
            }
            switch rest.count {
            case 0: return (try call.members(ofGroup: segments[1], cast: cast), false)
            case 1 where rest.first?.lowercased() == "$count":
                return (try call.memberCount(ofGroup: segments[1], cast: cast), true)
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

    /// What the request costs of the client's quota.
    private func resourceUnits(_ call: GraphCall) -> Int {
        var units =
            switch (call.segments.first?.lowercased(), call.segments.count) {
            case ("users", 1): 2
            case ("groups", 3...): 3
            case ("directoryobjects", _): 5
            default: 1
            }
        if call.query["select"] != nil { units -= units == 5 ? 3 : 1 }
        if let top = call.query["top"].flatMap({ Int($0) }), top < 20 { units -= 1 }
        return max(1, units)
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
        _ failure: GraphFailure,
        _ request: GraphRequest,
        atSeconds nowSeconds: Int64,
        _ identifier: GUID
    ) -> GraphResponse {
        var headers = headers(for: request, identifier)
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
