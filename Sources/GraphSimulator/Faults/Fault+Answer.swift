import Directory

/// An answer that a fault puts in the place of the right one.
struct FaultAnswer: Sendable {
    let failure: GraphFailure
    var headers: [(name: String, value: String)] = []
    /// A body that is not Graph's error.
    var html: String?

    init(
        _ status: Int,
        _ code: String,
        _ message: String,
        headers: [(name: String, value: String)] = []
    ) {
        failure = GraphFailure(status: status, code: code, message: message)
        self.headers = headers
    }
}

extension Fault {
    /// The answer to a Graph request, nil where the right one is needed.
    func answer(
        to request: GraphRequest,
        subject: FaultSubject,
        atSeconds seconds: Int64
    ) -> FaultAnswer? {
        switch mode {
        case .throttled:
            return throttled("Tenant_Application", subject, retryAfter: value.map { String($0) })
        case .throttledUntilDate:
            let date = Timestamp.http(seconds + Int64(value ?? 10))
            return throttled("Tenant_Application", subject, retryAfter: date)
        case .throttledApplication:
            return throttled("Application", subject, retryAfter: value.map { String($0) })
        case .unavailable:
            return FaultAnswer(
                503,
                "serviceNotAvailable",
                "The service is unavailable.",
                headers: value.map { [("Retry-After", String($0))] } ?? []
            )
        case .internalError:
            return FaultAnswer(500, "InternalServerError", "An internal server error occurred.")
        case .badGateway:
            var answer = FaultAnswer(502, "", "")
            answer.html = "<html><head><title>502</title></head><body>Bad Gateway</body></html>"
            return answer
        case .gatewayTimeout: return FaultAnswer(504, "UnknownError", "")
        case .unknownError: return FaultAnswer(404, "UnknownError", "")
        case .tokenExpired:
            return FaultAnswer(
                401,
                "InvalidAuthenticationToken",
                "Lifetime validation failed, the token is expired."
            )
        case .tokenRevoked:
            return FaultAnswer(
                401,
                "InvalidAuthenticationToken",
                "Continuous access evaluation resulted in claims challenge."
            )
        case .consentRemoved:
            return FaultAnswer(
                403,
                "Authorization_RequestDenied",
                "Insufficient privileges to complete the operation."
            )
        case .goneWithLocation:
            let place = "\(request.scheme)://\(request.authority)\(request.path)?$deltatoken="
            return FaultAnswer(
                410,
                "syncStateNotFound",
                "The sync state generation is not found.",
                headers: [("Location", place)]
            )
        case .gone: return FaultAnswer(410, "SyncStateNotFound", "Resync required.")
        case .syncStateNotFound:
            return FaultAnswer(400, "syncStateNotFound", "The sync state generation is not found.")
        case .resyncRequired: return FaultAnswer(400, "resyncrequired", "Resync is required.")
        case .pageTokenExpired:
            return FaultAnswer(
                400,
                "Directory_ExpiredPageToken",
                "The specified page token value has expired and can no longer be included."
            )
        case .pageTokenLostAfterRetry:
            guard value == LostLinks.mark else { return FaultAnswer(503, "UnknownError", "") }
            return FaultAnswer(
                400,
                "DirectoryPageTokenNotFoundException",
                "The page token was not found."
            )
        case .badRequestWithData, .truncatedJSON, .connectionReset, .goAway, .stalledHeaders,
            .slowDrip, .longLine, .duplicateObject, .repeatedObject, .removeThenAdd,
            .addThenRemove, .replay, .emptyPage, .deletionOfUnknown, .loopedLink, .noLink,
            .bothLinks, .foreignLink, .longLink, .signInRefused, .signInThrottled,
            .signInUnavailable:
            return nil
        }
    }

    private func throttled(
        _ scope: String,
        _ subject: FaultSubject,
        retryAfter: String?
    ) -> FaultAnswer {
        let tenant = subject.tenant?.text ?? ""
        return FaultAnswer(
            429,
            "TooManyRequests",
            "Please retry again later.",
            headers: [
                ("x-ms-throttle-scope", "\(scope)/ReadWrite/application/\(tenant)"),
                ("x-ms-throttle-information", "ResourceUnitLimitExceeded"),
            ] + (retryAfter.map { [("Retry-After", $0)] } ?? [])
        )
    }

    /// How the right answer travels.
    var delivery: GraphResponse.Delivery {
        switch mode {
        case .connectionReset: .cut(hundredths: value ?? 50)
        case .goAway: .refused
        case .stalledHeaders: .stalled(seconds: value ?? 600)
        case .slowDrip: .slow(seconds: value ?? 600)
        default: .whole
        }
    }

    /// What becomes of the bytes of the right answer.
    func body(_ body: [UInt8]) -> [UInt8] {
        guard mode == .truncatedJSON else { return body }
        return Array(body.prefix(max(1, body.count - 1) * min(100, value ?? 50) / 100))
    }
}

extension GraphResponse {
    /// How an answer travels to the client.
    public enum Delivery: Sendable, Equatable {
        case whole
        /// The connection breaks after this share of the body.
        case cut(hundredths: Int)
        /// The connection ends before the answer.
        case refused
        /// Nothing comes for so long.
        case stalled(seconds: Int)
        /// The body takes so long to come.
        case slow(seconds: Int)
    }
}
