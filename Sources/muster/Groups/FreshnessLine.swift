import Wire

/// The line below a list that says how current it is.
enum FreshnessLine {
    static func text(_ freshness: V1.Freshness?, now: Int64) -> String {
        guard let freshness else { return "" }
        var parts = ["as of \(TimeText.short(freshness.asOf)) UTC (revision \(freshness.revision))"]
        if let completed = freshness.lastSyncCompletedAt {
            parts.append("last sync \(TimeText.age(completed, now: now))")
        } else {
            parts.append("no sync yet")
        }
        if freshness.importing { parts.append("the first import is under way") }
        if freshness.stale { parts.append("stale: syncs are overdue") }
        if freshness.held { parts.append("held: a large change waits for a decision") }
        return parts.joined(separator: ", ")
    }
}
