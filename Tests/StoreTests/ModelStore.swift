import Directory

@testable import Store

/// The obviously right store: the whole state of every revision, kept for ever.
struct ModelStore {
    struct State: Equatable {
        var objects: [ObjectID: ObjectProperties] = [:]
        var memberships: Set<Membership> = []
        var matches: [ObjectID: Match] = [:]
        var contacts: [ContactID: Contact] = [:]
        var configurations: [ConfigurationID: Configuration] = [:]
        var facts: [AssetID: AssetFacts] = [:]
        var rows: [AssetID: [UInt8]] = [:]
        var policy: [[UInt8]: PolicyItem] = [:]
    }

    struct LogEntry: Equatable {
        var revision: Int
        var sequence: Int
        var record: Publication.ChangeRecord
    }

    /// The state of revision `n` at index `n`.
    private(set) var states = [State()]
    private(set) var log: [LogEntry] = []
    private(set) var organizations: [Set<OrganizationID>] = [[]]

    /// Whether the publication makes a revision.
    mutating func apply(_ publication: Publication) -> Bool {
        var state = states[states.count - 1]
        for change in publication.objects { state.objects[change.id] = change.properties }
        for change in publication.memberships {
            let membership = Membership(group: change.group, member: change.member)
            if change.isMember {
                state.memberships.insert(membership)
            } else {
                state.memberships.remove(membership)
            }
        }
        for change in publication.matches {
            state.matches[change.id] = change.match == .unmatched ? nil : change.match
        }
        for change in publication.contacts { state.contacts[change.id] = change.contact }
        for change in publication.configurations {
            state.configurations[change.id] = change.configuration
        }
        for change in publication.facts { state.facts[change.id] = change.facts }
        for change in publication.rows { state.rows[change.id] = change.bytes }
        for item in publication.policy {
            state.policy[item.storedKey] = item.storedValue == nil ? nil : item
        }
        guard state != states[states.count - 1] else { return false }
        for (sequence, record) in publication.log.enumerated() {
            log.append(LogEntry(revision: states.count, sequence: sequence, record: record))
        }
        organizations.append(
            publication.organizations.union(publication.log.map(\.organization))
        )
        states.append(state)
        return true
    }

    func policy(at revision: Int) -> [PolicyItem] {
        states[revision].policy.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
    }

    func image(
        of organization: OrganizationID,
        at revision: Int,
        in universe: Universe
    ) -> OrganizationImage {
        let state = states[revision]
        let last = (0...revision).last { organizations[$0].contains(organization) }
        var image = OrganizationImage(
            organization: organization,
            revision: Revision(UInt64(last ?? 0))
        )
        let tenants = policy(at: revision).compactMap { item -> TenantID? in
            guard case .tenant(let id, let tenant?) = item else { return nil }
            return tenant.organization == organization ? id : nil
        }
        let mine = universe.objects.filter { tenants.contains($0.tenant) }
        let ids = Set(mine.map(\.id))
        image.memberships = state.memberships.filter { ids.contains($0.group) }.sorted()
        let named = Set(image.memberships.flatMap { [$0.group, $0.member] })
        image.objects = mine.compactMap { object in
            let properties = state.objects[object.id]
            let match = state.matches[object.id]
            guard properties != nil || match != nil || named.contains(object.id) else { return nil }
            return DocumentedObject(
                id: object.id,
                tenant: object.tenant,
                entraID: object.key.entraID,
                type: object.key.type,
                properties: properties,
                match: match ?? .unmatched
            )
        }.sorted { $0.id < $1.id }
        image.contacts = state.contacts.filter { $0.value.organization == organization }
            .map { DocumentedContact(id: $0.key, contact: $0.value) }.sorted { $0.id < $1.id }
        image.configurations = state.configurations
            .filter { $0.value.organization == organization }
            .map { DocumentedConfiguration(id: $0.key, configuration: $0.value) }
            .sorted { $0.id < $1.id }
        image.assets = state.facts.filter { $0.value.organization == organization }
            .map { DocumentedAsset(id: $0.key, facts: $0.value, row: state.rows[$0.key] ?? []) }
            .sorted { $0.id < $1.id }
        addFrozen(to: &image, at: revision, in: universe)
        return image
    }

    /// Every frozen group looked up in the whole state of the revision in which it froze.
    private func addFrozen(
        to image: inout OrganizationImage,
        at revision: Int,
        in universe: Universe
    ) {
        var earlier: Set<EarlierObject> = []
        for asset in image.assets {
            guard asset.facts.frozenAt != nil, let group = asset.facts.object else { continue }
            var since = revision
            while since > 0, states[since - 1].facts[asset.id]?.frozenAt != nil { since -= 1 }
            image.frozenGroups.append(
                FrozenGroup(
                    group: group,
                    since: Revision(UInt64(since)),
                    syncsUsers: syncsUsers(of: asset.facts.tenant, at: since)
                )
            )
            for membership in image.memberships where membership.group == group {
                let then = object(membership.member, at: since, in: universe)
                guard then != object(membership.member, at: revision, in: universe) else {
                    continue
                }
                earlier.insert(EarlierObject(since: Revision(UInt64(since)), object: then))
            }
        }
        image.frozenGroups.sort { $0.group < $1.group }
        image.earlierObjects = earlier.sorted {
            ($0.object.id, $0.since) < ($1.object.id, $1.since)
        }
    }

    private func syncsUsers(of tenant: TenantID?, at revision: Int) -> Bool {
        let items = policy(at: revision)
        for case .tenant(let id, let value?) in items where id == tenant {
            for case .integration(value.integrationKey, let integration?) in items {
                return integration.syncsUsers
            }
        }
        return false
    }

    private func object(
        _ id: ObjectID,
        at revision: Int,
        in universe: Universe
    ) -> DocumentedObject {
        guard let object = universe.objects.first(where: { $0.id == id }) else {
            preconditionFailure("a member of the universe")
        }
        return DocumentedObject(
            id: id,
            tenant: object.tenant,
            entraID: object.key.entraID,
            type: object.key.type,
            properties: states[revision].objects[id],
            match: states[revision].matches[id] ?? .unmatched
        )
    }

    func changes(after revision: Int) -> [LoggedChange] {
        log.filter { $0.revision > revision }.map { entry in
            LoggedChange(
                position: LogPosition(
                    revision: Revision(UInt64(entry.revision)),
                    sequence: entry.sequence
                ),
                organization: entry.record.organization,
                asset: entry.record.asset,
                mask: entry.record.mask,
                old: states[entry.revision - 1].rows[entry.record.asset],
                new: states[entry.revision].rows[entry.record.asset]
            )
        }
    }
}
