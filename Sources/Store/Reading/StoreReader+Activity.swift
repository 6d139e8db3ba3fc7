public import Directory

/// Which manual acts are asked for: all that fit every part that is set.
public struct ActivityQuery: Hashable, Sendable {
    public var organization: OrganizationID?
    public var asset: AssetID?
    public var actor: String?
    /// Any of these words; empty for all.
    public var actions: [String] = []
    /// From this moment on.
    public var from: Timestamp?
    /// Before this moment.
    public var until: Timestamp?

    public init(organization: OrganizationID? = nil, asset: AssetID? = nil) {
        self.organization = organization
        self.asset = asset
    }
}

/// A manual act as it stands in the log.
public struct LoggedActivity: Hashable, Sendable {
    /// Later acts have greater numbers.
    public var id: Int64
    /// The revision that the act made; `nil` when it changed nothing that is documented.
    public var revision: Revision?
    public var record: ActivityRecord
}

extension StoreReader {
    /// Manual acts, newest first, of one organization or of all, before one that was seen last.
    public func activity(
        of organization: OrganizationID? = nil,
        before last: Int64? = nil,
        limit: Int
    ) throws(StoreError) -> [LoggedActivity] {
        try activity(ActivityQuery(organization: organization), before: last, limit: limit)
    }

    /// Manual acts that fit `query`, newest first, before one that was seen last.
    public func activity(
        _ query: ActivityQuery,
        before last: Int64? = nil,
        limit: Int
    ) throws(StoreError) -> [LoggedActivity] {
        let select = try session.statement(query.sql)
        select.bind(1, last ?? .max).bind(2, limit)
        query.bind(to: select)
        var entries: [LoggedActivity] = []
        try select.rows { row throws(StoreError) in
            entries.append(try Self.loggedActivity(row))
        }
        return entries
    }

    private static func loggedActivity(
        _ row: PreparedStatement
    ) throws(StoreError) -> LoggedActivity {
        let bytes = row.bytes(10)
        let changes: StoredActivityChanges =
            bytes.isEmpty ? StoredActivityChanges(changes: []) : try row.value(10, of: "activity")
        let record = ActivityRecord(
            time: row.timestamp(1),
            actor: row.text(5),
            action: row.text(6),
            organization: row.isNull(3) ? nil : try row.interned(3, as: OrganizationID.self),
            asset: row.isNull(4) ? nil : try row.interned(4, as: AssetID.self),
            subject: row.text(7),
            detail: row.text(8),
            changes: changes.changes,
            address: row.text(9)
        )
        let revision = row.isNull(2) ? nil : try row.revision(2)
        return LoggedActivity(id: row.integer(0), revision: revision, record: record)
    }
}

extension ActivityQuery {
    /// Parameter 1 is the act that was seen last, 2 the limit; what is asked for follows in the order of `bind`.
    fileprivate var sql: String {
        var conditions = ["id < ?1"]
        var next = 3
        let place = {
            defer { next += 1 }
            return "?\(next)"
        }
        if organization != nil { conditions.append("organization = \(place())") }
        if asset != nil { conditions.append("asset = \(place())") }
        if actor != nil { conditions.append("actor = \(place())") }
        if !actions.isEmpty {
            let places = actions.map { _ in place() }.joined(separator: ", ")
            conditions.append("action IN (\(places))")
        }
        if from != nil { conditions.append("at_ms >= \(place())") }
        if until != nil { conditions.append("at_ms < \(place())") }
        return """
            SELECT id, at_ms, rev, organization, asset, actor, action, subject, detail, address,
                changes
            FROM activity WHERE \(conditions.joined(separator: " AND "))
            ORDER BY id DESC LIMIT ?2
            """
    }

    fileprivate func bind(to select: PreparedStatement) {
        var next: Int32 = 3
        let place = {
            defer { next += 1 }
            return next
        }
        if let organization { select.bind(place(), organization) }
        if let asset { select.bind(place(), asset) }
        if let actor { select.bind(place(), actor) }
        for action in actions { select.bind(place(), action) }
        if let from { select.bind(place(), from) }
        if let until { select.bind(place(), until) }
    }
}
