public import Access
public import Directory

/// The callers of one policy, each worked out once; it belongs to one thread.
///
/// What a caller sees depends on policy alone, and working it out looks at every access list: so it is done at the first
/// call after a change of policy, and remembered until the next.
public final class CallerTable {
    private var callers: [String: Result<Caller, Refusal>] = [:]

    public init() {}

    /// Who presents the token with this digest, or why it is not accepted at `now`.
    public func caller(
        presenting digest: [UInt8],
        at now: Timestamp,
        under policy: Policy
    ) -> Result<Caller, Refusal> {
        policy.principalKey(presenting: digest, at: now).flatMap { key in
            if let known = callers[key] { return known }
            let caller = policy.access.caller(key)
            callers[key] = caller
            return caller
        }
    }

    /// Forgets everyone: policy has changed.
    public func policyChanged() { callers = [:] }
}
