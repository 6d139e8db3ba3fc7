public import Directory

extension StoreReader {
    /// All that is documented of an organization, as of a revision or now.
    ///
    /// Its objects are those of the tenants that the policy of that revision gives to it. An object
    /// is in the image when it has properties or a match, or when a membership names it.
    public func image(
        of organization: OrganizationID,
        at requested: Revision? = nil
    ) throws(StoreError) -> OrganizationImage {
        let revision = try checked(requested)
        var image = OrganizationImage(
            organization: organization,
            revision: try lastRevision(of: organization, at: requested)
        )
        let tenants = try tenants(of: organization, at: revision)
        for tenant in tenants {
            try ImageLoader(session: session, revision: revision).load(tenant, into: &image)
        }
        if tenants.count > 1 {
            image.objects.sort { $0.id < $1.id }
            image.memberships.sort()
        }
        image.contacts = try documented("contact", of: organization, at: revision) {
            DocumentedContact(id: Interned($0), contact: $1)
        }
        image.configurations = try documented("configuration", of: organization, at: revision) {
            DocumentedConfiguration(id: Interned($0), configuration: $1)
        }
        image.assets = try assets(of: organization, at: revision)
        try addFrozen(to: &image, at: revision)
        return image
    }

    /// The tenants that the policy of `revision` gives to `organization`, sorted.
    public func tenants(
        of organization: OrganizationID,
        at revision: Revision? = nil
    ) throws(StoreError) -> [TenantID] {
        try policy(at: revision).compactMap { item in
            guard case .tenant(let id, let tenant?) = item else { return nil }
            return tenant.organization == organization ? id : nil
        }.sorted()
    }

    private func documented<Record: StoredValue, Documented>(
        _ table: String,
        of organization: OrganizationID,
        at revision: Revision,
        _ make: (UInt32, Record) -> Documented
    ) throws(StoreError) -> [Documented] {
        var records: [Documented] = []
        try session.statement(
            """
            SELECT id, \(Self.valueSQL(table, of: "\(table).id")) FROM \(table)
            WHERE organization = ?1 ORDER BY id
            """
        ).bind(1, organization).bind(2, revision).rows { row throws(StoreError) in
            if row.isNull(1) { return }
            let id = try row.interned(0, as: Interned<Record>.self)
            records.append(make(id.rawValue, try row.value(1, of: table)))
        }
        return records
    }

    private func assets(
        of organization: OrganizationID,
        at revision: Revision
    ) throws(StoreError) -> [DocumentedAsset] {
        var assets: [DocumentedAsset] = []
        try session.statement(
            """
            SELECT id, \(Self.valueSQL("facts", of: "asset.id")),
                \(Self.valueSQL("row", of: "asset.id"))
            FROM asset WHERE organization = ?1 ORDER BY id
            """
        ).bind(1, organization).bind(2, revision).rows { row throws(StoreError) in
            if row.isNull(1) { return }
            assets.append(
                DocumentedAsset(
                    id: try row.interned(0, as: AssetID.self),
                    facts: try row.value(1, of: "facts"),
                    row: row.bytes(2)
                )
            )
        }
        return assets
    }

    /// The value of `table` for `id` at revision `?2`: in the present if it began by then, else in the past.
    ///
    /// Of the past only the last interval that began by then can hold.
    static func valueSQL(_ table: String, of id: String, at revision: String = "?2") -> String {
        """
        coalesce(
            (SELECT value FROM \(table)_now WHERE id = \(id) AND since <= \(revision)),
            (SELECT CASE WHEN until > \(revision) THEN value END FROM \(table)_past
             WHERE id = \(id) AND since <= \(revision) ORDER BY since DESC LIMIT 1)
        )
        """
    }
}

/// Loads the objects and memberships of one tenant as of one revision.
private struct ImageLoader {
    let session: Session
    let revision: Revision

    func load(_ tenant: TenantID, into image: inout OrganizationImage) throws(StoreError) {
        let objects = try objects(of: tenant)
        var named = IDSet()
        let members = try session.statement(
            """
            SELECT member FROM member_now WHERE group_id = ?1 AND since <= ?2
            UNION ALL
            SELECT member FROM member_past WHERE group_id = ?1 AND since <= ?2 AND until > ?2
            ORDER BY member
            """
        )
        for group in objects where group.mayHaveMembers {
            let first = image.memberships.count
            try members.bind(1, group.id).bind(2, revision).rows { row throws(StoreError) in
                let member = try row.interned(0, as: ObjectID.self)
                named.insert(member.rawValue)
                image.memberships.append(Membership(group: group.id, member: member))
            }
            if image.memberships.count > first { named.insert(group.id.rawValue) }
        }
        for object in objects {
            let isDocumented = object.properties != nil || object.match != .unmatched
            guard isDocumented || named.contains(object.id.rawValue) else { continue }
            image.objects.append(object)
        }
    }

    private func objects(of tenant: TenantID) throws(StoreError) -> [DocumentedObject] {
        var objects: [DocumentedObject] = []
        try session.statement(
            """
            SELECT id, entra_id, type, \(StoreReader.valueSQL("object", of: "object.id")),
                \(StoreReader.valueSQL("match", of: "object.id"))
            FROM object INDEXED BY object_tenant WHERE tenant = ?1 ORDER BY id
            """
        ).bind(1, tenant).bind(2, revision).rows { row throws(StoreError) in
            let properties: ObjectProperties? =
                row.isNull(3) ? nil : try row.value(3, of: "object")
            let firstType = try row.objectType(2)
            objects.append(
                DocumentedObject(
                    id: try row.interned(0, as: ObjectID.self),
                    tenant: tenant,
                    entraID: try row.guid(1),
                    type: properties?.type ?? firstType,
                    properties: properties,
                    match: row.isNull(4) ? .unmatched : try row.value(4, of: "match")
                )
            )
        }
        return objects
    }
}

extension DocumentedObject {
    /// An object whose kind was not known when it was first named may turn out to be a group.
    fileprivate var mayHaveMembers: Bool { type == .group || type == .unknown }
}

/// A set of small integers, one bit each.
private struct IDSet {
    private var words: [UInt64] = []

    mutating func insert(_ id: UInt32) {
        let word = Int(id >> 6)
        if word >= words.count {
            words.append(contentsOf: repeatElement(0, count: word + 1 - words.count))
        }
        words[word] |= 1 << UInt64(id & 63)
    }

    func contains(_ id: UInt32) -> Bool {
        let word = Int(id >> 6)
        return word < words.count && words[word] & 1 << UInt64(id & 63) != 0
    }
}
