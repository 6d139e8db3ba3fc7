public import Directory

extension StoreReader {
    /// The Entra ids of members that no stream describes and of which nothing is documented.
    public func undescribedMembers(of tenant: TenantID, limit: Int) throws(StoreError) -> [GUID] {
        var ids: [GUID] = []
        try session.statement(Self.undescribedSQL).bind(1, tenant).bind(2, limit)
            .rows { row throws(StoreError) in ids.append(try row.guid(0)) }
        return ids
    }

    /// The types are users, groups and devices, written as in the index that answers this.
    static let undescribedSQL = """
        SELECT object.entra_id FROM object
        WHERE object.tenant = ?1 AND object.type NOT IN (1, 2, 3)
            AND NOT EXISTS (SELECT 1 FROM object_now WHERE object_now.id = object.id)
        ORDER BY object.entra_id LIMIT ?2
        """
}
