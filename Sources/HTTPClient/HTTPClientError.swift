import CCurl

/// A request that has no response: what was being done, why it failed, and whether to try again.
///
/// It names the method, the host and the path; never a query, a header value or a body.
public struct HTTPClientError: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Kind: Sendable, Equatable {
        /// No connection: no address, refused, unreachable.
        case notConnected
        /// The other side is not who it should be, or the CA file is of no use.
        case notTrusted
        /// The connection, the whole transfer or its speed ran over a time limit.
        case timedOut
        /// The connection or the stream broke before the response was whole.
        case interrupted
        /// The response is larger than the client accepts.
        case tooLarge
        /// The request cannot be sent as it is written.
        case invalidRequest
        /// More requests are under way than the client accepts.
        case tooManyRequests
        /// The task was cancelled.
        case cancelled
        /// The client was shut down.
        case shutDown
        /// Anything else that libcurl reports.
        case other
    }

    public let kind: Kind
    /// The `CURLcode`, or 0 where libcurl was not asked.
    public let code: Int
    /// What was being done, as method, host and path.
    public let operation: String
    /// Why it failed, in libcurl's words where it gave any.
    public let reason: String

    /// Whether the network was at fault, so that the same request may succeed later.
    public var isRetryable: Bool {
        switch kind {
        case .notConnected, .timedOut, .interrupted: true
        case .notTrusted, .tooLarge, .invalidRequest, .tooManyRequests, .cancelled, .shutDown,
            .other:
            false
        }
    }

    public var description: String {
        code == 0
            ? "\(operation): \(reason)" : "\(operation): \(reason) (libcurl code \(code))"
    }

    public init(_ kind: Kind, code: Int = 0, doing operation: String, because reason: String) {
        self.kind = kind
        self.code = code
        self.operation = operation
        self.reason = reason
    }

    init(_ code: CURLcode, doing operation: String, detail: String) {
        let reason = detail.isEmpty ? String(cString: curl_easy_strerror(code)) : detail
        self.init(
            HTTPClientError.kind(of: code),
            code: Int(code.rawValue),
            doing: operation,
            because: reason
        )
    }

    private static func kind(of code: CURLcode) -> Kind {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT,
            CURLE_PROXY:
            .notConnected
        case CURLE_OPERATION_TIMEDOUT:
            .timedOut
        case CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_PARTIAL_FILE,
            CURLE_HTTP2, CURLE_HTTP2_STREAM, CURLE_SSL_CONNECT_ERROR, CURLE_BAD_CONTENT_ENCODING,
            CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL:
            // The scheme was checked before: an unsupported protocol is an answer that is no HTTP.
            .interrupted
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR,
            CURLE_SSL_CERTPROBLEM, CURLE_SSL_INVALIDCERTSTATUS:
            .notTrusted
        case CURLE_URL_MALFORMAT:
            .invalidRequest
        default:
            .other
        }
    }
}
