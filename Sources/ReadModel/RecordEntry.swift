import Directory

/// A contact or a configuration as rows refer to it.
struct RecordEntry: Hashable, Sendable {
    var externalID: String
    /// A contact's first and last name, a configuration's name.
    var name: String
    var isArchived: Bool

    init(_ contact: Contact) {
        externalID = contact.externalID
        name = contact.fullName
        isArchived = false
    }

    init(_ configuration: Configuration) {
        externalID = configuration.externalID
        name = configuration.name
        isArchived = configuration.isArchived
    }
}

/// The contacts or the configurations of one organization, and the objects matched to each.
struct RecordTable<Kind>: Sendable {
    private(set) var entries = ChunkedMap<Kind, RecordEntry>()
    private(set) var byExternalID = ShardedIndex<String, Interned<Kind>>()
    /// Whoever names the record in its match, whether or not the match counts at present.
    private(set) var objects = ChunkedMap<Kind, SortedIDs>()
    /// Whoever named the record when a group of theirs froze, and has changed since.
    private(set) var earlierObjects = ChunkedMap<Kind, SortedIDs>()

    subscript(id: Interned<Kind>) -> RecordEntry? { entries[id] }

    mutating func set(_ entry: RecordEntry?, for id: Interned<Kind>) {
        if let old = entries[id], old.externalID != entry?.externalID,
            byExternalID[old.externalID] == id
        {
            byExternalID[old.externalID] = nil
        }
        guard let entry else {
            entries.remove(id)
            return
        }
        entries.set(entry, for: id)
        byExternalID[entry.externalID] = id
    }

    mutating func addObject(_ object: ObjectID, to record: Interned<Kind>) {
        objects.update(record, from: SortedIDs()) { $0.insert(object.rawValue) }
    }

    mutating func removeObject(_ object: ObjectID, from record: Interned<Kind>) {
        Self.remove(object, from: record, of: &objects)
    }

    mutating func addEarlier(_ object: ObjectID, to record: Interned<Kind>) {
        earlierObjects.update(record, from: SortedIDs()) { $0.insert(object.rawValue) }
    }

    mutating func removeEarlier(_ object: ObjectID, from record: Interned<Kind>) {
        Self.remove(object, from: record, of: &earlierObjects)
    }

    private static func remove(
        _ object: ObjectID,
        from record: Interned<Kind>,
        of objects: inout ChunkedMap<Kind, SortedIDs>
    ) {
        guard objects.contains(record) else { return }
        let isEmpty = objects.update(record, from: SortedIDs()) { objects in
            objects.remove(object.rawValue)
            return objects.isEmpty
        }
        if isEmpty { objects.remove(record) }
    }
}
