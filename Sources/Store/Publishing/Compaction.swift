import Directory

/// Deletes what was no longer so at a revision, but for what groups that stand still show from before it.
///
/// A group that stood still at the floor since an earlier revision needs the facts since then, its members as they were,
/// and the policy of then.
struct Compaction {
    let session: Session
    let floor: Revision

    func run() throws(StoreError) {
        try session.run(
            "CREATE TEMP TABLE frozen_asset (id INTEGER, since INTEGER, PRIMARY KEY (id, since))"
        )
        try session.run(
            "CREATE TEMP TABLE frozen_member (id INTEGER, since INTEGER, PRIMARY KEY (id, since))"
        )
        try session.run("CREATE INDEX temp.frozen_asset_since ON frozen_asset (since)")
        try collect()
        try delete()
        try session.run("DROP TABLE temp.frozen_member")
        try session.run("DROP TABLE temp.frozen_asset")
    }

    private func collect() throws(StoreError) {
        let reader = StoreReader(session: session)
        for (asset, group) in try frozenAssets() {
            let since = try reader.frozenSince(asset, at: floor)
            try session.statement("INSERT OR IGNORE INTO frozen_asset VALUES (?1, ?2)")
                .bind(1, asset).bind(2, since).run()
            try session.statement(
                """
                INSERT OR IGNORE INTO frozen_member
                SELECT member, ?2 FROM member_now WHERE group_id = ?1
                UNION
                SELECT member, ?2 FROM member_past WHERE group_id = ?1 AND until > ?3
                """
            ).bind(1, group).bind(2, since).bind(3, floor).run()
        }
    }

    /// The assets that stood still at the floor, with their groups.
    private func frozenAssets() throws(StoreError) -> [(asset: AssetID, group: ObjectID)] {
        var assets: [(asset: AssetID, group: ObjectID)] = []
        try session.statement(
            """
            SELECT id, value FROM facts_now WHERE since <= ?1
            UNION ALL
            SELECT id, value FROM facts_past WHERE since <= ?1 AND until > ?1
            """
        ).bind(1, floor).rows { row throws(StoreError) in
            let facts: AssetFacts = try row.value(1, of: "facts")
            guard facts.frozenAt != nil, let group = facts.object else { return }
            assets.append((try row.interned(0, as: AssetID.self), group))
        }
        return assets
    }

    private func delete() throws(StoreError) {
        for table in ["object", "match"] {
            try session.statement(
                """
                DELETE FROM \(table)_past WHERE until <= ?1 AND NOT EXISTS (
                    SELECT 1 FROM frozen_member AS frozen WHERE frozen.id = \(table)_past.id
                    AND frozen.since >= \(table)_past.since AND frozen.since < until
                )
                """
            ).bind(1, floor).run()
        }
        try session.statement(
            """
            DELETE FROM facts_past WHERE until <= ?1 AND NOT EXISTS (
                SELECT 1 FROM frozen_asset AS frozen
                WHERE frozen.id = facts_past.id AND frozen.since < until
            )
            """
        ).bind(1, floor).run()
        try session.statement(
            """
            DELETE FROM policy_past WHERE until <= ?1 AND NOT EXISTS (
                SELECT 1 FROM frozen_asset AS frozen
                WHERE frozen.since >= policy_past.since AND frozen.since < until
            )
            """
        ).bind(1, floor).run()
        for table in ["contact_past", "configuration_past", "row_past", "member_past"] {
            try session.statement("DELETE FROM \(table) WHERE until <= ?1").bind(1, floor).run()
        }
    }
}
