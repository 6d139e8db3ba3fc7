import Directory
import ReadModel
import Wire

/// What one loop said of the freshness of its organizations: good until a publish, a round or the clock changes it.
struct ToldFreshness {
    private struct Told {
        var message: V1.Freshness
        /// When the next of its tenants becomes stale.
        var until: Timestamp?
    }

    private var told: [OrganizationID: Told] = [:]

    /// The freshness of `organization`, from `table` when it has not been said yet.
    mutating func message(
        for organization: OrganizationID,
        in snapshot: Snapshot,
        _ table: FreshnessTable,
        now: Timestamp
    ) -> V1.Freshness {
        if let told = told[organization], told.until.map({ now < $0 }) ?? true {
            return told.message
        }
        let message = table.message(
            for: organization,
            in: snapshot,
            withTenants: false,
            now: now
        )
        told[organization] = Told(
            message: message,
            until: table.nextStale(of: organization, in: snapshot.policy, after: now)
        )
        return message
    }
}
