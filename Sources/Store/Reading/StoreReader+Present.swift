public import Directory

/// What is documented now, by id; answers stand in the order of the questions.
extension StoreReader {
    public func properties(of objects: [ObjectID]) throws(StoreError) -> [ObjectProperties?] {
        try values("object_now", objects.map(\.rawValue))
    }

    /// `unmatched` for an object without a match.
    public func matches(of objects: [ObjectID]) throws(StoreError) -> [Match] {
        let matches: [Match?] = try values("match_now", objects.map(\.rawValue))
        return matches.map { $0 ?? .unmatched }
    }

    public func facts(of assets: [AssetID]) throws(StoreError) -> [AssetFacts?] {
        try values("facts_now", assets.map(\.rawValue))
    }

    public func contacts(_ ids: [ContactID]) throws(StoreError) -> [Contact?] {
        try values("contact_now", ids.map(\.rawValue))
    }

    public func configurations(_ ids: [ConfigurationID]) throws(StoreError) -> [Configuration?] {
        try values("configuration_now", ids.map(\.rawValue))
    }

    public func rows(of assets: [AssetID]) throws(StoreError) -> [[UInt8]?] {
        let find = try session.statement("SELECT value FROM row_now WHERE id = ?1")
        return try assets.map { id throws(StoreError) in
            try find.bind(1, id).first { row throws(StoreError) in row.bytes(0) }
        }
    }

    /// Every contact of an organization, by id.
    public func contacts(of organization: OrganizationID) throws(StoreError) -> [DocumentedContact]
    {
        var contacts: [DocumentedContact] = []
        try session.statement(
            """
            SELECT contact.id, contact_now.value
            FROM contact JOIN contact_now ON contact_now.id = contact.id
            WHERE contact.organization = ?1 ORDER BY contact.id
            """
        ).bind(1, organization).rows { row throws(StoreError) in
            contacts.append(
                DocumentedContact(
                    id: try row.interned(0, as: ContactID.self),
                    contact: try row.value(1, of: "contact_now")
                )
            )
        }
        return contacts
    }

    /// Every configuration of an organization, by id.
    public func configurations(
        of organization: OrganizationID
    ) throws(StoreError) -> [DocumentedConfiguration] {
        var configurations: [DocumentedConfiguration] = []
        try session.statement(
            """
            SELECT configuration.id, configuration_now.value
            FROM configuration JOIN configuration_now ON configuration_now.id = configuration.id
            WHERE configuration.organization = ?1 ORDER BY configuration.id
            """
        ).bind(1, organization).rows { row throws(StoreError) in
            configurations.append(
                DocumentedConfiguration(
                    id: try row.interned(0, as: ConfigurationID.self),
                    configuration: try row.value(1, of: "configuration_now")
                )
            )
        }
        return configurations
    }

    /// Whether each membership is documented.
    public func areDocumented(_ memberships: [Membership]) throws(StoreError) -> [Bool] {
        let find = try session.statement(
            "SELECT 1 FROM member_now WHERE group_id = ?1 AND member = ?2"
        )
        return try memberships.map { membership throws(StoreError) in
            try find.bind(1, membership.group).bind(2, membership.member)
                .first { _ throws(StoreError) in true } ?? false
        }
    }

    func values<Value: StoredValue>(
        _ table: String,
        _ ids: [UInt32]
    ) throws(StoreError) -> [Value?] {
        let find = try session.statement("SELECT value FROM \(table) WHERE id = ?1")
        return try ids.map { id throws(StoreError) in
            try find.bind(1, Int64(id)).first { row throws(StoreError) in
                try row.value(0, of: table)
            }
        }
    }
}
