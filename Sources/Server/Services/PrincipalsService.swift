import Access
import Cryptography
import Directory
import ReadModel
import Store
import Transport
import Wire

/// Who may call, and the tokens that they call with.
enum PrincipalsService {
    static let endpoints: [Endpoint] =
        [
            .command(V1.PrincipalsService.createToken, needs: .managePrincipals) {
                request,
                context,
                publisher throws(CallError) in
                try createToken(request, context, publisher)
            },
            .command(V1.PrincipalsService.listTokens, needs: .managePrincipals) {
                request,
                context,
                publisher throws(CallError) in
                try listTokens(request, publisher)
            },
            .command(V1.PrincipalsService.revokeToken, needs: .managePrincipals) {
                request,
                context,
                publisher throws(CallError) in
                try revokeToken(request, context, publisher)
            },
            whoAmI,
        ] + users + userGroups

    private static func createToken(
        _ request: V1.CreateTokenRequest,
        _ context: CommandContext,
        _ publisher: Publisher
    ) throws(CallError) -> V1.CreateTokenResponse {
        try Keys.check(request.principalID, field: "principal_id")
        guard request.note.utf8.count <= CallLimits.textBytesMax else {
            throw .invalid("note", "must be at most \(CallLimits.textBytesMax) bytes")
        }
        let role = try wantedRole(request.role)
        let known = publisher.snapshot.policy.principals[request.principalID]
        if let known, role != nil, V1.Role(known.role) != request.role {
            throw CallError(
                .alreadyExists,
                "role: principal \"\(known.key)\" has another role; leave it out, or choose another principal"
            )
        }
        if known == nil, let role, role.organizationsMax != nil {
            throw .invalid(
                "role",
                "says in which organizations; make the user first, with PutUser"
            )
        }
        guard known == nil || known?.isDisabled == false else {
            throw CallError(
                .inUse,
                "principal_id: this principal is switched off"
            )
        }
        var expires: Timestamp?
        if let wanted = request.expiresAt {
            guard let milliseconds = wanted.milliseconds, milliseconds > context.now.milliseconds
            else {
                throw .invalid("expires_at", "must be in the future")
            }
            expires = Timestamp(milliseconds: milliseconds)
        }
        let minted = MintedToken(
            principal: request.principalID,
            created: context.now,
            expires: expires,
            note: request.note
        )
        let principal = known ?? Principal(key: request.principalID, role: role ?? .readOnly)
        var batch = context.batch()
        if known == nil { batch.changes.append(.policy(.principal(principal.key, principal))) }
        batch.changes.append(.policy(.token(minted.token.key, minted.token)))
        batch.activity = [
            context.activity("token created", subject: principal.key, detail: minted.token.key)
        ]
        let published = try publisher.commit(batch)
        return V1.CreateTokenResponse {
            $0.secret = minted.secret
            $0.token = V1.Token(minted.token, of: principal, lastUsed: nil)
            $0.revision = published.revision.number
        }
    }

    private static func wantedRole(_ role: V1.Role) throws(CallError) -> Principal.Role? {
        if role == .unspecified { return nil }
        return try self.role(V1.User { $0.role = role }, field: "role")
    }

    private static func listTokens(
        _ request: V1.ListTokensRequest,
        _ publisher: Publisher
    ) throws(CallError) -> V1.ListTokensResponse {
        let uses: [String: Timestamp]
        do throws(StoreError) {
            uses = try publisher.store.read { reader throws(StoreError) in try reader.tokenUses() }
        } catch {
            throw CallError(error)
        }
        let policy = publisher.snapshot.policy
        return V1.ListTokensResponse {
            $0.tokens = policy.tokens.values
                .filter { request.principalID.isEmpty || $0.principalKey == request.principalID }
                .filter { request.includeRevoked || !$0.isRevoked }
                .sorted { ($0.created, $0.key) < ($1.created, $1.key) }
                .map {
                    V1.Token($0, of: policy.principals[$0.principalKey], lastUsed: uses[$0.key])
                }
            $0.revision = publisher.snapshot.revision.number
        }
    }

    private static func revokeToken(
        _ request: V1.RevokeTokenRequest,
        _ context: CommandContext,
        _ publisher: Publisher
    ) throws(CallError) -> V1.RevokeTokenResponse {
        guard !request.id.isEmpty else { throw .missing("id") }
        guard var token = publisher.snapshot.policy.tokens[request.id] else {
            throw .notFound("token", field: "id", request.id)
        }
        var batch = context.batch()
        if !token.isRevoked {
            token.isRevoked = true
            batch.changes = [.policy(.token(token.key, token))]
            batch.activity = [
                context.activity("token revoked", subject: token.principalKey, detail: token.key)
            ]
        }
        let published = try publisher.commit(batch)
        return V1.RevokeTokenResponse { $0.revision = published.revision.number }
    }

    /// Every caller may ask who it is, whatever its role.
    private static let whoAmI = Endpoint(
        RPCMethod(path: V1.PrincipalsService.whoAmI.path, kind: .unary)
    ) { state in
        .request { call, bytes in
            do throws(CallError) {
                _ = try V1.WhoAmIRequest(callBytes: bytes)
                let caller = try state.caller(of: call)
                let token = try Authenticator.token(of: call, in: state.snapshot)
                let response = V1.WhoAmIResponse {
                    $0.principalID = caller.principalKey
                    $0.role = V1.Role(caller.role)
                    $0.tokenID = token.key
                    $0.tokenExpiresAt = token.expires.map(Google.Timestamp.init)
                    $0.serverVersion = ServerVersion.text
                    $0.storeID = state.core.storeID.text
                    $0.revision = state.snapshot.revision.number
                }
                call.respond(MessageBytes(response.encoded()))
            } catch {
                call.end(error.status)
            }
        }
    }
}

/// A new token: the secret is told once and never stored, only its digest is.
struct MintedToken {
    let secret: String
    let token: AccessToken

    /// The text of a token: this, the public key of fixed length, `_`, and 43 secret characters.
    static let prefix = "muster_"
    static let keyCharacters = 12

    init(principal: String, created: Timestamp, expires: Timestamp?, note: String) {
        // A key that began with "-" would be taken for an option where a person types it.
        var key = "-"
        while key.hasPrefix("-") {
            key = Base64.url.encode(randomBytes(Self.keyCharacters * 3 / 4))
        }
        secret = "\(Self.prefix)\(key)_\(Base64.url.encode(randomBytes(32)))"
        token = AccessToken(
            key: key,
            principalKey: principal,
            digest: SHA256.digest(of: Array(secret.utf8)),
            created: created,
            expires: expires,
            note: note
        )
    }
}

/// The version that this program calls itself.
public enum ServerVersion {
    public static let text = "0.1.0"
}

extension V1.Role {
    init(_ role: Principal.Role) {
        self =
            switch role {
            case .administrator: .administrator
            case .manager: .manager
            case .custom, .customRemoving, .customDocumentation, .customDocumentationRemoving:
                .custom
            case .editor: .editor
            case .creator: .creator
            case .lite: .lite
            case .readOnly: .readOnly
            case .clientUser: .clientUser
            }
    }
}

extension V1.Token {
    init(_ token: AccessToken, of principal: Principal?, lastUsed: Timestamp?) {
        self.init()
        id = token.key
        principalID = token.principalKey
        role = principal.map { V1.Role($0.role) } ?? .unspecified
        createdAt = Google.Timestamp(token.created)
        expiresAt = token.expires.map(Google.Timestamp.init)
        revoked = token.isRevoked
        lastUsedAt = lastUsed.map(Google.Timestamp.init)
        note = token.note
    }
}
