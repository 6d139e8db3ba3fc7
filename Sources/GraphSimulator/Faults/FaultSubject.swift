import Directory

/// What a fault looks at in a request.
struct FaultSubject: Sendable {
    enum Kind {
        case signIn
        /// A delta query without a token.
        case firstDelta
        /// A delta query that begins a round at its link.
        case deltaLink
        /// A delta query in the middle of a round.
        case deltaPage
        /// A page of a listing that is not the first.
        case listingPage
        case other
    }

    let tenant: GUID?
    /// In lower case.
    let path: String
    let kind: Kind
    /// Path and query, as they were sent.
    let target: String

    init(_ request: GraphRequest, in simulation: Simulation) {
        path = request.path.lowercased()
        target = "\(request.path)?\(request.query)"
        let segments = path.split(separator: "/")
        guard segments.first == "v1.0" else {
            tenant = segments.first.flatMap { simulation.tenant(String($0))?.id }
            kind = path.hasSuffix("/token") ? .signIn : .other
            return
        }
        tenant = FaultSubject.tenant(of: request, in: simulation)
        let query = QueryParameters(request.query)
        let isPage = query["skiptoken"] != nil
        if segments.last?.contains("delta") == true {
            let hasLink = query["deltatoken"].map { !$0.isEmpty } ?? false
            kind = isPage ? .deltaPage : hasLink ? .deltaLink : .firstDelta
        } else {
            kind = isPage ? .listingPage : .other
        }
    }

    func fits(_ scope: FaultMode.Scope) -> Bool {
        switch scope {
        case .anyOfGraph: kind != .signIn
        case .delta: kind == .firstDelta || kind == .deltaLink || kind == .deltaPage
        case .deltaLink: kind == .deltaLink || kind == .deltaPage
        case .pageLink: kind == .deltaPage || kind == .listingPage
        case .signIn: kind == .signIn
        }
    }

    /// The tenant whose token the request carries, be it expired or not.
    private static func tenant(of request: GraphRequest, in simulation: Simulation) -> GUID? {
        let field = request.headers["authorization"] ?? ""
        guard field.utf8.count > 7 else { return nil }
        let token = try? AccessToken(
            String(field.dropFirst(7)),
            nowSeconds: .min,
            key: simulation.accessTokenKey
        )
        return token?.tenant
    }
}
