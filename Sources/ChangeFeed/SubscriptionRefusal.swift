public import Directory

/// Why a subscription is not opened.
public enum SubscriptionRefusal: Error, Hashable, Sendable {
    case invalid(field: String, problem: String)
    /// There is none, or the caller may not see it.
    case organizationNotFound(field: String, key: String)
    /// The resume token is not this caller's for this request; says how.
    case tokenMismatch(String)
    /// The resume point belongs to another history.
    case storeChanged
    case futureRevision(current: Revision)
    case compacted(floor: Revision, current: Revision)
    /// The store could not be read.
    case failed
}
