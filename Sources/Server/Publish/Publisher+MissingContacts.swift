import Directory
import ReadModel
import Store

extension Publisher {
    /// Makes a contact for each user of a tenant that the rules find none for, where the integration asks for that.
    ///
    /// It comes after a round, in publishes of its own. A contact that was made before is left as it is, whatever has become
    /// of it; several that fit leave a user ambiguous, and nothing is added to them.
    func makeMissingContacts(of tenant: TenantID, run: RunID?) throws(StoreError) {
        guard let owner = snapshot.policy.tenants[tenant], !owner.isRemoved,
            let integration = snapshot.policy.integrations[owner.integrationKey],
            integration.createsMissingContacts, integration.syncsUsers,
            let image = snapshot.organizations[owner.organization]
        else { return }
        var users: [OrganizationSnapshot.MatchedObject] = []
        image.forEachMatchedObject { object in
            if object.tenant == tenant, object.type == .user, object.match == .unmatched {
                users.append(object)
            }
        }
        var left = users[...]
        while !left.isEmpty {
            let part = Array(left.prefix(CallLimits.importRecordsPerPublishMax))
            left = left.dropFirst(part.count)
            let changes = try missingContacts(of: part, in: owner.organization)
            if !changes.isEmpty { _ = try publish(ChangeBatch(.sync, changes, run: run)) }
        }
    }

    private func missingContacts(
        of users: [OrganizationSnapshot.MatchedObject],
        in organization: OrganizationID
    ) throws(StoreError) -> [Change] {
        let externalIDs = users.map { "entra:\($0.entraID.text)" }
        let ids = try store.intern(contacts: externalIDs, of: organization)
        return try store.read { reader throws(StoreError) in
            let known = try reader.contacts(ids)
            let objects = try reader.mirrored(users.map(\.id))
            var changes: [Change] = []
            for (index, id) in ids.enumerated() where known[index] == nil {
                guard case .user(let user)? = objects[index]?.documented else { continue }
                let contact = Contact(user, externalID: externalIDs[index], of: organization)
                changes.append(.contact(id, contact))
            }
            return changes
        }
    }
}

extension Contact {
    /// The contact that a user would be.
    fileprivate init(_ user: User, externalID: String, of organization: OrganizationID) {
        var firstName = user.givenName ?? ""
        var lastName = user.surname ?? ""
        if firstName.isBlank, lastName.isBlank {
            firstName = ""
            lastName = user.displayName.isBlank ? user.userPrincipalName : user.displayName
        }
        var emails: [String] = []
        for address in [user.mail ?? "", user.userPrincipalName]
        where !address.isBlank && !emails.contains(address) {
            emails.append(address)
        }
        self.init(
            organization: organization,
            externalID: externalID,
            firstName: firstName,
            lastName: lastName,
            emails: emails
        )
    }
}
