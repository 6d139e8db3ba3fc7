public import Directory

/// A place in the change log, between two records.
public struct LogPosition: Hashable, Comparable, Sendable {
    public var revision: Revision
    /// The number of the last record of that revision before this place.
    public var sequence: Int

    public init(revision: Revision, sequence: Int) {
        self.revision = revision
        self.sequence = sequence
    }

    /// The place after everything that `revision` changed.
    public init(after revision: Revision) {
        self.init(revision: revision, sequence: .max)
    }

    public static func < (left: LogPosition, right: LogPosition) -> Bool {
        (left.revision, left.sequence) < (right.revision, right.sequence)
    }
}

/// One record of the change log with the row before and after it.
public struct LoggedChange: Hashable, Sendable {
    public var position: LogPosition
    public var organization: OrganizationID
    public var asset: AssetID
    public var mask: ChangeMask
    /// The row before the revision; `nil` when there was none.
    public var old: [UInt8]?
    /// The row from the revision on; `nil` when there is none any more.
    public var new: [UInt8]?
}

/// A stretch of the change log.
public struct LogPage: Hashable, Sendable {
    public var changes: [LoggedChange]
    /// Everything up to and with this revision has been given, by this page or those before it.
    public var completeThrough: Revision
    /// Where to go on.
    public var next: LogPosition
}

extension StoreReader {
    /// At most `limit` records of the change log after `position`, in order.
    public func changes(after position: LogPosition, limit: Int) throws(StoreError) -> LogPage {
        precondition(limit > 0, "a page holds at least one record")
        let head = try head()
        guard position.revision <= head.revision else {
            throw failure(.futureRevision(current: head.revision.number))
        }
        // The records of the floor itself are gone: a place among them cannot be gone on from.
        guard position >= LogPosition(after: head.logFloor) else {
            throw failure(.belowLogFloor(floor: head.logFloor.number))
        }
        var changes: [LoggedChange] = []
        try session.statement(
            """
            SELECT rev, seq, organization, asset, mask,
                \(Self.valueSQL("row", of: "change.asset", at: "change.rev - 1")),
                \(Self.valueSQL("row", of: "change.asset", at: "change.rev"))
            FROM change WHERE (rev, seq) > (?1, ?2) ORDER BY rev, seq LIMIT ?3
            """
        ).bind(1, position.revision).bind(2, position.sequence).bind(3, limit)
            .rows { row throws(StoreError) in changes.append(try Self.change(row)) }
        guard changes.count == limit, let last = changes.last else {
            let end = LogPosition(after: head.revision)
            return LogPage(changes: changes, completeThrough: head.revision, next: end)
        }
        return LogPage(
            changes: changes,
            completeThrough: Revision(last.position.revision.number - 1),
            next: last.position
        )
    }

    /// The members that a group gained and lost in one revision, each sorted.
    public func memberChanges(
        of group: ObjectID,
        in revision: Revision
    ) throws(StoreError) -> (joined: [ObjectID], left: [ObjectID]) {
        var joined: [ObjectID] = []
        try session.statement(
            """
            SELECT member FROM member_now WHERE group_id = ?1 AND since = ?2
            UNION ALL
            SELECT member FROM member_past WHERE group_id = ?1 AND since = ?2
            ORDER BY member
            """
        ).bind(1, group).bind(2, revision).rows { row throws(StoreError) in
            joined.append(try row.interned(0, as: ObjectID.self))
        }
        var left: [ObjectID] = []
        try session.statement(
            "SELECT member FROM member_past WHERE group_id = ?1 AND until = ?2 ORDER BY member"
        ).bind(1, group).bind(2, revision).rows { row throws(StoreError) in
            left.append(try row.interned(0, as: ObjectID.self))
        }
        return (joined, left)
    }

    /// How many records the change log holds.
    public func logCount() throws(StoreError) -> Int {
        try session.statement("SELECT count(*) FROM change")
            .first { row throws(StoreError) in row.count(0) } ?? 0
    }

    private static func change(_ row: PreparedStatement) throws(StoreError) -> LoggedChange {
        LoggedChange(
            position: LogPosition(revision: try row.revision(0), sequence: row.count(1)),
            organization: try row.interned(2, as: OrganizationID.self),
            asset: try row.interned(3, as: AssetID.self),
            mask: ChangeMask(rawValue: UInt32(truncatingIfNeeded: row.integer(4))),
            old: row.isNull(5) ? nil : row.bytes(5),
            new: row.isNull(6) ? nil : row.bytes(6)
        )
    }
}
