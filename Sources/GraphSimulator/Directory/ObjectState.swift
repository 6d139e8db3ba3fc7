/// Where an object stands between its creation and its end.
enum Lifecycle: Hashable, Sendable {
    case live
    /// In the container of deleted objects since then, in seconds since 1970 UTC.
    case softDeleted(atSeconds: Int64)
    case purged
}

/// One object as it is now, and the sequence numbers of what changed about it.
///
/// A sequence number of 0 means that it has been so since the tenant began.
struct ObjectState: Sendable {
    var record: PropertyRecord
    var lifecycle: Lifecycle
    /// When it was created.
    var creationSequence: UInt64 = 0
    /// When it was last deleted, restored or purged.
    var lifecycleSequence: UInt64 = 0
    /// When anything that a delta of its collection may report changed last.
    var lastSequence: UInt64 = 0
    /// When each property changed last; empty while none has.
    private var propertySequences: [UInt64] = []

    init(record: PropertyRecord, lifecycle: Lifecycle) {
        self.record = record
        self.lifecycle = lifecycle
    }

    var isLive: Bool { lifecycle == .live }

    mutating func set(_ value: PropertyValue?, at index: Int, sequence: UInt64) {
        guard record[index] != value else { return }
        if propertySequences.isEmpty {
            propertySequences = Array(repeating: 0, count: record.values.count)
        }
        record[index] = value
        propertySequences[index] = sequence
    }

    /// The properties that changed after a sequence number.
    func properties(changedAfter sequence: UInt64) -> PropertySet {
        var changed = PropertySet.none
        for (index, last) in propertySequences.enumerated() where last > sequence {
            changed.insert(index)
        }
        return changed
    }
}
