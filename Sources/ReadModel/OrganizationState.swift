import Directory

/// Everything the read model keeps of one organization: storage and look-ups, no rules of change.
///
/// Copying is cheap and what two copies have in common they share. It is changed only as a draft,
/// before anyone else can see it.
struct OrganizationState: Sendable {
    var organization: OrganizationID
    var revision: Revision
    var context: OrganizationContext

    var objects = ChunkedMap<ObjectProperties, ObjectEntry>()
    var objectsByEntraID = ShardedIndex<GUID, ObjectID>()
    /// The members of each group that has any.
    var members = ChunkedMap<ObjectProperties, MemberLists>()
    /// The groups of each object that is in any.
    var groups = ChunkedMap<ObjectProperties, SortedIDs>()

    /// The groups that stand still.
    var frozen = ChunkedMap<ObjectProperties, FrozenView>()
    /// Members of those groups that were something else when a group of theirs froze.
    private(set) var earlier = ChunkedMap<ObjectProperties, [EarlierEntry]>()

    var contacts = RecordTable<Contact>()
    var configurations = RecordTable<Configuration>()

    var assets = ChunkedMap<AssetFacts, AssetEntry>()
    var assetsByPublicID = ShardedIndex<GUID, AssetID>()
    var assetsByObject = ChunkedMap<ObjectProperties, AssetID>()

    var microsoft365 = RowTable()
    var security = RowTable()

    init(organization: OrganizationID, revision: Revision, context: OrganizationContext) {
        self.organization = organization
        self.revision = revision
        self.context = context
    }

    subscript(kind: GroupKind) -> RowTable {
        get {
            switch kind {
            case .microsoft365: microsoft365
            case .security: security
            }
        }
        _modify {
            switch kind {
            case .microsoft365: yield &microsoft365
            case .security: yield &security
            }
        }
    }

    /// The contact or configuration that counts as the object's own.
    ///
    /// A match counts only while its record exists, and for users while their tenant syncs users; in a group that
    /// stands still, if it did when that began.
    @inline(__always)
    func record(of entry: borrowing ObjectEntry, in frozen: FrozenView? = nil) -> UInt32? {
        guard let record = entry.match.record else { return nil }
        switch entry.type {
        case .user:
            return countsUsers(of: entry.tenant, in: frozen)
                && contacts.entries.contains(ContactID(record)) ? record : nil
        case .device:
            return configurations.entries.contains(ConfigurationID(record)) ? record : nil
        case .group, .servicePrincipal, .organizationalContact, .unknown:
            return nil
        }
    }

    /// Whether the matches of a tenant's users count.
    @inline(__always)
    func countsUsers(of tenant: TenantID, in frozen: FrozenView?) -> Bool {
        frozen?.syncsUsers ?? context.tenants[tenant]?.syncsUsers ?? false
    }

    func category(
        of entry: borrowing ObjectEntry,
        in frozen: FrozenView? = nil
    ) -> MemberCategory {
        if entry.isDeleted { return .hidden }
        switch entry.type {
        case .user:
            return record(of: entry, in: frozen) == nil ? .userNotMatched : .userMatched
        case .device:
            return record(of: entry, in: frozen) == nil ? .deviceNotMatched : .deviceMatched
        case .group: return .group
        case .servicePrincipal, .organizationalContact, .unknown: return .other
        }
    }

    /// Whether an asset with `facts` has a row: no tombstone does, nor a group of Entra of which nothing is known.
    func hasRow(_ facts: AssetFacts) -> Bool {
        if facts.reasons.contains(.deletedHere) { return false }
        guard let object = facts.object else { return facts.manual != nil }
        return objects.read(object) { $0.group != nil } ?? false
    }

    /// The asset that documents `object`, if it has a row.
    func documentedAsset(of object: ObjectID) -> (id: AssetID, facts: AssetFacts)? {
        guard let id = assetsByObject[object], let facts = assets[id]?.facts, hasRow(facts) else {
            return nil
        }
        return (id, facts)
    }

    /// Where the row of an asset is in the list of its kind.
    func rowKey(of entry: AssetEntry) -> RowKey? {
        entry.rowName.map { RowKey(name: $0, publicID: entry.facts.publicID) }
    }

    func rowBytes(of asset: AssetID) -> [UInt8]? {
        guard let entry = assets[asset], let key = rowKey(of: entry) else { return nil }
        return self[entry.facts.kind].rowBytes(of: key)
    }

    /// How the object's match is shown once the rules for counting it have been applied.
    func standing(
        of entry: ObjectEntry,
        in frozen: FrozenView? = nil
    ) -> MemberRowEncoder.Standing {
        let record = record(of: entry, in: frozen)
        switch (entry.match, entry.type) {
        case (.matched, _) where record == nil:
            return .init(match: .unmatched, record: nil)
        case (_, .user) where !countsUsers(of: entry.tenant, in: frozen):
            return .init(match: .unmatched, record: nil)
        case (_, .user):
            return .init(match: entry.match, record: record.flatMap { contacts[ContactID($0)] })
        case (_, .device):
            let configuration = record.flatMap { configurations[ConfigurationID($0)] }
            return .init(match: entry.match, record: configuration)
        case (_, .group), (_, .servicePrincipal), (_, .organizationalContact), (_, .unknown):
            return .init(match: .unmatched, record: nil)
        }
    }

    /// Sets what an object was when groups of it froze, by revision; nothing for one that still is what it was.
    mutating func setEarlier(_ entries: [EarlierEntry], of object: ObjectID) {
        for entry in earlier[object] ?? [] {
            guard let record = entry.entry.match.record else { continue }
            contacts.removeEarlier(object, from: ContactID(record))
            configurations.removeEarlier(object, from: ConfigurationID(record))
        }
        guard !entries.isEmpty else {
            earlier.remove(object)
            return
        }
        earlier.set(entries, for: object)
        for entry in entries {
            guard let record = entry.entry.match.record else { continue }
            switch entry.entry.type {
            case .user: contacts.addEarlier(object, to: ContactID(record))
            case .device: configurations.addEarlier(object, to: ConfigurationID(record))
            case .group, .servicePrincipal, .organizationalContact, .unknown: break
            }
        }
    }

    /// The facts behind an asset's status: its own and those of its integration.
    func reasons(for facts: AssetFacts) -> StatusReasons {
        guard let tenant = facts.tenant else { return facts.reasons }
        guard let context = context.tenants[tenant] else {
            return facts.reasons.union(.integrationRemoved)
        }
        let scope = facts.object.flatMap { objects[$0]?.group?.group.scope } ?? .outOfScope
        return facts.reasons.union(context.reasons(for: facts.kind, scope: scope))
    }
}
