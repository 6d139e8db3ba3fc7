public import Directory

/// A member that no stream describes.
public struct UndescribedMember: Hashable, Sendable {
    public var entraID: GUID
    public var type: ObjectType
}

extension StoreReader {
    /// The members that no stream describes and of which nothing is known but that they are there.
    ///
    /// - Parameters:
    ///   - tenant: Whose.
    ///   - includingNameless: Also those that were asked for, and whose names the application could not read.
    ///   - limit: At most so many.
    /// - Returns: The members by their Entra ids.
    /// - Throws: What SQLite could not do, or a value that cannot be read.
    public func undescribedMembers(
        of tenant: TenantID,
        includingNameless: Bool = false,
        limit: Int
    ) throws(StoreError) -> [UndescribedMember] {
        var members: [UndescribedMember] = []
        try session.statement(Self.undescribedSQL).bind(1, tenant)
            .bind(2, includingNameless ? 1 : 0)
            .rows { row throws(StoreError) in
                guard members.count < limit else { return }
                if !row.isNull(2) || !row.isNull(3) {
                    guard includingNameless else { return }
                    let known: ObjectProperties? = try Self.properties(row)
                    guard let known, known.displayName.isEmpty else { return }
                }
                members.append(
                    UndescribedMember(entraID: try row.guid(0), type: try row.objectType(1))
                )
            }
        return members
    }

    /// Whether anything is known of an object but that it is there.
    public func isDescribed(_ object: ObjectID) throws(StoreError) -> Bool {
        try session.statement(
            """
            SELECT EXISTS (SELECT 1 FROM object_now WHERE id = ?1)
                OR EXISTS (SELECT 1 FROM pending_object WHERE id = ?1)
            """
        ).bind(1, object).first { row in row.integer(0) != 0 } ?? false
    }

    private static func properties(_ row: PreparedStatement) throws(StoreError) -> ObjectProperties?
    {
        guard row.isNull(3) else {
            let pending: PendingValue = try row.value(3, of: "pending_object")
            if case .present(let properties) = pending { return properties }
            return nil
        }
        return try row.value(2, of: "object_now")
    }

    /// The types are users, groups and devices, written as in the index that answers this.
    static let undescribedSQL = """
        SELECT object.entra_id, object.type, object_now.value, pending_object.value FROM object
        LEFT JOIN object_now ON object_now.id = object.id
        LEFT JOIN pending_object ON pending_object.id = object.id
        WHERE object.tenant = ?1 AND object.type NOT IN (1, 2, 3)
            AND (?2 OR object_now.id IS NULL AND pending_object.id IS NULL)
        ORDER BY object.entra_id
        """
}
