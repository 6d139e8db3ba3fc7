import Directory
import ReadModel
import Store

extension FreshnessTable {
    /// Runs looked at together, on the way back to the one that proves a moment.
    private static let runsPerStep = 200

    /// How fresh an organization was at `time`: of each of its tenants the last good round that had ended by then, or
    /// whose changes the revision has.
    init(
        of organization: OrganizationID,
        in policy: Policy,
        at time: Timestamp,
        _ revision: Revision,
        publishedAt: Timestamp,
        reader: StoreReader
    ) throws(StoreError) {
        self.init()
        self.publishedAt = publishedAt
        for (id, tenant) in policy.tenants where tenant.organization == organization {
            var freshness = TenantFreshness()
            if let (run, record) = try Self.proof(of: id, at: time, revision, reader) {
                freshness.lastCompleted = record.ended
                freshness.watermark = record.started
                freshness.run = run
                freshness.isImporting = false
            }
            tenants[id] = freshness
        }
    }

    private static func proof(
        of tenant: TenantID,
        at time: Timestamp,
        _ revision: Revision,
        _ reader: StoreReader
    ) throws(StoreError) -> (RunID, RunRecord)? {
        var last: RunID?
        while true {
            let runs = try reader.runs(of: tenant, before: last, limit: runsPerStep)
            for (id, run) in runs where run.outcome == .succeeded {
                let isIn = run.revision.map { $0 <= revision } ?? false
                if isIn || run.ended.map({ $0 <= time }) ?? false { return (id, run) }
            }
            guard runs.count == runsPerStep, let end = runs.last?.id else { return nil }
            last = end
        }
    }
}
