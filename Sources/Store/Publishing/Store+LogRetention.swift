public import Directory

/// How much of the change log is kept: it is trimmed when any of the bounds is passed.
public struct LogRetention: Hashable, Sendable {
    public var ageMilliseconds: Int64
    public var changesMax: Int
    /// About: the rows that the log refers to, which are stored once for it and for reads of the past.
    public var bytesMax: Int

    public init(
        ageMilliseconds: Int64 = 24 * 60 * 60 * 1000,
        changesMax: Int = 1_000_000,
        bytesMax: Int = 256 << 20
    ) {
        self.ageMilliseconds = ageMilliseconds
        self.changesMax = changesMax
        self.bytesMax = bytesMax
    }
}

extension Store {
    /// Moves the log's floor towards where `retention` wants it, by one bounded step.
    ///
    /// - Returns: Whether another step is needed.
    public func trimLog(keeping retention: LogRetention, now: Timestamp) throws(StoreError) -> Bool
    {
        let head = newest
        let plan = try read { reader throws(StoreError) in
            let goal = try reader.logFloor(keeping: retention, now: now, head: head)
            return (goal, try reader.stepTowards(goal, from: head.logFloor))
        }
        guard plan.1 > head.logFloor else { return false }
        try trimLog(through: plan.1)
        return plan.1 < plan.0
    }
}

extension StoreReader {
    /// The floor that keeps the log within every bound.
    fileprivate func logFloor(
        keeping retention: LogRetention,
        now: Timestamp,
        head: StoreHead
    ) throws(StoreError) -> Revision {
        let (oldest, overflow) = now.milliseconds.subtractingReportingOverflow(
            retention.ageMilliseconds
        )
        var floor = head.logFloor
        if !overflow {
            let byAge = try session.statement(
                "SELECT rev FROM revision WHERE at_ms < ?1 ORDER BY at_ms DESC, rev DESC LIMIT 1"
            ).bind(1, Timestamp(milliseconds: oldest)).first { row throws(StoreError) in
                try row.revision(0)
            }
            floor = max(floor, byAge ?? .none)
        }
        let totals = try session.statement(
            "SELECT changes, bytes FROM log_size ORDER BY rev DESC LIMIT 1"
        ).first { row throws(StoreError) in (row.count(0), row.count(1)) }
        guard let totals else { return min(floor, head.revision) }
        for (column, total, kept) in [
            ("changes", totals.0, retention.changesMax), ("bytes", totals.1, retention.bytesMax),
        ] where total > kept {
            let bySize = try session.statement(
                """
                SELECT rev FROM log_size WHERE rev > ?1 AND \(column) >= ?2 ORDER BY rev LIMIT 1
                """
            ).bind(1, floor).bind(2, total - kept).first { row throws(StoreError) in
                try row.revision(0)
            }
            let isBelow = try session.statement(
                "SELECT 1 FROM log_size WHERE rev <= ?1 AND \(column) >= ?2 LIMIT 1"
            ).bind(1, floor).bind(2, total - kept).first { _ throws(StoreError) in true }
            if isBelow == nil { floor = max(floor, bySize ?? .none) }
        }
        return min(floor, head.revision)
    }

    /// The last revision up to `goal` whose records, with those before it, one transaction can forget.
    fileprivate func stepTowards(
        _ goal: Revision,
        from floor: Revision
    ) throws(StoreError) -> Revision {
        let first = try session.statement(
            "SELECT rev FROM change WHERE rev > ?1 ORDER BY rev, seq LIMIT 1 OFFSET ?2"
        ).bind(1, floor).bind(2, StoreLimits.trimmedRecordsMax).first { row throws(StoreError) in
            try row.revision(0)
        }
        guard let first, first <= goal else { return goal }
        return max(floor.next, Revision(first.number - 1))
    }
}
