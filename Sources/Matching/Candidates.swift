import Directory

/// The distinct records that one stage found for one object, as they are found.
enum Candidates {
    case none
    case one(UInt32)
    case several([UInt32])

    mutating func add(_ record: UInt32) {
        switch self {
        case .none:
            self = .one(record)
        case .one(let first):
            if first != record { self = .several([first, record]) }
        case .several(var records):
            // Emptied first, so that the array is grown in place.
            self = .none
            records.append(record)
            self = .several(records)
        }
    }

    /// What a stage makes of them; `nil` when it found nothing and the next stage is to be tried.
    func match(by stage: MatchStage) -> Match? {
        switch self {
        case .none:
            return nil
        case .one(let record):
            return .matched(record: record, by: stage)
        case .several(let records):
            var distinct: [UInt32] = []
            for record in records.sorted() where distinct.last != record { distinct.append(record) }
            return .ambiguous(
                candidates: Array(distinct.prefix(MatchIndex.candidatesMax)),
                by: stage
            )
        }
    }

    /// Of several configurations the only one that is not archived.
    func preferring(_ isCurrent: (UInt32) -> Bool) -> Candidates {
        guard case .several(let records) = self else { return self }
        var current = Candidates.none
        for record in records where isCurrent(record) { current.add(record) }
        guard case .one = current else { return self }
        return current
    }
}

extension Match {
    /// The match so far, where it outranks the rules.
    func keptByUser(ifPresent isPresent: (UInt32) -> Bool) -> Match? {
        switch self {
        case .ignored: self
        case .matched(let record, _): isPresent(record) ? self : nil
        case .unmatched, .ambiguous: nil
        }
    }

    /// What remains of the match while users are not synced: what people chose, for the day when they are again.
    func keptWithoutUsersSync(ifPresent isPresent: (UInt32) -> Bool) -> Match {
        switch self {
        case .ignored: self
        case .matched(let record, .manual): isPresent(record) ? self : .unmatched
        case .matched, .unmatched, .ambiguous: .unmatched
        }
    }

    /// The match so far, where it outranks the rules: a device's own follows the names.
    func keptByDevice(ifPresent isPresent: (UInt32) -> Bool) -> Match? {
        switch self {
        case .ignored: self
        case .matched(let record, .manual): isPresent(record) ? self : nil
        case .matched, .unmatched, .ambiguous: nil
        }
    }
}
