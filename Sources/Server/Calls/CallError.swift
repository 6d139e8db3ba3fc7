import Transport
import Wire

/// Why a call is not answered as asked: a code, a stable word for programs, and a sentence for people.
///
/// The sentence names the field or the thing, the reason, and what to do. `status` is the only place where one of our
/// errors becomes a status of the protocol.
struct CallError: Error, Sendable {
    var code: StatusCode
    var reason: String
    var message: String
    var violations: [Violation] = []
    /// Figures that belong to the reason.
    var figures: [String: String] = [:]
    /// When to try again, if that helps.
    var retryAfterMilliseconds: Int32?

    /// One wrong field of the request.
    struct Violation: Hashable, Sendable {
        /// The field's path, for instance `filter.domain`.
        var field: String
        var reason: String
        var message: String
    }

    /// The same over the wire, details included.
    var status: RPCStatus {
        var details = [
            Google.AnyMessage(
                Google.ErrorInfo {
                    $0.reason = reason
                    $0.domain = "muster"
                    $0.metadata = figures
                }
            )
        ]
        if !violations.isEmpty {
            let fields = violations.map { violation in
                Google.BadRequest.FieldViolation {
                    $0.field = violation.field
                    $0.description = violation.message
                    $0.reason = violation.reason
                }
            }
            details.append(Google.AnyMessage(Google.BadRequest { $0.fieldViolations = fields }))
        }
        if let retryAfterMilliseconds {
            details.append(
                Google.AnyMessage(
                    Google.RetryInfo {
                        $0.retryDelay = Google.Duration(milliseconds: Int64(retryAfterMilliseconds))
                    }
                )
            )
        }
        let status = Google.Status {
            $0.code = Int32(code.rawValue)
            $0.message = message
            $0.details = details
        }
        return RPCStatus(
            code,
            message,
            details: status.encoded(),
            retryPushbackMilliseconds: retryAfterMilliseconds
        )
    }
}

extension CallError {
    /// A field of the request that cannot be used.
    static func invalid(_ field: String, _ problem: String, reason: String = "INVALID_FIELD")
        -> CallError
    {
        CallError(
            code: .invalidArgument,
            reason: reason,
            message: "\(field): \(problem)",
            violations: [Violation(field: field, reason: reason, message: problem)]
        )
    }

    static func missing(_ field: String) -> CallError {
        invalid(field, "is required; set it", reason: "REQUIRED")
    }

    /// Nothing that the caller may see has this id.
    static func notFound(_ what: String, field: String, _ id: String) -> CallError {
        CallError(
            code: .notFound,
            reason: "NOT_FOUND",
            message:
                "\(field): there is no \(what) \"\(id)\" that you may see; list them to find its id",
            figures: ["field": field]
        )
    }

    static func alreadyExists(_ what: String, field: String, _ id: String) -> CallError {
        CallError(
            code: .alreadyExists,
            reason: "ALREADY_EXISTS",
            message: "\(field): \(what) \"\(id)\" exists already; choose another or update it",
            figures: ["field": field]
        )
    }

    /// The present state does not allow it.
    static func precondition(_ reason: String, _ message: String) -> CallError {
        CallError(code: .failedPrecondition, reason: reason, message: message)
    }

    static func outOfRange(
        _ reason: String,
        _ message: String,
        figures: [String: String] = [:]
    ) -> CallError {
        CallError(code: .outOfRange, reason: reason, message: message, figures: figures)
    }

    static func unauthenticated(_ message: String) -> CallError {
        CallError(code: .unauthenticated, reason: "UNAUTHENTICATED", message: message)
    }

    static func permissionDenied(_ message: String) -> CallError {
        CallError(code: .permissionDenied, reason: "PERMISSION_DENIED", message: message)
    }

    static func unavailable(
        _ reason: String,
        _ message: String,
        retryAfterMilliseconds: Int32? = nil
    ) -> CallError {
        CallError(
            code: .unavailable,
            reason: reason,
            message: message,
            retryAfterMilliseconds: retryAfterMilliseconds
        )
    }

    static func internalError(_ message: String) -> CallError {
        CallError(code: .internalError, reason: "INTERNAL", message: message)
    }

    /// A request whose bytes are not its message.
    init(_ error: WireError) {
        let field = error.field.isEmpty ? "the request" : error.field
        self = .invalid(field, "the message cannot be read: \(error)", reason: "MALFORMED")
    }
}
