import Directory

/// The tables of a staging file, inside one turn on its connection.
///
/// Groups are numbered as they come, and the memberships stand under the numbers: so the pages of a
/// stream are appended nearly in the order of the tree, and a membership takes half the room.
struct StagingTables {
    let session: Session

    private static let applicationID = 0x4D53_5453
    private static let version = 2

    func prepare() throws(StoreError) {
        let owner = Int(try session.pragma("PRAGMA application_id")) ?? 0
        let version = Int(try session.pragma("PRAGMA user_version")) ?? 0
        if owner == Self.applicationID && version == Self.version {
            let verdict = try session.pragma("PRAGMA quick_check(1)")
            guard verdict == "ok" else { throw session.context.damaged(verdict) }
            return
        }
        let tableCount = Int(try session.pragma("SELECT count(*) FROM sqlite_schema")) ?? 0
        guard tableCount == 0 else {
            throw session.context.damaged("its application id is \(owner), its version \(version)")
        }
        _ = try session.pragma("PRAGMA journal_mode = WAL")
        _ = try session.pragma("PRAGMA wal_autocheckpoint = \(StoreLimits.checkpointPages)")
        try session.write { () throws(StoreError) in
            for statement in Self.statements { _ = try session.pragma(statement) }
            _ = try session.pragma("PRAGMA application_id = \(Self.applicationID)")
            _ = try session.pragma("PRAGMA user_version = \(Self.version)")
        }
    }

    // MARK: Rounds

    func round(of stream: DirectoryStream) throws(StoreError) -> StagedRound? {
        try session.statement(
            """
            SELECT is_full, start_link, started_ms, next_link, delta_link, ended_ms,
                page_count, object_count, membership_count, is_catching_up
            FROM round WHERE stream = ?1
            """
        ).bind(1, Int64(stream.rawValue)).first { row throws(StoreError) in
            var round = StagedRound(
                stream: stream,
                isFull: row.integer(0) != 0,
                startLink: row.text(1),
                started: row.timestamp(2)
            )
            round.nextLink = row.optionalText(3)
            round.deltaLink = row.optionalText(4)
            round.ended = row.optionalTimestamp(5)
            round.pageCount = row.count(6)
            round.objectCount = row.count(7)
            round.membershipCount = row.count(8)
            round.isCatchingUp = row.integer(9) != 0
            return round
        }
    }

    func store(_ round: StagedRound) throws(StoreError) {
        let put = try session.statement(
            """
            INSERT OR REPLACE INTO round (
                stream, is_full, start_link, started_ms, next_link, delta_link, ended_ms,
                page_count, object_count, membership_count, is_catching_up
            ) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
            """
        )
        put.bind(1, Int64(round.stream.rawValue)).bind(2, round.isFull ? 1 : 0)
        put.bind(3, round.startLink).bind(4, round.started).bind(5, round.nextLink)
        put.bind(6, round.deltaLink).bind(7, round.ended).bind(8, round.pageCount)
        put.bind(9, round.objectCount).bind(10, round.membershipCount)
        try put.bind(11, round.isCatchingUp ? 1 : 0).run()
    }

    func drop(_ stream: DirectoryStream) throws(StoreError) {
        try session.statement("DELETE FROM round WHERE stream = ?1")
            .bind(1, Int64(stream.rawValue)).run()
        try session.statement("DELETE FROM staged_object WHERE stream = ?1")
            .bind(1, Int64(stream.rawValue)).run()
        if stream == .groups {
            try session.run("DELETE FROM staged_member")
            try session.run("DELETE FROM staged_group")
        }
    }

    // MARK: Objects

