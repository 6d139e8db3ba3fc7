public import Directory

/// Reads one unchanging state of the store.
///
/// It is lent to a closure and is of no use outside of it: the state ends with the closure.
public struct StoreReader {
    let session: Session

    /// The newest revision in this state, its chain and the floors.
    public func head() throws(StoreError) -> StoreHead {
        try StoreFile.head(session)
    }

    /// The ids that the store has given out for a key: each of the lookups answers `nil` for what is unknown.
    public func organizationID(key: String) throws(StoreError) -> OrganizationID? {
        try session.statement("SELECT id FROM organization WHERE key = ?1").bind(1, key)
            .first { row throws(StoreError) in try row.interned(0, as: OrganizationID.self) }
    }

    public func organizationKey(of id: OrganizationID) throws(StoreError) -> String? {
        try session.statement("SELECT key FROM organization WHERE id = ?1").bind(1, id)
            .first { row throws(StoreError) in row.text(0) }
    }

    public func tenantID(entraID: GUID) throws(StoreError) -> TenantID? {
        try session.statement("SELECT id FROM tenant WHERE entra_id = ?1").bind(1, entraID)
            .first { row throws(StoreError) in try row.interned(0, as: TenantID.self) }
    }

    public func entraID(of tenant: TenantID) throws(StoreError) -> GUID? {
        try session.statement("SELECT entra_id FROM tenant WHERE id = ?1").bind(1, tenant)
            .first { row throws(StoreError) in try row.guid(0) }
    }

    public func objectIDs(
        of entraIDs: [GUID],
        in tenant: TenantID
    ) throws(StoreError) -> [ObjectID?] {
        let find = try session.statement(
            "SELECT id FROM object WHERE tenant = ?1 AND entra_id = ?2"
        )
        return try entraIDs.map { entraID throws(StoreError) in
            try find.bind(1, tenant).bind(2, entraID).first { row throws(StoreError) in
                try row.interned(0, as: ObjectID.self)
            }
        }
    }

    public func identities(of objects: [ObjectID]) throws(StoreError) -> [ObjectIdentity?] {
        let find = try session.statement("SELECT tenant, entra_id, type FROM object WHERE id = ?1")
        return try objects.map { id throws(StoreError) in
            try find.bind(1, id).first { row throws(StoreError) in
                ObjectIdentity(
                    tenant: try row.interned(0, as: TenantID.self),
                    entraID: try row.guid(1),
                    type: try row.objectType(2)
                )
            }
        }
    }

    public func contactID(
        externalID: String,
        of organization: OrganizationID
    ) throws(StoreError) -> ContactID? {
        try session.statement(
            "SELECT id FROM contact WHERE organization = ?1 AND external_id = ?2"
        ).bind(1, organization).bind(2, externalID)
            .first { row throws(StoreError) in try row.interned(0, as: ContactID.self) }
    }

    public func configurationID(
        externalID: String,
        of organization: OrganizationID
    ) throws(StoreError) -> ConfigurationID? {
        try session.statement(
            "SELECT id FROM configuration WHERE organization = ?1 AND external_id = ?2"
        ).bind(1, organization).bind(2, externalID)
            .first { row throws(StoreError) in try row.interned(0, as: ConfigurationID.self) }
    }

    public func assetID(publicID: GUID) throws(StoreError) -> AssetID? {
        try session.statement("SELECT id FROM asset WHERE public_id = ?1").bind(1, publicID)
            .first { row throws(StoreError) in try row.interned(0, as: AssetID.self) }
    }

    /// The documented groups behind `objects`.
    public func assetIDs(of objects: [ObjectID]) throws(StoreError) -> [AssetID?] {
        let find = try session.statement("SELECT id FROM asset WHERE object = ?1")
        return try objects.map { id throws(StoreError) in
            try find.bind(1, id).first { row throws(StoreError) in
                try row.interned(0, as: AssetID.self)
            }
        }
    }

    public func identity(of asset: AssetID) throws(StoreError) -> AssetIdentity? {
        try session.statement("SELECT organization, object, public_id FROM asset WHERE id = ?1")
            .bind(1, asset)
            .first { row throws(StoreError) in
                AssetIdentity(
                    organization: try row.interned(0, as: OrganizationID.self),
                    object: row.isNull(1) ? nil : try row.interned(1, as: ObjectID.self),
                    publicID: try row.guid(2)
                )
            }
    }

    /// The public ids that belong to groups of Entra, whether they are documented yet or not.
    func publicIDs(of groups: [ObjectID]) throws(StoreError) -> [GUID] {
        let find = try session.statement(
            """
            SELECT tenant.entra_id, object.entra_id
            FROM object JOIN tenant ON tenant.id = object.tenant WHERE object.id = ?1
            """
        )
        return try groups.map { id throws(StoreError) in
            let publicID = try find.bind(1, id).first { row throws(StoreError) in
                PublicIdentity.asset(tenant: try row.guid(0), group: try row.guid(1))
            }
            guard let publicID else {
                preconditionFailure("an object is interned before its asset")
            }
            return publicID
        }
    }
}

/// Who an object is, apart from what Entra says of it.
public struct ObjectIdentity: Hashable, Sendable {
    public var tenant: TenantID
    public var entraID: GUID
    /// The kind as it was first named.
    public var type: ObjectType
}

/// Who a documented group is.
public struct AssetIdentity: Hashable, Sendable {
    public var organization: OrganizationID
    /// `nil` for a group that was made by hand.
    public var object: ObjectID?
    public var publicID: GUID
}

extension PreparedStatement {
    func objectType(_ column: Int32) throws(StoreError) -> ObjectType {
        guard let raw = UInt8(exactly: integer(column)), let type = ObjectType(rawValue: raw) else {
            throw damaged("an object has a type that does not exist")
        }
        return type
    }
}
