/// A request to the simulator, apart from the connection it came on.
public struct GraphRequest: Sendable {
    public let method: String
    /// `http` or `https`, as the client sees it.
    public let scheme: String
    /// The host and port that the client named.
    public let authority: String
    /// The path as it was sent, percent encoding included.
    public let path: String
    /// What followed the question mark, as it was sent.
    public let query: String
    /// The fields by their lower-case names.
    public let headers: [String: String]
    public let body: [UInt8]

    /// A request from its parts; the names of the header fields may be in any case.
    ///
    /// - Parameters:
    ///   - method: the method in upper case.
    ///   - scheme: `http` or `https`.
    ///   - authority: the host and port that the client named.
    ///   - target: the path and the query, as they were sent.
    ///   - headers: the header fields.
    ///   - body: the whole body.
    public init(
        method: String,
        scheme: String,
        authority: String,
        target: String,
        headers: [(name: String, value: String)] = [],
        body: [UInt8] = []
    ) {
        self.method = method
        self.scheme = scheme
        self.authority = authority
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = parts.first.map { String($0) } ?? ""
        query = parts.count == 2 ? String(parts[1]) : ""
        self.headers = Dictionary(headers.map { ($0.name.lowercased(), $0.value) }) {
            $0 + "," + $1
        }
        self.body = body
    }
}

/// The simulator's answer to a request, apart from the connection it goes out on.
public struct GraphResponse: Sendable {
    public let status: Int
    public var headers: [(name: String, value: String)]
    public let body: [UInt8]
    /// How it reaches the client; a fault may have broken it.
    public var delivery = Delivery.whole
    /// Path and query of the next link of a page, as the client would send them.
    var nextTarget: String?

    init(status: Int, headers: [(name: String, value: String)], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The value of a header field by its name, in any case.
    public func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}
