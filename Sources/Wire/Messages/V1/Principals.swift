extension V1 {
    /// Makes a token.
    public struct CreateTokenRequest: Message {
        public static let protoName = "muster.v1.CreateTokenRequest"
        public static let meaning = """
            Makes a bearer token for a principal; a principal that does not exist is made with the
            role given.
            """

        public var principalID = ""
        public var role = Role.unspecified
        public var expiresAt: Google.Timestamp?
        public var note = ""

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "principal_id", &principalID, "Required: a person or a service.")
            try f.field(
                2,
                "role",
                &role,
                "Of a new principal; for another it must be its role or unspecified."
            )
            try f.field(3, "expires_at", &expiresAt, "Absent: never.")
            try f.field(4, "note", &note, "What the token is for; at most 256 bytes.")
        }
    }

    /// A token, shown this once.
    public struct CreateTokenResponse: Message {
        public static let protoName = "muster.v1.CreateTokenResponse"
        public static let meaning = "A token; the server keeps only its digest."

        public var secret = ""
        public var token: Token?
        public var revision: UInt64 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(
                1,
                "secret",
                &secret,
                "Send it as `authorization: Bearer …`. Shown only here."
            )
            try f.field(2, "token", &token)
            try f.field(3, "revision", &revision)
        }
    }

    /// What may be shown of a token.
    public struct Token: Message {
        public static let protoName = "muster.v1.Token"
        public static let meaning = "What may be shown of a token."

        public var id = ""
        public var principalID = ""
        public var role = Role.unspecified
        public var createdAt: Google.Timestamp?
        public var expiresAt: Google.Timestamp?
        public var revoked = false
        public var lastUsedAt: Google.Timestamp?
        public var note = ""

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "id", &id)
            try f.field(2, "principal_id", &principalID)
            try f.field(3, "role", &role, "The principal's role.")
            try f.field(4, "created_at", &createdAt)
            try f.field(5, "expires_at", &expiresAt, "Absent: never.")
            try f.field(6, "revoked", &revoked)
            try f.field(7, "last_used_at", &lastUsedAt, "To the hour; absent: never used.")
            try f.field(8, "note", &note)
        }
    }

    /// Asks for tokens.
    public struct ListTokensRequest: Message {
        public static let protoName = "muster.v1.ListTokensRequest"
        public static let meaning = "Tokens, by principal and time."

        public var principalID = ""
        public var includeRevoked = false

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "principal_id", &principalID, "Only this principal's; empty: all.")
            try f.field(2, "include_revoked", &includeRevoked, "Revoked and expired ones too.")
        }
    }

    /// Tokens.
    public struct ListTokensResponse: Message {
        public static let protoName = "muster.v1.ListTokensResponse"
        public static let meaning = "Tokens."

        public var tokens: [Token] = []
        public var revision: UInt64 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "tokens", &tokens)
            try f.field(2, "revision", &revision)
        }
    }

    /// Revokes a token.
    public struct RevokeTokenRequest: Message {
        public static let protoName = "muster.v1.RevokeTokenRequest"
        public static let meaning = "Ends a token at once; calls that run with it end too."

        public var id = ""

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "id", &id, "Required: the token's id, not its secret.")
        }
    }

    /// The token is revoked.
    public struct RevokeTokenResponse: Message {
        public static let protoName = "muster.v1.RevokeTokenResponse"
        public static let meaning = "The token is revoked."

        public var revision: UInt64 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "revision", &revision, "The first revision without it.")
        }
    }

    /// Asks who is calling.
    public struct WhoAmIRequest: Message {
        public static let protoName = "muster.v1.WhoAmIRequest"
        public static let meaning = "Who the server takes the caller for."

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {}
    }

    /// Who is calling.
    public struct WhoAmIResponse: Message {
        public static let protoName = "muster.v1.WhoAmIResponse"
        public static let meaning = "Who the server takes the caller for."

        public var principalID = ""
        public var role = Role.unspecified
        public var tokenID = ""
        public var tokenExpiresAt: Google.Timestamp?
        public var serverVersion = ""
        public var storeID = ""
        public var revision: UInt64 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "principal_id", &principalID)
            try f.field(2, "role", &role)
            try f.field(3, "token_id", &tokenID)
            try f.field(4, "token_expires_at", &tokenExpiresAt, "Absent: never.")
            try f.field(5, "server_version", &serverVersion)
            try f.field(6, "store_id", &storeID, "Made with the store; another after a restore.")
            try f.field(7, "revision", &revision, "The present one.")
        }
    }

    /// What a principal may do.
    public enum Role: Int32, WireEnum {
        case unspecified = 0
        case administrator = 1
        case manager = 2
        case custom = 3
        case editor = 4
        case creator = 5
        case lite = 6
        case readOnly = 7
        case clientUser = 8
        case unrecognized = -1

        public static let protoName = "muster.v1.Role"
        public static let meaning = "What a principal may do."
        public static let values: [EnumValue<Self>] = [
            .init(.unspecified, "ROLE_UNSPECIFIED"),
            .init(.administrator, "ROLE_ADMINISTRATOR", "Everything."),
            .init(.manager, "ROLE_MANAGER", "Everything but users, tokens and the server itself."),
            .init(.custom, "ROLE_CUSTOM", "As a creator, with what was added to it."),
            .init(.editor, "ROLE_EDITOR", "Edit what does not come from Entra; import records."),
            .init(.creator, "ROLE_CREATOR", "Edit what does not come from Entra."),
            .init(.lite, "ROLE_LITE", "See what is documented, in at most five organizations."),
            .init(.readOnly, "ROLE_READ_ONLY", "See what is documented."),
            .init(
                .clientUser,
                "ROLE_CLIENT_USER",
                "Works for the organization that is documented: see what is documented of it."
            ),
        ]
    }
}
