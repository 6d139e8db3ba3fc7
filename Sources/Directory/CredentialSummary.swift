/// What may be told of a credential that is itself sealed: never anything that proves identity.
public struct CredentialSummary: Hashable, Sendable {
    public var kind: Kind
    public var set: Timestamp
    /// The end of a certificate; `nil` for a secret, whose end only Entra knows.
    public var expires: Timestamp?
    /// SHA-256 of a certificate; empty for a secret.
    public var thumbprint: [UInt8]

    public init(kind: Kind, set: Timestamp, expires: Timestamp? = nil, thumbprint: [UInt8] = []) {
        self.kind = kind
        self.set = set
        self.expires = expires
        self.thumbprint = thumbprint
    }

    public enum Kind: UInt8, Hashable, Sendable, CaseIterable {
        case clientSecret = 1
        case certificate = 2
    }
}
