public import Directory

/// One publish, as the log of revisions tells it.
public struct RevisionInfo: Hashable, Sendable {
    public var revision: Revision
    public var time: Timestamp
    public var cause: Cause
    public var run: RunID?
    public var actor: String
    /// The organization that was changed; `nil` when it was none or several.
    public var organization: OrganizationID?
    public var changedPolicy: Bool
    /// The chain up to and with this revision.
    public var chain: Chain
}

extension StoreReader {
    /// What is recorded of a revision; `nil` for one that does not exist.
    public func info(of revision: Revision) throws(StoreError) -> RevisionInfo? {
        try session.statement(Self.infoSQL + " WHERE rev = ?1").bind(1, revision)
            .first { row throws(StoreError) in try Self.info(row) }
    }

    /// The revisions after `revision`, oldest first.
    public func revisions(
        after revision: Revision,
        limit: Int
    ) throws(StoreError) -> [RevisionInfo] {
        var infos: [RevisionInfo] = []
        try session.statement(Self.infoSQL + " WHERE rev > ?1 ORDER BY rev LIMIT ?2")
            .bind(1, revision).bind(2, limit)
            .rows { row throws(StoreError) in infos.append(try Self.info(row)) }
        return infos
    }

    /// The revision that was the newest at `time`; 0 before the first.
    public func revision(at time: Timestamp) throws(StoreError) -> Revision {
        try session.statement(
            "SELECT rev FROM revision WHERE at_ms <= ?1 ORDER BY at_ms DESC, rev DESC LIMIT 1"
        ).bind(1, time).first { row throws(StoreError) in try row.revision(0) } ?? .none
    }

    /// The last revision up to `revision` that changed anything of the organization; 0 if none did.
    public func lastRevision(
        of organization: OrganizationID,
        at revision: Revision? = nil
    ) throws(StoreError) -> Revision {
        try session.statement(
            """
            SELECT rev FROM organization_revision
            WHERE organization = ?1 AND rev <= ?2 ORDER BY rev DESC LIMIT 1
            """
        ).bind(1, organization).bind(2, try checked(revision))
            .first { row throws(StoreError) in try row.revision(0) } ?? .none
    }

    /// Every policy item, as of a revision or now; an item that was removed is not among them.
    public func policy(at revision: Revision? = nil) throws(StoreError) -> [PolicyItem] {
        let revision = try checked(revision)
        var items: [PolicyItem] = []
        try session.statement(
            """
            SELECT key, value FROM policy_now WHERE since <= ?1
            UNION ALL
            SELECT key, value FROM policy_past WHERE since <= ?1 AND until > ?1
            ORDER BY key
            """
        ).bind(1, revision).rows { row throws(StoreError) in
            let value: PolicyValue = try row.value(1, of: "policy")
            guard let item = PolicyItem(storedKey: row.bytes(0), value: value) else {
                throw row.damaged("a policy item stands under a key of another kind")
            }
            items.append(item)
        }
        return items
    }

    /// `revision` if it can be read, or the newest for `nil`.
    func checked(_ revision: Revision?) throws(StoreError) -> Revision {
        let head = try head()
        guard let revision else { return head.revision }
        guard revision <= head.revision else {
            throw failure(.futureRevision(current: head.revision.number))
        }
        guard revision >= head.historyFloor else {
            throw failure(.belowHistoryFloor(floor: head.historyFloor.number))
        }
        return revision
    }

    func failure(_ reason: StoreError.Reason) -> StoreError {
        StoreError(reason, path: session.context.path, operation: session.context.operation)
    }

    private static let infoSQL =
        "SELECT rev, at_ms, cause, cause_id, actor, organization, policy, chain FROM revision"

    private static func info(_ row: PreparedStatement) throws(StoreError) -> RevisionInfo {
        guard let raw = UInt8(exactly: row.integer(2)), let cause = Cause(rawValue: raw) else {
            throw row.damaged("a revision has a cause that does not exist")
        }
        return RevisionInfo(
            revision: try row.revision(0),
            time: row.timestamp(1),
            cause: cause,
            run: row.isNull(3) ? nil : try row.interned(3, as: RunID.self),
            actor: row.text(4),
            organization: row.isNull(5) ? nil : try row.interned(5, as: OrganizationID.self),
            changedPolicy: row.integer(6) != 0,
            chain: try row.chain(7)
        )
    }
}
