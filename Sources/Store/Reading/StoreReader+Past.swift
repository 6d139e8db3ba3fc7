public import Directory

/// What was documented at a revision, by id; answers stand in the order of the questions.
extension StoreReader {
    /// The direct members of a group at `revision`, ascending.
    public func members(of group: ObjectID, at revision: Revision) throws(StoreError) -> [ObjectID]
    {
        var members: [ObjectID] = []
        try session.statement(
            """
            SELECT member FROM member_now WHERE group_id = ?1 AND since <= ?2
            UNION ALL
            SELECT member FROM member_past WHERE group_id = ?1 AND since <= ?2 AND until > ?2
            ORDER BY member
            """
        ).bind(1, group).bind(2, revision).rows { row throws(StoreError) in
            members.append(try row.interned(0, as: ObjectID.self))
        }
        return members
    }

    /// An object with its match at `revision`; `nil` for an id that was never given out.
    public func object(
        _ id: ObjectID,
        at revision: Revision
    ) throws(StoreError) -> DocumentedObject? {
        try session.statement(
            """
            SELECT tenant, entra_id, type, \(Self.valueSQL("object", of: "?1")),
                \(Self.valueSQL("match", of: "?1"))
            FROM object WHERE id = ?1
            """
        ).bind(1, id).bind(2, revision).first { row throws(StoreError) in
            let properties: ObjectProperties? = row.isNull(3) ? nil : try row.value(3, of: "object")
            let firstType = try row.objectType(2)
            return DocumentedObject(
                id: id,
                tenant: try row.interned(0, as: TenantID.self),
                entraID: try row.guid(1),
                type: properties?.type ?? firstType,
                properties: properties,
                match: row.isNull(4) ? .unmatched : try row.value(4, of: "match")
            )
        }
    }

    /// Whether `revision` changed what is documented of an object, or its match.
    public func isChanged(_ id: ObjectID, in revision: Revision) throws(StoreError) -> Bool {
        try session.statement(
            """
            SELECT EXISTS (SELECT 1 FROM object_now WHERE id = ?1 AND since = ?2)
                OR EXISTS (SELECT 1 FROM object_past WHERE id = ?1 AND (since = ?2 OR until = ?2))
                OR EXISTS (SELECT 1 FROM match_now WHERE id = ?1 AND since = ?2)
                OR EXISTS (SELECT 1 FROM match_past WHERE id = ?1 AND (since = ?2 OR until = ?2))
            """
        ).bind(1, id).bind(2, revision)
            .first { row throws(StoreError) in row.count(0) == 1 } ?? false
    }

    public func contact(_ id: ContactID, at revision: Revision) throws(StoreError) -> Contact? {
        try value("contact", id.rawValue, at: revision)
    }

    public func configuration(
        _ id: ConfigurationID,
        at revision: Revision
    ) throws(StoreError) -> Configuration? {
        try value("configuration", id.rawValue, at: revision)
    }

    /// The newest revision that changed policy; 0 before the first.
    public func lastPolicyRevision() throws(StoreError) -> Revision {
        try session.statement("SELECT rev FROM revision WHERE policy = 1 ORDER BY rev DESC LIMIT 1")
            .first { row throws(StoreError) in try row.revision(0) } ?? .none
    }

    private func value<Value: StoredValue>(
        _ table: String,
        _ id: UInt32,
        at revision: Revision
    ) throws(StoreError) -> Value? {
        try session.statement("SELECT \(Self.valueSQL(table, of: "?1"))")
            .bind(1, Int64(id)).bind(2, revision).first { row throws(StoreError) in
                row.isNull(0) ? nil : try row.value(0, of: table)
            } ?? nil
    }
}