    /// Adds what a page said of objects; of each property the last word counts.
    ///
    /// What is late and was not there before, or only as something removed, is marked so.
    func merge(
        _ objects: [StagedObject],
        into stream: DirectoryStream,
        isLate: Bool
    ) throws(StoreError) {
        let insert = try session.statement(
            """
            INSERT INTO staged_object (stream, entra_id, removal, fields, is_late)
            VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT DO NOTHING
            """
        )
        let select = try session.statement(
            "SELECT fields FROM staged_object WHERE stream = ?1 AND entra_id = ?2"
        )
        let update = try session.statement(
            """
            UPDATE staged_object SET removal = ?3, fields = ?4,
                is_late = is_late OR ?5 AND removal <> 0
            WHERE stream = ?1 AND entra_id = ?2
            """
        )
        let stream = Int64(stream.rawValue)
        for object in objects {
            insert.bind(1, stream).bind(2, object.id)
            let removal = Int64(object.removal.rawValue)
            insert.bind(3, removal).bind(4, object.fields.storedBytes)
            try insert.bind(5, isLate ? 1 : 0).run()
            if session.changedRowCount > 0 { continue }
            let earlier: StagedFields? = try select.bind(1, stream).bind(2, object.id).first {
                row throws(StoreError) in try row.value(0, of: "staged_object")
            }
            var fields = earlier ?? StagedFields()
            fields.merge(object.fields)
            update.bind(1, stream).bind(2, object.id)
            update.bind(3, removal).bind(4, fields.storedBytes)
            try update.bind(5, isLate ? 1 : 0).run()
        }
    }

    func objects(
        of stream: DirectoryStream,
        after last: GUID?,
        limit: Int
    ) throws(StoreError) -> [StagedObject] {
        let select = try session.statement(
            """
            SELECT entra_id, removal, fields, is_late FROM staged_object
            WHERE stream = ?1 AND entra_id > ?2 ORDER BY entra_id LIMIT ?3
            """
        )
        select.bind(1, Int64(stream.rawValue)).bind(3, limit)
        if let last { select.bind(2, last) } else { select.bind(2, [UInt8]()) }
        var objects: [StagedObject] = []
        try select.rows { row throws(StoreError) in
            guard let raw = UInt8(exactly: row.integer(1)),
                let removal = StagedObject.Removal(rawValue: raw)
            else { throw row.damaged("a staged object was removed in an unknown way") }
            objects.append(
                StagedObject(
                    id: try row.guid(0),
                    removal: removal,
                    fields: try row.value(2, of: "staged_object"),
                    isLate: row.integer(3) != 0
                )
            )
        }
        return objects
    }

    func hasPurges(of stream: DirectoryStream) throws(StoreError) -> Bool {
        let purged = StagedObject.Removal.deleted
        let found = try session.statement(
            "SELECT 1 FROM staged_object WHERE stream = ?1 AND removal = ?2 LIMIT 1"
        ).bind(1, Int64(stream.rawValue)).bind(2, Int64(purged.rawValue))
            .first { _ throws(StoreError) in true }
        return found ?? false
    }

    func deletedObjects() throws(StoreError) -> Set<GUID> {
        var ids: Set<GUID> = []
        try session.statement("SELECT entra_id FROM staged_object WHERE removal = ?1")
            .bind(1, Int64(StagedObject.Removal.deleted.rawValue))
            .rows { row throws(StoreError) in ids.insert(try row.guid(0)) }
        return ids
    }

    // MARK: Memberships

    func merge(_ memberships: [StagedMembership]) throws(StoreError) {
        let put = try session.statement(
            """
            INSERT INTO staged_member (group_number, member, type, is_member)
            VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT DO UPDATE SET type = excluded.type, is_member = excluded.is_member
            """
        )
        var group: (id: GUID, number: Int64)?
        var types: [String: Int64] = [:]
        for membership in memberships {
            if group?.id != membership.group {
                group = (membership.group, try number(ofGroup: membership.group))
            }
            if types[membership.odataType] == nil {
                types[membership.odataType] = try number(ofType: membership.odataType)
            }
            put.bind(1, group?.number ?? 0).bind(2, membership.member)
            try put.bind(3, types[membership.odataType] ?? 0).bind(4, membership.isMember ? 1 : 0)
                .run()
        }
    }

