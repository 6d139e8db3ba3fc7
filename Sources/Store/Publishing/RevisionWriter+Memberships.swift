import Directory

/// Memberships come by the hundred thousand: here a row costs what SQLite needs for it, and little else.
extension RevisionWriter {
    mutating func writeMemberships() throws(StoreError) {
        let changes = lastOfEachKey(publication.memberships) {
            UInt64($0.group.rawValue) << 32 | UInt64($0.member.rawValue)
        }
        if changes.isEmpty { return }
        try join(changes.filter(\.isMember))
        try leave(changes.filter { !$0.isMember })
    }

    private mutating func join(_ joining: [Publication.MembershipChange]) throws(StoreError) {
        let batch = try session.statement(Self.insertSQL(rows: Self.batchRows))
        let single = try session.statement(Self.insertSQL(rows: 1))
        let isNew = try session.statement(
            "SELECT 1 FROM member_now WHERE group_id = ?1 AND member = ?2 AND since = ?3"
        )
        var start = 0
        while start < joining.count {
            let isBatch = joining.count - start >= Self.batchRows
            let rows = joining[start..<start + (isBatch ? Self.batchRows : 1)]
            let insert = isBatch ? batch : single
            insert.bind(1, revision)
            var parameter: Int32 = 2
            for row in rows {
                insert.bind(parameter, row.group).bind(parameter + 1, row.member)
                parameter += 2
            }
            try insert.run()
            let insertedCount = session.changedRowCount
            if insertedCount > 0 {
                wroteAnything = true
                for row in rows {
                    if insertedCount < rows.count {
                        isNew.bind(1, row.group).bind(2, row.member).bind(3, revision)
                        let found = try isNew.first { _ throws(StoreError) in true }
                        if found == nil { continue }
                    }
                    chain.tag(ChainTag.joined)
                    chain.number(UInt64(row.group.rawValue) << 32 | UInt64(row.member.rawValue))
                }
            }
            start += rows.count
        }
    }

    private mutating func leave(_ leaving: [Publication.MembershipChange]) throws(StoreError) {
        let since = try session.statement(
            "SELECT since FROM member_now WHERE group_id = ?1 AND member = ?2"
        )
        let remove = try session.statement(
            "DELETE FROM member_now WHERE group_id = ?1 AND member = ?2"
        )
        let archive = try session.statement(
            "INSERT INTO member_past (group_id, member, since, until) VALUES (?1, ?2, ?3, ?4)"
        )
        for change in leaving {
            let began = try since.bind(1, change.group).bind(2, change.member).first {
                row throws(StoreError) in try row.revision(0)
            }
            guard let began else { continue }
            wroteAnything = true
            try remove.bind(1, change.group).bind(2, change.member).run()
            archive.bind(1, change.group).bind(2, change.member)
            try archive.bind(3, began).bind(4, revision).run()
            chain.tag(ChainTag.left)
            chain.number(UInt64(change.group.rawValue) << 32 | UInt64(change.member.rawValue))
        }
    }

    /// Opening and closing the table is most of what a statement of one row costs.
    private static let batchRows = 32

    private static func insertSQL(rows count: Int) -> String {
        let rows = (0..<count).map { "(?\(2 * $0 + 2), ?\(2 * $0 + 3), ?1)" }
        return "INSERT INTO member_now (group_id, member, since) VALUES "
            + rows.joined(separator: ", ") + " ON CONFLICT DO NOTHING"
    }
}
