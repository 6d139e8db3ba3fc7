public import Directory

/// One object of a tenant as a stream names it.
public struct ObjectKey: Hashable, Sendable {
    public var entraID: GUID
    /// The kind as it was first named; it is not changed afterwards.
    public var type: ObjectType

    public init(entraID: GUID, type: ObjectType) {
        self.entraID = entraID
        self.type = type
    }
}

/// Ids are given out outside revisions, in transactions of their own. Those need not reach the disk
/// at once: whatever refers to an id is committed later, and the log keeps the order.
extension Store {
    /// The id of the organization with this key, given out now if it has none.
    public func intern(organization key: String) throws(StoreError) -> OrganizationID {
        let ids = try intern(
            [key],
            find: "SELECT id FROM organization WHERE key = ?1",
            insert: "INSERT INTO organization (key) VALUES (?1)"
        ) { $0.bind(1, $1) }
        return Interned(ids[0])
    }

    /// The id of the tenant that Entra knows as `entraID`.
    public func intern(tenant entraID: GUID) throws(StoreError) -> TenantID {
        let ids = try intern(
            [entraID],
            find: "SELECT id FROM tenant WHERE entra_id = ?1",
            insert: "INSERT INTO tenant (entra_id) VALUES (?1)"
        ) { $0.bind(1, $1) }
        return Interned(ids[0])
    }

    /// The ids of objects of one tenant, in the order of `keys`.
    public func intern(
        objects keys: [ObjectKey],
        in tenant: TenantID
    ) throws(StoreError) -> [ObjectID] {
        var ids = identities.lookUp(keys.lazy.map(\.entraID), in: tenant)
        let unknown = ids.indices.filter { ids[$0] == nil }
        if !unknown.isEmpty {
            // In the order of their keys the index is walked once from end to end.
            let order = unknown.sorted { keys[$0].entraID < keys[$1].entraID }
            let found = try intern(
                order.map { keys[$0] },
                find: "SELECT id FROM object WHERE tenant = ?1 AND entra_id = ?2",
                insert: "INSERT INTO object (tenant, entra_id, type) VALUES (?1, ?2, ?3)"
            ) {
                $0.bind(1, tenant).bind(2, $1.entraID)
            } rest: {
                $0.bind(3, Int64($1.type.rawValue))
            }
            for (index, id) in zip(order, found) { ids[index] = Interned(id) }
            identities.insert(
                zip(order, found).map { (keys[$0].entraID, Interned($1)) },
                in: tenant
            )
        }
        return ids.compactMap { $0 }
    }

    /// The ids of contacts by the importer's ids, in the order of `externalIDs`.
    public func intern(
        contacts externalIDs: [String],
        of organization: OrganizationID
    ) throws(StoreError) -> [ContactID] {
        try intern(records: externalIDs, in: "contact", of: organization).map { Interned($0) }
    }

    /// The ids of configurations by the importer's ids, in the order of `externalIDs`.
    public func intern(
        configurations externalIDs: [String],
        of organization: OrganizationID
    ) throws(StoreError) -> [ConfigurationID] {
        try intern(records: externalIDs, in: "configuration", of: organization)
            .map { Interned($0) }
    }

    /// The ids of the documented groups behind `groups`, in that order.
    ///
    /// A group keeps its asset and its organization; the public id follows from tenant and group.
    public func intern(
        assetsOf groups: [ObjectID],
        organization: OrganizationID
    ) throws(StoreError) -> [AssetID] {
        let publicIDs = try read { reader throws(StoreError) in
            try reader.publicIDs(of: groups)
        }
        let ids = try intern(
            Array(zip(groups, publicIDs)),
            find: "SELECT id FROM asset WHERE object = ?1",
            insert: "INSERT INTO asset (object, organization, public_id) VALUES (?1, ?2, ?3)"
        ) {
            $0.bind(1, $1.0)
        } rest: {
            $0.bind(2, organization).bind(3, $1.1)
        }
        return ids.map { Interned($0) }
    }

    /// The id of a group that was made by hand and that callers know as `publicID`.
    public func intern(
        manualAsset publicID: GUID,
        organization: OrganizationID
    ) throws(StoreError) -> AssetID {
        let ids = try intern(
            [publicID],
            find: "SELECT id FROM asset WHERE public_id = ?1",
            insert: "INSERT INTO asset (public_id, organization) VALUES (?1, ?2)"
        ) {
            $0.bind(1, $1)
        } rest: { statement, _ in
            statement.bind(2, organization)
        }
        return Interned(ids[0])
    }

    private func intern(
        records externalIDs: [String],
        in table: String,
        of organization: OrganizationID
    ) throws(StoreError) -> [UInt32] {
        try intern(
            externalIDs,
            find: "SELECT id FROM \(table) WHERE organization = ?1 AND external_id = ?2",
            insert: "INSERT INTO \(table) (organization, external_id) VALUES (?1, ?2)"
        ) { $0.bind(1, organization).bind(2, $1) }
    }

    /// The rows of `keys`, in that order; those that are missing are inserted in one transaction.
    private func intern<Key>(
        _ keys: [Key],
        find: String,
        insert: String,
        key bindKey: (PreparedStatement, Key) -> Void,
        rest bindRest: (PreparedStatement, Key) -> Void = { _, _ in }
    ) throws(StoreError) -> [UInt32] {
        try connection.perform("giving out ids") { session throws(StoreError) in
            let found = try session.statement(find)
            func look(_ key: Key) throws(StoreError) -> Int64? {
                bindKey(found, key)
                return try found.first { row throws(StoreError) in row.integer(0) }
            }
            var ids: [Int64?] = []
            ids.reserveCapacity(keys.count)
            for key in keys { ids.append(try look(key)) }
            if ids.contains(nil) {
                let inserted = try session.statement(insert + " ON CONFLICT DO NOTHING")
                try session.writeRelaxed { () throws(StoreError) in
                    for index in ids.indices where ids[index] == nil {
                        bindKey(inserted, keys[index])
                        bindRest(inserted, keys[index])
                        try inserted.run()
                        // An earlier element may have had the same key.
                        ids[index] =
                            session.changedRowCount > 0
                            ? session.lastInsertedRowID : try look(keys[index])
                    }
                }
            }
            return try ids.map { id throws(StoreError) in
                guard let id, let number = UInt32(exactly: id) else {
                    throw session.context.damaged("no id is left, or one is out of range")
                }
                return number
            }
        }
    }
}
