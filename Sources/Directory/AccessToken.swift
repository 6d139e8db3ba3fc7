/// A bearer token of a principal; the token itself is never stored.
public struct AccessToken: Hashable, Sendable {
    public var key: String
    public var principalKey: String
    /// SHA-256 of the whole token.
    public var digest: [UInt8]
    public var created: Timestamp
    public var expires: Timestamp?
    public var isRevoked: Bool
    public var note: String

    public init(
        key: String,
        principalKey: String,
        digest: [UInt8],
        created: Timestamp,
        expires: Timestamp?,
        isRevoked: Bool = false,
        note: String = ""
    ) {
        self.key = key
        self.principalKey = principalKey
        self.digest = digest
        self.created = created
        self.expires = expires
        self.isRevoked = isRevoked
        self.note = note
    }
}
