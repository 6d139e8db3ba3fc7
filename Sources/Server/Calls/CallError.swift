import Transport
import Wire

/// Why a call is not answered as asked: a reason of the contract, and a sentence for people.
///
/// The sentence names the field or the thing, the reason, and what to do. `status` is the only place where one of our
/// errors becomes a status of the protocol.
struct CallError: Error, Sendable {
    var reason: ErrorReason
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
        var message: String
    }

    init(_ reason: ErrorReason, _ message: String, figures: [String: String] = [:]) {
        self.reason = reason
        self.message = message
        self.figures = figures
    }

    /// The same with more at the end of its sentence.
    func adding(_ text: String) -> CallError {
        var error = self
        error.message += text
        return error
    }

    /// The same over the wire, details included.
    var status: RPCStatus {
        let status = Google.Status(
            reason,
            message,
            metadata: figures,
            violations: violations.map { violation in
                Google.BadRequest.FieldViolation {
                    $0.field = violation.field
                    $0.description = violation.message
                    $0.reason = reason.rawValue
                }
            },
            retryAfter: retryAfterMilliseconds.map { Google.Duration(milliseconds: Int64($0)) }
        )
        return RPCStatus(
            StatusCode(rawValue: UInt8(clamping: reason.statusCode)) ?? .unknown,
            message,
            details: status.encoded(),
            retryPushbackMilliseconds: retryAfterMilliseconds
        )
    }
}

extension CallError {
    /// A field of the request that cannot be used.
    static func invalid(
        _ field: String,
        _ problem: String,
        reason: ErrorReason = .fieldInvalid
    ) -> CallError {
        var error = CallError(reason, "\(field): \(problem)")
        error.violations = [Violation(field: field, message: problem)]
        return error
    }

    static func missing(_ field: String) -> CallError {
        invalid(field, "is required; set it")
    }

    /// Nothing that the caller may see has this id.
    static func notFound(_ what: String, field: String, _ id: String) -> CallError {
        CallError(
            .notFound,
            "\(field): there is no \(what) \"\(id)\" that you may see; list them to find its id",
            figures: ["field": field]
        )
    }

    static func alreadyExists(_ what: String, field: String, _ id: String) -> CallError {
        CallError(
            .alreadyExists,
            "\(field): \(what) \"\(id)\" exists already; choose another id, or update it",
            figures: ["field": field]
        )
    }

    /// More is under way than the server takes on; the same call may succeed in a moment.
    static func busy(_ what: String) -> CallError {
        var error = CallError(.tooManyCalls, "too many \(what) wait already; try again in a moment")
        error.retryAfterMilliseconds = 500
        return error
    }

    static let stopping = CallError(
        .draining,
        "the server is stopping; call again, on another connection"
    )

    /// A request whose bytes are not its message.
    init(_ error: WireError) {
        let field = error.field.isEmpty ? "the request" : error.field
        self = .invalid(field, "the message cannot be read: \(error)", reason: .messageMalformed)
    }
}
