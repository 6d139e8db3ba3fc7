public import Directory

/// Small writes outside revisions.
extension Store {
    /// Records that a run begins and gives it its number.
    public func beginRun(_ run: RunRecord) throws(StoreError) -> RunID {
        try connection.perform("recording a run") { session throws(StoreError) in
            try session.write { () throws(StoreError) in
                try session.statement(
                    "INSERT INTO run (tenant, started_ms, value) VALUES (?1, ?2, ?3)"
                ).bind(1, run.tenant).bind(2, run.started).bind(3, run.storedBytes).run()
                guard let id = UInt32(exactly: session.lastInsertedRowID) else {
                    throw session.context.damaged("no run number is left")
                }
                return Interned(id)
            }
        }
    }

    /// Records how a principal arranges one of the lists; `nil` restores the default.
    public func setListView(
        of principal: String,
        list: UInt8,
        to bytes: [UInt8]?
    ) throws(StoreError) {
        try connection.perform("storing a list view") { session throws(StoreError) in
            try session.write { () throws(StoreError) in
                guard let bytes else {
                    try session.statement(
                        "DELETE FROM list_view WHERE principal = ?1 AND list = ?2"
                    ).bind(1, principal).bind(2, Int64(list)).run()
                    return
                }
                try session.statement(
                    """
                    INSERT INTO list_view (principal, list, value) VALUES (?1, ?2, ?3)
                    ON CONFLICT (principal, list) DO UPDATE SET value = excluded.value
                    """
                ).bind(1, principal).bind(2, Int64(list)).bind(3, bytes).run()
            }
        }
    }

    /// Records when tokens were last used, without waiting for the disk.
    public func recordTokenUses(_ uses: [String: Timestamp]) throws(StoreError) {
        try connection.perform("recording the use of tokens") { session throws(StoreError) in
            try session.writeRelaxed { () throws(StoreError) in
                let put = try session.statement(
                    """
                    INSERT INTO token_use (token, used_ms) VALUES (?1, ?2)
                    ON CONFLICT (token) DO UPDATE SET used_ms = max(used_ms, excluded.used_ms)
                    """
                )
                for (token, time) in uses { try put.bind(1, token).bind(2, time).run() }
            }
        }
    }

    /// Forgets change records up to and with `revision`, or the newest if that is lower.
    public func trimLog(through revision: Revision) throws(StoreError) {
        try moveFloors("trimming the change log") { session, head throws(StoreError) in
            let floor = min(revision, head.revision)
            guard floor > head.logFloor else { return }
            try session.statement("DELETE FROM change WHERE rev <= ?1").bind(1, floor).run()
            // The newest totals stay: later ones are counted on from them.
            try session.statement("DELETE FROM log_size WHERE rev <= ?1 AND rev < ?2")
                .bind(1, floor).bind(2, head.revision).run()
            head.logFloor = floor
        }
    }

    /// Forgets what was no longer so at `revision`, or at the change log's floor if that is lower:
    /// the log refers to what was so from its floor on.
    public func compactHistory(through revision: Revision) throws(StoreError) {
        try moveFloors("forgetting history") { session, head throws(StoreError) in
            let floor = min(revision, head.logFloor)
            guard floor > head.historyFloor else { return }
            try Compaction(session: session, floor: floor).run()
            head.historyFloor = floor
        }
    }

    private func moveFloors(
        _ operation: String,
        _ move: (Session, inout StoreHead) throws(StoreError) -> Void
    ) throws(StoreError) {
        let before = newest
        let after = try connection.perform(operation) { session throws(StoreError) in
            try session.write { () throws(StoreError) in
                var head = before
                try move(session, &head)
                try session.statement("UPDATE meta SET log_floor = ?1, history_floor = ?2")
                    .bind(1, head.logFloor).bind(2, head.historyFloor).run()
                return head
            }
        }
        moved(to: after)
    }
}
