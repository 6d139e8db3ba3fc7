public import Directory

/// What stands outside revisions: the state of syncs, runs, the activity log, sealed secrets.
extension StoreReader {
    public func tenantState(of tenant: TenantID) throws(StoreError) -> TenantState? {
        try session.statement("SELECT value FROM tenant_state WHERE tenant = ?1").bind(1, tenant)
            .first { row throws(StoreError) in try row.value(0, of: "tenant_state") }
    }

    public func tenantStates() throws(StoreError) -> [TenantID: TenantState] {
        var states: [TenantID: TenantState] = [:]
        try session.statement("SELECT tenant, value FROM tenant_state")
            .rows { row throws(StoreError) in
                let tenant = try row.interned(0, as: TenantID.self)
                states[tenant] = try row.value(1, of: "tenant_state")
            }
        return states
    }

    public func run(_ id: RunID) throws(StoreError) -> RunRecord? {
        try session.statement("SELECT value FROM run WHERE id = ?1").bind(1, id)
            .first { row throws(StoreError) in try row.value(0, of: "run") }
    }

    /// Runs, newest first, of one tenant or of all, before a run that was seen last.
    public func runs(
        of tenant: TenantID? = nil,
        before last: RunID? = nil,
        limit: Int
    ) throws(StoreError) -> [(id: RunID, run: RunRecord)] {
        var runs: [(id: RunID, run: RunRecord)] = []
        let select = try session.statement(
            tenant == nil
                ? "SELECT id, value FROM run WHERE id < ?1 ORDER BY id DESC LIMIT ?2"
                : """
                SELECT id, value FROM run
                WHERE tenant = ?3 AND id < ?1 ORDER BY id DESC LIMIT ?2
                """
        )
        select.bind(1, last.map { Int64($0.rawValue) } ?? .max).bind(2, limit)
        if let tenant { select.bind(3, tenant) }
        try select.rows { row throws(StoreError) in
            let id = try row.interned(0, as: RunID.self)
            runs.append((id: id, run: try row.value(1, of: "run")))
        }
        return runs
    }

    /// The notes of a run in the order in which they were made; `skipping` those seen before.
    public func notes(
        of run: RunID,
        skipping count: Int = 0,
        limit: Int
    ) throws(StoreError) -> [RunNote] {
        var notes: [RunNote] = []
        try session.statement(
            "SELECT asset, mask, note FROM run_item WHERE run = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3"
        ).bind(1, run).bind(2, count).bind(3, limit).rows { row throws(StoreError) in
            notes.append(
                RunNote(
                    run: run,
                    asset: row.isNull(0) ? nil : try row.interned(0, as: AssetID.self),
                    mask: ChangeMask(rawValue: UInt32(truncatingIfNeeded: row.integer(1))),
                    note: row.text(2)
                )
            )
        }
        return notes
    }

    /// The sealed bytes under `key`; `nil` when there are none.
    public func credential(_ key: String) throws(StoreError) -> [UInt8]? {
        try session.statement("SELECT sealed FROM credential WHERE key = ?1").bind(1, key)
            .first { row throws(StoreError) in row.bytes(0) }
    }

    /// How a principal arranged one of the lists, as the caller encoded it.
    public func listView(of principal: String, list: UInt8) throws(StoreError) -> [UInt8]? {
        try session.statement("SELECT value FROM list_view WHERE principal = ?1 AND list = ?2")
            .bind(1, principal).bind(2, Int64(list))
            .first { row throws(StoreError) in row.bytes(0) }
    }

    /// When each token was last used, by its key.
    public func tokenUses() throws(StoreError) -> [String: Timestamp] {
        var uses: [String: Timestamp] = [:]
        try session.statement("SELECT token, used_ms FROM token_use")
            .rows { row throws(StoreError) in uses[row.text(0)] = row.timestamp(1) }
        return uses
    }
}