    func groups(after last: GUID?, limit: Int) throws(StoreError) -> [StagedGroup] {
        precondition(limit > 0, "a batch holds at least one group")
        let next = try session.statement(
            """
            SELECT entra_id, number FROM staged_group
            WHERE entra_id > ?1 ORDER BY entra_id LIMIT 1
            """
        )
        let types = try typeNames()
        var groups: [StagedGroup] = []
        var count = 0
        var last = last
        while count < limit {
            if let last { next.bind(1, last) } else { next.bind(1, [UInt8]()) }
            let found = try next.first { row throws(StoreError) in
                (id: try row.guid(0), number: row.integer(1))
            }
            guard let found else { break }
            let memberships = try memberships(of: found.id, number: found.number, types: types)
            groups.append(StagedGroup(id: found.id, memberships: memberships))
            count += memberships.count
            last = found.id
        }
        return groups
    }

    func memberships(of group: GUID) throws(StoreError) -> [StagedMembership] {
        let number = try session.statement("SELECT number FROM staged_group WHERE entra_id = ?1")
            .bind(1, group)
            .first { row throws(StoreError) in row.integer(0) }
        guard let number else { return [] }
        return try memberships(of: group, number: number, types: try typeNames())
    }

    private func memberships(
        of group: GUID,
        number: Int64,
        types: [Int64: String]
    ) throws(StoreError) -> [StagedMembership] {
        var memberships: [StagedMembership] = []
        try session.statement(
            """
            SELECT member, type, is_member FROM staged_member
            WHERE group_number = ?1 ORDER BY member
            """
        ).bind(1, number).rows { row throws(StoreError) in
            guard let type = types[row.integer(1)] else {
                throw row.damaged("a staged member has a type that is not listed")
            }
            memberships.append(
                StagedMembership(
                    group: group,
                    member: try row.guid(0),
                    odataType: type,
                    isMember: row.integer(2) != 0
                )
            )
        }
        return memberships
    }

    private func number(ofGroup group: GUID) throws(StoreError) -> Int64 {
        try session.statement(
            "INSERT INTO staged_group (entra_id) VALUES (?1) ON CONFLICT DO NOTHING"
        )
        .bind(1, group).run()
        if session.changedRowCount > 0 { return session.lastInsertedRowID }
        return try session.statement("SELECT number FROM staged_group WHERE entra_id = ?1")
            .bind(1, group)
            .first { row throws(StoreError) in row.integer(0) } ?? 0
    }

    private func number(ofType type: String) throws(StoreError) -> Int64 {
        try session.statement("INSERT INTO staged_type (name) VALUES (?1) ON CONFLICT DO NOTHING")
            .bind(1, type).run()
        if session.changedRowCount > 0 { return session.lastInsertedRowID }
        return try session.statement("SELECT number FROM staged_type WHERE name = ?1")
            .bind(1, type)
            .first { row throws(StoreError) in row.integer(0) } ?? 0
    }

    private func typeNames() throws(StoreError) -> [Int64: String] {
        var names: [Int64: String] = [:]
        try session.statement("SELECT number, name FROM staged_type")
            .rows { row throws(StoreError) in names[row.integer(0)] = row.text(1) }
        return names
    }

    private static let statements = [
        """
        CREATE TABLE round (
            stream INTEGER PRIMARY KEY,
            is_full INTEGER NOT NULL,
            start_link TEXT NOT NULL,
            started_ms INTEGER NOT NULL,
            next_link TEXT,
            delta_link TEXT,
            ended_ms INTEGER,
            page_count INTEGER NOT NULL,
            object_count INTEGER NOT NULL,
            membership_count INTEGER NOT NULL,
            is_catching_up INTEGER NOT NULL
        )
        """,
        """
        CREATE TABLE staged_object (
            stream INTEGER NOT NULL,
            entra_id BLOB NOT NULL,
            removal INTEGER NOT NULL,
            fields BLOB NOT NULL,
            is_late INTEGER NOT NULL,
            PRIMARY KEY (stream, entra_id)
        ) WITHOUT ROWID
        """,
        "CREATE TABLE staged_group (number INTEGER PRIMARY KEY, entra_id BLOB NOT NULL UNIQUE)",
        "CREATE TABLE staged_type (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
        """
        CREATE TABLE staged_member (
            group_number INTEGER NOT NULL,
            member BLOB NOT NULL,
            type INTEGER NOT NULL,
            is_member INTEGER NOT NULL,
            PRIMARY KEY (group_number, member)
        ) WITHOUT ROWID
        """,
    ]
}
