/// The stable words of `ErrorInfo.reason`, each with its one gRPC status code.
///
/// A program may branch on a reason: it keeps its meaning and its code.
public enum ErrorReason: String, CaseIterable, Sendable {
    case tokenMissing = "TOKEN_MISSING"
    case tokenInvalid = "TOKEN_INVALID"
    case roleInsufficient = "ROLE_INSUFFICIENT"
    case messageMalformed = "MESSAGE_MALFORMED"
    case fieldInvalid = "FIELD_INVALID"
    case pageTokenMismatch = "PAGE_TOKEN_MISMATCH"
    case notFound = "NOT_FOUND"
    case alreadyExists = "ALREADY_EXISTS"
    case confirmationMissing = "CONFIRMATION_MISSING"
    case featureSwitchedOff = "FEATURE_SWITCHED_OFF"
    case kindMismatch = "KIND_MISMATCH"
    case inUse = "IN_USE"
    case tenantTaken = "TENANT_TAKEN"
    case syncRefused = "SYNC_REFUSED"
    case notHeld = "NOT_HELD"
    case notDeleted = "NOT_DELETED"
    case fieldSynced = "FIELD_SYNCED"
    case usersNotSynced = "USERS_NOT_SYNCED"
    case automaticItem = "AUTOMATIC_ITEM"
    case limitReached = "LIMIT_REACHED"
    case pageExpired = "PAGE_EXPIRED"
    case futureRevision = "FUTURE_REVISION"
    case historyCompacted = "HISTORY_COMPACTED"
    case compacted = "COMPACTED"
    case storeChanged = "STORE_CHANGED"
    case resumeTokenMismatch = "RESUME_TOKEN_MISMATCH"
    case accessWithdrawn = "ACCESS_WITHDRAWN"
    case revisionNotReached = "REVISION_NOT_REACHED"
    case tooManyCalls = "TOO_MANY_CALLS"
    case requestTooLarge = "REQUEST_TOO_LARGE"
    case storageFull = "STORAGE_FULL"
    case draining = "DRAINING"
    case notSupported = "NOT_SUPPORTED"
    case internalFault = "INTERNAL_FAULT"

    /// The code of `grpc-status` that goes with the reason.
    public var statusCode: Int32 {
        switch self {
        case .messageMalformed, .fieldInvalid, .pageTokenMismatch, .resumeTokenMismatch: 3
        case .notFound: 5
        case .alreadyExists: 6
        case .roleInsufficient, .accessWithdrawn: 7
        case .tooManyCalls, .requestTooLarge, .storageFull, .limitReached: 8
        case .confirmationMissing, .featureSwitchedOff, .kindMismatch, .inUse, .tenantTaken,
            .syncRefused, .notHeld, .notDeleted, .fieldSynced, .usersNotSynced, .automaticItem,
            .storeChanged:
            9
        case .pageExpired, .futureRevision, .historyCompacted, .compacted: 11
        case .notSupported: 12
        case .internalFault: 13
        case .revisionNotReached, .draining: 14
        case .tokenMissing, .tokenInvalid: 16
        }
    }

    /// What happened, and what the caller can do.
    public var meaning: String {
        switch self {
        case .tokenMissing: "The call has no `authorization: Bearer` header."
        case .tokenInvalid: "The token is unknown, revoked or expired. Make another."
        case .roleInsufficient: "The caller's role does not allow the call."
        case .messageMalformed: "The request is no message of its type; the text says where."
        case .fieldInvalid:
            "A field has a value that is not allowed; `BadRequest` says which and why."
        case .pageTokenMismatch: "The page token belongs to another request. Start without one."
        case .notFound: "There is no such thing, or the caller may not see it."
        case .alreadyExists: "The id is in use."
        case .confirmationMissing: "The request needs `confirm = true`."
        case .featureSwitchedOff: "Group documentation is switched off for the account."
        case .kindMismatch: "The group is of the other kind and has no such members."
        case .inUse: "Something still depends on it; the text says what to remove first."
        case .tenantTaken: "Another integration manages the tenant."
        case .syncRefused: "A sync cannot begin; the text says what is missing."
        case .notHeld: "Nothing of the tenant is held back."
        case .fieldSynced: "Entra fills this field in; change it there."
        case .notDeleted: "The group is not deleted, so it cannot be restored."
        case .usersNotSynced: "The integration does not sync users, so that none can be matched."
        case .automaticItem: "The related item follows a membership; nobody changes or removes it."
        case .limitReached: "There are as many as there may be; the text says of what."
        case .pageExpired: "The page's revision is gone. Start without a token, or ask to CONTINUE."
        case .futureRevision: "The revision is far beyond the present one."
        case .historyCompacted: "The history begins later; `floor` in the metadata says where."
        case .compacted:
            "The log of changes begins later; `floor` in the metadata says where. Take a snapshot."
        case .storeChanged:
            "The resume point belongs to another history. Forget the rows and take a snapshot."
        case .resumeTokenMismatch:
            "The resume token belongs to another caller, filter, field list or delivery."
        case .accessWithdrawn: "The stream's token was revoked, or its principal switched off."
        case .revisionNotReached: "`min_revision` was not reached in time. Try again."
        case .tooManyCalls: "More calls are under way than the server takes on. Try again."
        case .requestTooLarge: "The request holds more than one call may; split it."
        case .storageFull: "The server's disk is full; nothing was changed."
        case .draining: "The server is going down. Try again: another connection is taken."
        case .notSupported: "This server does not do that; the text says what."
        case .internalFault: "A fault of the server; its log has more."
        }
    }
}

extension Google.Status {
    /// The error that a reason means: code, text for people, and the details for programs.
    ///
    /// - Parameters:
    ///   - reason: Why the call failed.
    ///   - message: What is wrong and what to do, for people.
    ///   - metadata: Figures that belong to the reason.
    ///   - violations: The fields that are wrong.
    ///   - retryAfter: How long to wait before trying again.
    public init(
        _ reason: ErrorReason,
        _ message: String,
        metadata: [String: String] = [:],
        violations: [Google.BadRequest.FieldViolation] = [],
        retryAfter: Google.Duration? = nil
    ) {
        code = reason.statusCode
        self.message = message
        details = [
            Google.AnyMessage(
                Google.ErrorInfo {
                    $0.reason = reason.rawValue
                    $0.domain = "muster"
                    $0.metadata = metadata
                }
            )
        ]
        if !violations.isEmpty {
            details.append(.init(Google.BadRequest { $0.fieldViolations = violations }))
        }
        if let retryAfter {
            details.append(.init(Google.RetryInfo { $0.retryDelay = retryAfter }))
        }
    }

    /// The reason that programs branch on; `nil` when the error carries none that is known here.
    public var reason: ErrorReason? {
        for detail in details {
            guard let info = try? detail.unpacked(as: Google.ErrorInfo.self) else { continue }
            return ErrorReason(rawValue: info.reason)
        }
        return nil
    }
}
