import Directory

/// The pairs of tables that hold one blob for each id.
enum VersionedTable: String {
    case object
    case match
    case contact
    case configuration
    case facts
    case row
}

/// What precedes each record that the chain is computed over.
enum ChainTag {
    static let record: UInt8 = 1
    static let revision: UInt8 = 2
    static let joined: UInt8 = 3
    static let left: UInt8 = 4
    static let policy: UInt8 = 5
    static let noPolicy: UInt8 = 6

    static func written(_ table: VersionedTable) -> UInt8 {
        switch table {
        case .object: 16
        case .match: 18
        case .contact: 20
        case .configuration: 22
        case .facts: 24
        case .row: 26
        }
    }

    static func removed(_ table: VersionedTable) -> UInt8 { written(table) + 1 }
}

/// What one blob shall be from this revision on; `nil` when it shall not be.
struct BlobChange {
    var id: UInt32
    var bytes: [UInt8]?

    init(_ id: UInt32, _ bytes: [UInt8]?) {
        self.id = id
        self.bytes = bytes
    }
}

/// The elements in the order of their keys; of several with one key the last one.
func lastOfEachKey<Element, Key: Hashable & Comparable>(
    _ elements: [Element],
    by key: (Element) -> Key
) -> [Element] {
    let keys = elements.map(key)
    if zip(keys, keys.dropFirst()).allSatisfy({ $0 < $1 }) { return elements }
    let order = keys.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }
    var result: [Element] = []
    result.reserveCapacity(order.count)
    for (position, index) in order.enumerated() {
        let isLast = position + 1 == order.count || keys[order[position + 1]] != keys[index]
        if isLast { result.append(elements[index]) }
    }
    return result
}

extension RevisionWriter {
    /// Closes what was so and opens what is so, for each id whose bytes differ.
    mutating func writeBlobs(
        _ table: VersionedTable,
        _ changes: [BlobChange]
    ) throws(StoreError) {
        if changes.isEmpty { return }
        let current = try session.statement(
            "SELECT since, value FROM \(table.rawValue)_now WHERE id = ?1"
        )
        let archive = try session.statement(
            """
            INSERT INTO \(table.rawValue)_past (id, since, until, value)
            SELECT id, since, ?2, value FROM \(table.rawValue)_now WHERE id = ?1
            """
        )
        let put = try session.statement(
            """
            INSERT INTO \(table.rawValue)_now (id, since, value) VALUES (?1, ?2, ?3)
            ON CONFLICT (id) DO UPDATE SET since = excluded.since, value = excluded.value
            """
        )
        let remove = try session.statement("DELETE FROM \(table.rawValue)_now WHERE id = ?1")
        for change in lastOfEachKey(changes, by: { $0.id }) {
            let id = Int64(change.id)
            let isSame = try current.bind(1, id).first { row throws(StoreError) in
                change.bytes.map { row.equals(1, $0) } ?? false
            }
            if isSame == true || isSame == nil && change.bytes == nil { continue }
            wroteAnything = true
            if isSame != nil { try archive.bind(1, id).bind(2, revision).run() }
            if let bytes = change.bytes {
                try put.bind(1, id).bind(2, revision).bind(3, bytes).run()
                chain.tag(ChainTag.written(table))
                chain.number(UInt64(change.id))
                chain.bytes(bytes)
            } else {
                try remove.bind(1, id).run()
                chain.tag(ChainTag.removed(table))
                chain.number(UInt64(change.id))
            }
        }
    }

    mutating func writePolicy() throws(StoreError) {
        let current = try session.statement("SELECT value FROM policy_now WHERE key = ?1")
        let archive = try session.statement(
            """
            INSERT INTO policy_past (key, since, until, value)
            SELECT key, since, ?2, value FROM policy_now WHERE key = ?1
            """
        )
        let put = try session.statement(
            """
            INSERT INTO policy_now (key, since, value) VALUES (?1, ?2, ?3)
            ON CONFLICT (key) DO UPDATE SET since = excluded.since, value = excluded.value
            """
        )
        let remove = try session.statement("DELETE FROM policy_now WHERE key = ?1")
        for (key, item) in lastPolicyItems() {
            let bytes = item.storedValue?.storedBytes
            let isSame = try current.bind(1, key).first { row throws(StoreError) in
                bytes.map { row.equals(0, $0) } ?? false
            }
            if isSame == true || isSame == nil && bytes == nil { continue }
            wroteAnything = true
            changedPolicy = true
            if isSame != nil { try archive.bind(1, key).bind(2, revision).run() }
            if let bytes {
                try put.bind(1, key).bind(2, revision).bind(3, bytes).run()
                chain.tag(ChainTag.policy)
                chain.bytes(key)
                chain.bytes(bytes)
            } else {
                try remove.bind(1, key).run()
                chain.tag(ChainTag.noPolicy)
                chain.bytes(key)
            }
        }
    }

    private func lastPolicyItems() -> [(key: [UInt8], item: PolicyItem)] {
        var last: [[UInt8]: PolicyItem] = [:]
        for item in publication.policy { last[item.storedKey] = item }
        return last.map { (key: $0.key, item: $0.value) }
            .sorted { $0.key.lexicographicallyPrecedes($1.key) }
    }
}
