import ChangeFeed
import Directory
import Transport
import Wire

// What the protocol says when a subscription ends, or is not opened.

extension SubscriptionEnd {
    /// The end as a status of the protocol.
    var status: RPCStatus {
        switch self {
        case .reachedUntil: .ok
        case .draining(let milliseconds):
            CallError.draining(retryAfterMilliseconds: Int32(clamping: milliseconds)).status
        case .compacted(let floor, let current):
            CallError.compacted(floor: floor, current: current).status
        case .accessWithdrawn:
            CallError(
                .accessWithdrawn,
                "authorization: the token was revoked or its principal switched off; ask for another one"
            ).status
        case .featureSwitchedOff:
            CallError.groupDocumentationOff.status
        case .credentialExpired:
            CallError(.tokenInvalid, "authorization: this token is over; ask for another one")
                .status
        case .failed:
            CallError(
                .internalFault,
                "the log of changes cannot be read; the server's log says why"
            ).status
        }
    }
}

extension CallError {
    static func draining(retryAfterMilliseconds: Int32) -> CallError {
        var error = CallError.stopping
        error.retryAfterMilliseconds = retryAfterMilliseconds
        return error
    }

    static func compacted(floor: Revision, current: Revision) -> CallError {
        CallError(
            .compacted,
            "resume: changes before revision \(floor.number) were forgotten; take a snapshot",
            figures: [
                "floor": String(floor.number), "newest_revision": String(current.number),
            ]
        )
    }

    init(_ refusal: SubscriptionRefusal) {
        switch refusal {
        case .invalid(let field, let problem):
            self = .invalid(field, problem)
        case .organizationNotFound(let field, let key):
            self = .notFound("organization", field: field, key)
        case .tokenMismatch(let how):
            self = .invalid(
                "resume.token",
                "\(how); take a snapshot",
                reason: .resumeTokenMismatch
            )
        case .storeChanged:
            self = CallError(
                .storeChanged,
                "resume: the point belongs to another history than this store's; forget the rows and take a snapshot"
            )
        case .futureRevision(let current):
            self = CallError(
                .futureRevision,
                "resume: the newest revision is \(current.number); use a point that this server has given",
                figures: ["newest_revision": String(current.number)]
            )
        case .compacted(let floor, let current):
            self = .compacted(floor: floor, current: current)
        case .failed:
            self = CallError(
                .internalFault,
                "the log of changes cannot be read; the server's log says why"
            )
        }
    }
}
