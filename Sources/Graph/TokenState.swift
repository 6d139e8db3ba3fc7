import Directory

/// A token and how long it is good.
///
/// Neither a description nor a dump of it shows the token.
struct BearerToken: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
    let text: String
    let expires: Timestamp

    var description: String { "bearer token" }
    var customMirror: Mirror { Mirror(self, children: ["token": description as Any]) }
}

/// Whether the token at hand will do, or a new one is due.
struct TokenState {
    /// A token is renewed this long before its end, so that none ends under way.
    static let marginMilliseconds: Int64 = 5 * 60 * 1000

    private var token: BearerToken?

    /// The token to use at `now`; nil means that one has to be fetched first.
    ///
    /// `refused` is a token that Graph has just refused: it is not offered again.
    mutating func usable(now: Timestamp, refused: BearerToken?) -> BearerToken? {
        if let refused, token == refused { token = nil }
        guard let token,
            now.milliseconds < token.expires.milliseconds - TokenState.marginMilliseconds
        else { return nil }
        return token
    }

    /// A token that has just arrived; one that is too short-lived for the margin is still used once.
    mutating func received(_ token: BearerToken) {
        self.token = token
    }
}
