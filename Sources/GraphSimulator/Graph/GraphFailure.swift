/// A request that Graph refuses: the status, and the code and message of the error body.
struct GraphFailure: Error, Equatable {
    let status: Int
    let code: String
    let message: String

    static func badRequest(_ message: String) -> GraphFailure {
        GraphFailure(status: 400, code: "Request_BadRequest", message: message)
    }

    static func unsupportedQuery(_ message: String) -> GraphFailure {
        GraphFailure(status: 400, code: "Request_UnsupportedQuery", message: message)
    }

    static func invalidToken(_ message: String) -> GraphFailure {
        GraphFailure(status: 401, code: "InvalidAuthenticationToken", message: message)
    }

    static let denied = GraphFailure(
        status: 403,
        code: "Authorization_RequestDenied",
        message: "Insufficient privileges to complete the operation."
    )

    static func notFound(_ identifier: some StringProtocol) -> GraphFailure {
        GraphFailure(
            status: 404,
            code: "Request_ResourceNotFound",
            message: """
                Resource '\(identifier)' does not exist or one of its queried \
                reference-property objects are not present.
                """
        )
    }

    static func unknownSegment(_ segment: some StringProtocol) -> GraphFailure {
        GraphFailure(
            status: 400,
            code: "BadRequest",
            message: "Resource not found for the segment '\(segment)'."
        )
    }

    static func unknownProperty(_ name: some StringProtocol, of kind: ObjectKind) -> GraphFailure {
        GraphFailure(
            status: 400,
            code: "BadRequest",
            message: """
                Parsing OData Select and Expand failed: Could not find a property named \
                '\(name)' on type 'microsoft.graph.\(kind)'.
                """
        )
    }

    static let syncStateNotFound = GraphFailure(
        status: 400,
        code: "syncStateNotFound",
        message: "The sync state generation is not found."
    )

    static let gone = GraphFailure(
        status: 410,
        code: "syncStateNotFound",
        message: "The sync state generation is not found."
    )

    static let expiredPageToken = GraphFailure(
        status: 400,
        code: "Directory_ExpiredPageToken",
        message: "The specified page token value has expired and can no longer be included."
    )

    static let badPageToken = badRequest("The specified page token value is not valid.")
}
