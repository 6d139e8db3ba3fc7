public import Directory

extension StoreReader {
    /// The Entra ids of members that belong to none of the three streams and of which nothing is documented.
    public func undescribedMembers(of tenant: TenantID, limit: Int) throws(StoreError) -> [GUID] {
        var ids: [GUID] = []
        try session.statement(
            """
            SELECT object.entra_id FROM object
            WHERE object.tenant = ?1 AND object.type NOT IN (?2, ?3, ?4)
                AND NOT EXISTS (SELECT 1 FROM object_now WHERE object_now.id = object.id)
            ORDER BY object.entra_id LIMIT ?5
            """
        ).bind(1, tenant)
            .bind(2, Int64(ObjectType.user.rawValue)).bind(3, Int64(ObjectType.group.rawValue))
            .bind(4, Int64(ObjectType.device.rawValue)).bind(5, limit)
            .rows { row throws(StoreError) in ids.append(try row.guid(0)) }
        return ids
    }
}
