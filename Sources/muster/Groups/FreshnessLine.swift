import Wire

/// The line below a list that says how current it is.
enum FreshnessLine {
    /// What proves an answer: for one about the past the sync that had told all of it.
    static func text(_ freshness: V1.Freshness?, at point: V1.ReadPoint?) -> String {
        guard point != nil, let freshness else { return text(freshness, now: Now.seconds) }
        var line = "as of revision \(freshness.revision) of \(TimeText.short(freshness.asOf)) UTC"
        if freshness.runID.isEmpty {
            line += "; no sync had ended by then"
        } else {
            line += "; proved by sync run \(freshness.runID), which ended at "
            line +=
                "\(TimeText.short(freshness.lastSyncCompletedAt)) UTC and had read everything up to "
            line += "\(TimeText.short(freshness.sourceWatermark)) UTC"
        }
        return line
    }

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
