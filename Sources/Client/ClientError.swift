public import Transport
internal import Wire

/// Why a call failed: the status, and what its details say for programs.
///
/// It is the same whether the server refused or was never reached; the message tells which.
public struct ClientError: Error, Hashable, Sendable {
    public let code: StatusCode
    /// A sentence for people.
    public let message: String
    /// A stable word for programs, for instance `PAGE_EXPIRED`; empty when there is none.
    public let reason: String
    /// Figures that belong to the reason.
    public let metadata: [String: String]
    /// The fields of the request that are wrong.
    public let fieldViolations: [FieldViolation]
    /// Trying again sooner is of no use.
    public let retryDelayMilliseconds: Int64?

    /// One wrong field of a request.
    public struct FieldViolation: Hashable, Sendable {
        public let field: String
        public let description: String
        public let reason: String
    }

    public init(_ code: StatusCode, _ message: String) {
        self.init(RPCStatus(code, message))
    }

    /// Reads the details of a status; details that are no messages are left out.
    public init(_ status: RPCStatus) {
        let details = (try? Google.Status(decoding: status.details))?.details ?? []
        var info: Google.ErrorInfo?
        var violations: [FieldViolation] = []
        var delay: Int64?
        for detail in details {
            if let found = try? detail.unpacked(as: Google.ErrorInfo.self) {
                info = found
            } else if let found = try? detail.unpacked(as: Google.BadRequest.self) {
                violations = found.fieldViolations.map {
                    FieldViolation(field: $0.field, description: $0.description, reason: $0.reason)
                }
            } else if let found = try? detail.unpacked(as: Google.RetryInfo.self) {
                delay = found.retryDelay.map { $0.seconds * 1000 + Int64($0.nanos / 1_000_000) }
            }
        }
        code = status.code
        message = status.message
        reason = info?.reason ?? ""
        metadata = info?.metadata ?? [:]
        fieldViolations = violations
        retryDelayMilliseconds = delay ?? status.retryPushbackMilliseconds.map(Int64.init)
    }
}

extension StatusCode {
    /// The code's name in the gRPC documents, for instance `NOT_FOUND`.
    public var name: String {
        switch self {
        case .ok: "OK"
        case .cancelled: "CANCELLED"
        case .unknown: "UNKNOWN"
        case .invalidArgument: "INVALID_ARGUMENT"
        case .deadlineExceeded: "DEADLINE_EXCEEDED"
        case .notFound: "NOT_FOUND"
        case .alreadyExists: "ALREADY_EXISTS"
        case .permissionDenied: "PERMISSION_DENIED"
        case .resourceExhausted: "RESOURCE_EXHAUSTED"
        case .failedPrecondition: "FAILED_PRECONDITION"
        case .aborted: "ABORTED"
        case .outOfRange: "OUT_OF_RANGE"
        case .unimplemented: "UNIMPLEMENTED"
        case .internalError: "INTERNAL"
        case .unavailable: "UNAVAILABLE"
        case .dataLoss: "DATA_LOSS"
        case .unauthenticated: "UNAUTHENTICATED"
        }
    }
}
