/// Why a call is not carried out for its caller.
public enum Refusal: Error, Hashable, Sendable {
    case tokenUnknown
    case tokenExpired
    case tokenRevoked
    /// The principal was switched off or deleted.
    case principalDisabled
    case capabilityMissing(Capability)
    /// There is none, or the caller cannot see it: the same answer to both.
    case organizationNotFound
    /// There is none, or the caller cannot see it: the same answer to both.
    case groupNotFound
}
