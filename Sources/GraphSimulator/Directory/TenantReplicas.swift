/// What a tenant was like before its latest changes, for answers from a replica that is behind.
struct TenantReplicas: Sendable {
    private struct Past: Sendable {
        /// The tenant was so until then, in seconds since 1970 UTC.
        let untilSeconds: Int64
        let tenant: Tenant
    }

    /// Oldest first.
    private var pasts: [Past] = []

    /// Notes what the tenant was until now, and forgets what nobody will see any more.
    mutating func append(_ tenant: Tenant, until seconds: Int64, keepingSeconds: Int64) {
        pasts.removeAll { $0.untilSeconds < seconds - keepingSeconds }
        pasts.append(Past(untilSeconds: seconds, tenant: tenant))
    }

    /// The tenant as of a moment; nil where it is as it is now.
    func tenant(asOf seconds: Int64) -> Tenant? {
        pasts.first { $0.untilSeconds > seconds }?.tenant
    }
}
