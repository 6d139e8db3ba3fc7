import Directory

extension RevisionWriter {
    /// What is stored with a publish whether or not there is a revision.
    func writeUnversioned(revision: Revision?) throws(StoreError) {
        try writePending()
        try writeTenantStates()
        try writeRuns()
        try writeActivity(revision: revision)
        try writeCredentials()
    }

    private func writePending() throws(StoreError) {
        try dropPending()
        let putObject = try session.statement(
            """
            INSERT INTO pending_object (id, value) VALUES (?1, ?2)
            ON CONFLICT (id) DO UPDATE SET value = excluded.value
            """
        )
        let removeObject = try session.statement("DELETE FROM pending_object WHERE id = ?1")
        for change in lastOfEachKey(publication.pendingObjects, by: { $0.id }) {
            switch change.pending {
            case .present(let properties):
                let bytes = PendingValue.present(properties).storedBytes
                try putObject.bind(1, change.id).bind(2, bytes).run()
            case .gone:
                try putObject.bind(1, change.id).bind(2, PendingValue.gone.storedBytes).run()
            case nil:
                try removeObject.bind(1, change.id).run()
            }
        }
        let putMember = try session.statement(
            """
            INSERT INTO pending_member (group_id, member, is_member) VALUES (?1, ?2, ?3)
            ON CONFLICT (group_id, member) DO UPDATE SET is_member = excluded.is_member
            """
        )
        let removeMember = try session.statement(
            "DELETE FROM pending_member WHERE group_id = ?1 AND member = ?2"
        )
        let members = lastOfEachKey(publication.pendingMembers) {
            UInt64($0.group.rawValue) << 32 | UInt64($0.member.rawValue)
        }
        for change in members {
            if let isMember = change.isMember {
                putMember.bind(1, change.group).bind(2, change.member)
                try putMember.bind(3, isMember ? 1 : 0).run()
            } else {
                try removeMember.bind(1, change.group).bind(2, change.member).run()
            }
        }
    }

    private func dropPending() throws(StoreError) {
        let ofTenant = "(SELECT id FROM object WHERE tenant = ?1)"
        for tenant in publication.tenantsWithoutPending {
            try session.statement("DELETE FROM pending_object WHERE id IN \(ofTenant)")
                .bind(1, tenant).run()
            try session.statement("DELETE FROM pending_member WHERE group_id IN \(ofTenant)")
                .bind(1, tenant).run()
        }
        for group in publication.groupsWithoutPending {
            try session.statement("DELETE FROM pending_member WHERE group_id = ?1")
                .bind(1, group).run()
        }
    }

    private func writeTenantStates() throws(StoreError) {
        let put = try session.statement(
            """
            INSERT INTO tenant_state (tenant, value) VALUES (?1, ?2)
            ON CONFLICT (tenant) DO UPDATE SET value = excluded.value
            """
        )
        for (tenant, state) in publication.tenantStates {
            try put.bind(1, tenant).bind(2, state.storedBytes).run()
        }
    }

    private func writeRuns() throws(StoreError) {
        let update = try session.statement("UPDATE run SET value = ?2 WHERE id = ?1")
        for (id, run) in publication.runs {
            try update.bind(1, id).bind(2, run.storedBytes).run()
        }
        let insert = try session.statement(
            """
            INSERT INTO run_item (run, seq, asset, mask, note)
            SELECT ?1, 1 + coalesce((SELECT max(seq) FROM run_item WHERE run = ?1), 0), ?2, ?3, ?4
            """
        )
        for note in publication.runNotes {
            insert.bind(1, note.run).bind(2, note.asset).bind(3, Int64(note.mask.rawValue))
            try insert.bind(4, note.note).run()
        }
    }

    private func writeActivity(revision: Revision?) throws(StoreError) {
        let insert = try session.statement(
            """
            INSERT INTO activity
                (at_ms, rev, organization, asset, actor, action, subject, detail, address, changes)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
            """
        )
        for entry in publication.activity {
            insert.bind(1, entry.time)
            if let revision { insert.bind(2, revision) } else { insert.bindNull(2) }
            insert.bind(3, entry.organization).bind(4, entry.asset).bind(5, entry.actor)
            insert.bind(6, entry.action).bind(7, entry.subject).bind(8, entry.detail)
            insert.bind(9, entry.address)
            let changes = StoredActivityChanges(changes: entry.changes)
            try insert.bind(10, entry.changes.isEmpty ? [] : changes.storedBytes).run()
        }
    }

    private func writeCredentials() throws(StoreError) {
        let put = try session.statement(
            """
            INSERT INTO credential (key, sealed) VALUES (?1, ?2)
            ON CONFLICT (key) DO UPDATE SET sealed = excluded.sealed
            """
        )
        let remove = try session.statement("DELETE FROM credential WHERE key = ?1")
        for change in publication.credentials {
            if let sealed = change.sealed {
                try put.bind(1, change.key).bind(2, sealed).run()
            } else {
                try remove.bind(1, change.key).run()
            }
        }
    }
}
