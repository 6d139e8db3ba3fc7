import Access
import Cryptography
import Directory
import ReadModel
import Transport
import Wire

/// Turns the bearer token of a call into the caller behind it.
enum Authenticator {
    /// The token that a call presents; whether it still counts is not judged here.
    ///
    /// It is found by the public part of its text and compared by digest, in constant time.
    static func token(of call: Call, in snapshot: Snapshot) throws(CallError) -> AccessToken {
        guard let header = call.metadata("authorization") else {
            throw CallError(
                .tokenMissing,
                "authorization: no token was sent; send the metadata \"authorization: Bearer TOKEN\""
            )
        }
        let scheme = Array("bearer ".utf8)
        guard header.count > scheme.count,
            zip(header, scheme).allSatisfy({ $0 | 0x20 == $1 | 0x20 })
        else {
            throw CallError(
                .tokenMissing,
                "authorization: this is no bearer token; send \"Bearer TOKEN\""
            )
        }
        let text = header.dropFirst(scheme.count)
        let key = text.dropFirst(MintedToken.prefix.utf8.count).prefix(MintedToken.keyCharacters)
        guard let token = snapshot.policy.tokens[String(decoding: key, as: UTF8.self)],
            constantTimeEquals(token.digest, SHA256.digest(of: Array(text)))
        else { throw CallError(.tokenUnknown) }
        return token
    }
}

extension CallError {
    /// A refusal that was decided from policy.
    init(_ refusal: Refusal) {
        switch refusal {
        case .tokenUnknown:
            self = CallError(
                .tokenInvalid,
                "authorization: this token is not known; ask for another one"
            )
        case .tokenExpired:
            self = CallError(
                .tokenInvalid,
                "authorization: this token is over; ask for another one"
            )
        case .tokenRevoked:
            self = CallError(
                .tokenInvalid,
                "authorization: this token was revoked; ask for another one"
            )
        case .principalDisabled:
            self = CallError(.roleInsufficient, "the principal of this token is switched off")
        case .capabilityMissing(let capability):
            self = CallError(
                .roleInsufficient,
                "your role does not allow this (\(capability)); ask an administrator"
            )
        case .organizationNotFound:
            self = .notFound("organization", field: "organization_id", "")
        case .groupNotFound:
            self = .notFound("group", field: "id", "")
        }
    }
}
