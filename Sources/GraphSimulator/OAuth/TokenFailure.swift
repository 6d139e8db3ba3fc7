/// A token request that the token service refuses, with the number of its message.
struct TokenFailure: Error, Equatable {
    let status: Int
    let error: String
    let number: Int
    let message: String
    var retryAfter: String?

    static func wrongSecret(_ application: String) -> TokenFailure {
        TokenFailure(
            status: 401,
            error: "invalid_client",
            number: 7_000_215,
            message: """
                Invalid client secret provided. Ensure the secret being sent in the request is \
                the client secret value, not the client secret ID, for a secret added to app \
                '\(application)'.
                """
        )
    }

    static func expiredSecret(_ application: String) -> TokenFailure {
        TokenFailure(
            status: 401,
            error: "invalid_client",
            number: 7_000_222,
            message: "The provided client secret keys for app '\(application)' are expired."
        )
    }

    static func unknownApplication(_ application: String, tenant: String) -> TokenFailure {
        TokenFailure(
            status: 400,
            error: "unauthorized_client",
            number: 700_016,
            message: """
                Application with identifier '\(application)' was not found in the directory \
                '\(tenant)'. This can happen if the application has not been installed by the \
                administrator of the tenant or consented to by any user in the tenant.
                """
        )
    }

    static func unknownTenant(_ tenant: String) -> TokenFailure {
        TokenFailure(
            status: 400,
            error: "invalid_request",
            number: 90_002,
            message: """
                Tenant '\(tenant)' not found. Check to make sure you have the correct tenant ID \
                and are signing into the correct cloud.
                """
        )
    }

    static func malformedTenant(_ tenant: String) -> TokenFailure {
        TokenFailure(
            status: 400,
            error: "invalid_request",
            number: 900_023,
            message: """
                Specified tenant identifier '\(tenant)' is neither a valid DNS name, nor a valid \
                external domain.
                """
        )
    }

    static func badScope(_ scope: String) -> TokenFailure {
        TokenFailure(
            status: 400,
            error: "invalid_scope",
            number: 70_011,
            message: """
                The provided request must include a 'scope' input parameter. The provided value \
                for the input parameter 'scope' is not valid. The scope \(scope) is not valid.
                """
        )
    }

    static func badAssertion(_ reason: String) -> TokenFailure {
        TokenFailure(
            status: 401,
            error: "invalid_client",
            number: 700_027,
            message: "The certificate with identifier used to sign the client assertion is not "
                + "valid. \(reason)"
        )
    }

    static func missing(_ parameter: String) -> TokenFailure {
        TokenFailure(
            status: 400,
            error: "invalid_request",
            number: 900_144,
            message: """
                The request body must contain the following parameter: '\(parameter)'.
                """
        )
    }

    static func noCredentials() -> TokenFailure {
        TokenFailure(
            status: 401,
            error: "invalid_client",
            number: 7_000_218,
            message: """
                The request body must contain the following parameter: 'client_assertion' or \
                'client_secret'.
                """
        )
    }

    static func unsupportedGrant(_ grant: String) -> TokenFailure {
        TokenFailure(
            status: 400,
            error: "unsupported_grant_type",
            number: 70_003,
            message: "The app requested an unsupported grant type '\(grant)'."
        )
    }
}

extension TokenFailure {
    /// What the token service answers to a request that a fault has hit; nil for other faults.
    init?(_ fault: Fault) {
        switch fault.mode {
        case .signInRefused:
            let number = fault.value ?? 7_000_215
            self = TokenFailure.refusal(number)
        case .signInThrottled:
            self = TokenFailure(
                status: 429,
                error: "temporarily_unavailable",
                number: 90_055,
                message: "There have been too many requests.",
                retryAfter: fault.value.map { String($0) }
            )
        case .signInUnavailable:
            self = TokenFailure(
                status: 503,
                error: "temporarily_unavailable",
                number: 90_033,
                message: "A transient error has occurred. Please try again."
            )
        default: return nil
        }
    }

    /// The refusal with a number, as far as it is one that applications meet.
    private static func refusal(_ number: Int) -> TokenFailure {
        switch number {
        case 7_000_215: .wrongSecret("application")
        case 7_000_222: .expiredSecret("application")
        case 700_016: .unknownApplication("application", tenant: "tenant")
        case 90_002: .unknownTenant("tenant")
        case 700_027: .badAssertion("The key was not found.")
        case 7_000_112:
            TokenFailure(
                status: 400,
                error: "unauthorized_client",
                number: number,
                message: "The application is disabled."
            )
        default:
            TokenFailure(
                status: 400,
                error: "invalid_grant",
                number: number,
                message: "Access has been blocked."
            )
        }
    }
}
