/// The outcome of a call: the sixteen codes of gRPC and OK.
///
/// The raw value is the number on the wire and never changes.
public enum StatusCode: UInt8, Sendable, CaseIterable {
    case ok = 0
    case cancelled = 1
    case unknown = 2
    case invalidArgument = 3
    case deadlineExceeded = 4
    case notFound = 5
    case alreadyExists = 6
    case permissionDenied = 7
    case resourceExhausted = 8
    case failedPrecondition = 9
    case aborted = 10
    case outOfRange = 11
    case unimplemented = 12
    case internalError = 13
    case unavailable = 14
    case dataLoss = 15
    case unauthenticated = 16
}

extension StatusCode {
    /// What a client concludes from an HTTP status when the response carries no `grpc-status`.
    public init(httpStatus: Int) {
        switch httpStatus {
        case 400: self = .internalError
        case 401: self = .unauthenticated
        case 403: self = .permissionDenied
        case 404: self = .unimplemented
        case 429, 502, 503, 504: self = .unavailable
        default: self = .unknown
        }
    }

    /// What a client concludes from the code of an RST_STREAM frame (RFC 9113 section 7).
    public init(resetCode: UInt32) {
        switch resetCode {
        case 7: self = .unavailable
        case 8: self = .cancelled
        case 11: self = .resourceExhausted
        case 12: self = .permissionDenied
        case 0...6, 9, 10, 13: self = .internalError
        default: self = .unknown
        }
    }
}
