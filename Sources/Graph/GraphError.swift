public import Directory

/// A request to Graph that failed for good: what, for which tenant, how, and what to do about it.
///
/// It holds status, code and request id, never a secret, a token, an assertion or a link.
public struct GraphError: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Kind: Sendable, Equatable {
        /// The sign-in service refuses the application; its AADSTS number where there was one.
        case credentials(aadsts: Int?)
        /// Graph refuses with 403: a permission or the consent is missing.
        case consent
        /// Graph asked to wait longer, or more often, than we do within a request.
        case throttled(retryAfterSeconds: Int?)
        /// Graph or the network failed again and again.
        case transient
        /// The server's certificate is not one that we trust; nothing was sent.
        case notTrusted
        /// Graph's answer is not what it should be.
        case data
        /// Graph refuses what we asked: a mistake of this program.
        case request
        /// The object is not there, or not yet on the replica that answered.
        case notFound
        /// The delta token is no longer known: the stream needs a full round.
        case resync
        /// The page token is no longer known: step back one page, else restart the round.
        case pageTokenExpired
        /// A link leads away from Graph; nothing was sent there.
        case forbiddenHost
        case cancelled
    }

    public let kind: Kind
    public let tenant: GUID
    /// What was being done, as a phrase: "read a page of groups".
    public let operation: String
    public let status: Int?
    /// Graph's or the sign-in service's own name for the error.
    public let code: String?
    public let requestID: String?
    /// More about it, in our words or libcurl's.
    public let detail: String?

    public init(
        _ kind: Kind,
        tenant: GUID,
        doing operation: String,
        status: Int? = nil,
        code: String? = nil,
        requestID: String? = nil,
        detail: String? = nil
    ) {
        self.kind = kind
        self.tenant = tenant
        self.operation = operation
        self.status = status
        self.code = code
        self.requestID = requestID
        self.detail = detail
    }

    /// What was wrong and what to do, in one or two sentences.
    public var description: String {
        var facts: [String] = []
        if let status { facts.append("status \(status)") }
        if let code { facts.append(code) }
        if case .credentials(let number?) = kind { facts.append("AADSTS\(number)") }
        if let detail { facts.append(detail) }
        if let requestID { facts.append("request-id \(requestID)") }
        let known = facts.isEmpty ? "" : ": " + facts.joined(separator: ", ")
        return "Could not \(operation) of tenant \(tenant)\(known). \(advice)"
    }

    /// What the reader can do about it.
    public var advice: String {
        switch kind {
        case .credentials(let aadsts): GraphError.advice(aadsts: aadsts)
        case .consent:
            "Grant the application its read permissions and admin consent in this tenant."
        case .throttled(let seconds?):
            "Graph asks to wait \(seconds) s; the next round tries again."
        case .throttled(nil): "Graph is throttling; the next round tries again."
        case .transient: "The next round tries again."
        case .notTrusted:
            "Check the file of certificate authorities, and any proxy that breaks up TLS."
        case .data: "Nothing of the answer was used; the next round tries again."
        case .request: "This is a fault of the program: please report it with the request-id."
        case .notFound: "The object is gone or not yet visible; the next round tries again."
        case .resync: "The stream starts again with a full round."
        case .pageTokenExpired: "The round goes back one page or starts again."
        case .forbiddenHost: "No token was sent; check the configured Graph address."
        case .cancelled: "It was cancelled."
        }
    }

    private static func advice(aadsts: Int?) -> String {
        switch aadsts {
        case 7_000_215:
            "Enter the value of the client secret; its id is a different thing."
        case 7_000_222: "The client secret has expired: make a new one and enter it."
        case 700_016, 7_000_229:
            "Check the application id, and grant the application consent in this tenant."
        case 90_002, 900_023: "Check the tenant id."
        case 700_027: "Upload the certificate to the app registration, or enter the one it has."
        case 7_000_112: "The application is disabled in this tenant: enable it."
        default: "Check the application id, its secret or certificate, and the tenant id."
        }
    }
}
