import Client
import Transport

/// How the command ended, for scripts.
///
/// The numbers never change their meaning.
enum ExitStatus: Int32, CaseIterable {
    case success = 0
    case failure = 1
    case usage = 2
    case notFound = 3
    case refused = 4
    case unavailable = 5
    case conflict = 6
    case partial = 7

    var meaning: String {
        switch self {
        case .success: "done"
        case .failure: "failed for another reason; the message says which"
        case .usage: "the command line, an input file or a value is wrong"
        case .notFound: "there is no such thing, or you may not see it"
        case .refused: "the token is missing, unknown or not allowed to do this"
        case .unavailable: "the server cannot be reached, is overloaded or took too long; try again"
        case .conflict: "the state of things does not allow it; the message says why"
        case .partial: "done in part: some rows were rejected, or some tenants did not sync"
        }
    }

    /// Every number with its meaning, one a line.
    static var table: String {
        allCases.map { "  \($0.rawValue)  \($0.meaning)" }.joined(separator: "\n")
    }

    init(_ code: StatusCode) {
        switch code {
        case .ok: self = .success
        case .invalidArgument: self = .usage
        case .notFound: self = .notFound
        case .permissionDenied, .unauthenticated: self = .refused
        case .unavailable, .deadlineExceeded, .resourceExhausted: self = .unavailable
        case .alreadyExists, .failedPrecondition, .aborted, .outOfRange: self = .conflict
        case .cancelled, .unknown, .unimplemented, .internalError, .dataLoss: self = .failure
        }
    }
}

/// Why the command cannot do what was asked: one line for people, one number for scripts.
struct CommandError: Error, Equatable {
    let status: ExitStatus
    let message: String

    init(_ status: ExitStatus, _ message: String) {
        self.status = status
        self.message = message
    }

    /// The error of a call: the field, the reason, and what to do where that is known.
    init(_ error: ClientError) {
        status = ExitStatus(error.code)
        var text = error.message.isEmpty ? error.code.name : error.message
        if !error.fieldViolations.isEmpty {
            text = error.fieldViolations.map { "\($0.field): \($0.description)" }.joined(
                separator: "; "
            )
        }
        if !error.reason.isEmpty { text += " (\(error.reason))" }
        if error.code == .unauthenticated {
            text += "; give a token with --token-file, MUSTER_TOKEN or --data"
        }
        if let delay = error.retryDelayMilliseconds, delay > 0 {
            text += "; try again in \((delay + 999) / 1000) s"
        }
        message = TerminalText.plain(text)
    }
}
