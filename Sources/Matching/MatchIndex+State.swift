import Directory

enum RecordKind {
    case contact
    case configuration
}

/// What the index holds of a contact or configuration.
struct RecordState: Hashable {
    var keys: [UInt32]
    var isArchived: Bool
}

/// What the index holds of a user or device, beside its match.
struct ObjectState: Hashable {
    var keys: [StagedKey]
    var isDevice: Bool
}

/// One step of a proposal, taken back.
enum MatchUndo {
    case record(RecordKind, UInt32, RecordState?)
    case object(UInt32, ObjectState?)
    case match(object: UInt32, Match)
    case usersSync(Bool)

    func restoreState(in index: inout MatchIndex) {
        switch self {
        case .record(let kind, let id, let state): index.setRecord(kind, id, state)
        case .object(let id, let state): index.setObject(id, state)
        case .usersSync(let isOn): index.usersAreSynced = isOn
        case .match: break
        }
    }

    /// An object that the proposal brought has no match to put back.
    func restoreMatch(in index: inout MatchIndex) {
        guard case .match(let object, let match) = self, let row = index.objects.row(of: object)
        else { return }
        index.setMatch(match, row: row)
    }
}

/// Getting and setting one thing whole: what applying an input and taking it back have in common.
extension MatchIndex {
    func recordState(_ kind: RecordKind, _ id: UInt32) -> RecordState? {
        let records = kind == .contact ? contacts : configurations
        guard let row = records.row(of: id) else { return nil }
        var keys: [UInt32] = []
        var index = records.rows[row].chain
        while index != Postings.none {
            let posting = recordPostings.posting(index)
            keys.append(posting.key)
            index = posting.nextOfOwner
        }
        return RecordState(keys: keys, isArchived: records.rows[row].isArchived)
    }

    func objectState(_ id: UInt32) -> ObjectState? {
        guard let row = objects.row(of: id) else { return nil }
        var keys: [StagedKey] = []
        var index = objects[row].chain
        while index != Postings.none {
            let posting = objectPostings.posting(index)
            keys.append(StagedKey(key: posting.key, stage: posting.stage))
            index = posting.nextOfOwner
        }
        return ObjectState(keys: keys, isDevice: objects[row].isDevice)
    }

    mutating func setRecord(_ kind: RecordKind, _ id: UInt32, _ state: RecordState?) {
        switch kind {
        case .contact:
            Self.set(id, state, in: &contacts, &recordPostings, released: &releasedKeys)
        case .configuration:
            Self.set(id, state, in: &configurations, &recordPostings, released: &releasedKeys)
        }
    }

    private static func set(
        _ id: UInt32,
        _ state: RecordState?,
        in records: inout MatchedRecords,
        _ postings: inout Postings,
        released: inout [UInt32]
    ) {
        let row = records.place(of: id)
        postings.remove(chain: records.rows[row].chain, released: &released)
        records.rows[row].chain = Postings.none
        guard let state else { return records.markRemoved(row: row) }
        var chain = Postings.none
        for key in state.keys.reversed() {
            chain = postings.add(key: key, owner: id, stage: 0, before: chain)
        }
        records.rows[row].chain = chain
        records.rows[row].isArchived = state.isArchived
        records.rows[row].isPresent = true
    }

    mutating func setObject(_ id: UInt32, _ state: ObjectState?) {
        if let row = objects.row(of: id) {
            objectPostings.remove(chain: objects[row].chain, released: &releasedKeys)
            objects[row].chain = Postings.none
        }
        guard let state else {
            guard let row = objects.row(of: id) else { return }
            setMatch(.unmatched, row: row)
            objects.remove(id: id, row: row)
            return
        }
        var chain = Postings.none
        for key in state.keys.reversed() {
            chain = objectPostings.add(key: key.key, owner: id, stage: key.stage, before: chain)
        }
        if let row = objects.row(of: id) {
            objects[row].chain = chain
        } else {
            let row = ObjectRow(
                id: id,
                chain: chain,
                matchPosting: Postings.none,
                isDevice: state.isDevice,
                match: .unmatched
            )
            _ = objects.insert(row, id: id)
        }
    }

    /// Sets the match and moves the object from the list of its old record to that of its new one.
    mutating func setMatch(_ match: Match, row: Int) {
        if objects[row].isDevice {
            Self.set(match, of: &objects[row], in: &configurations)
        } else {
            Self.set(match, of: &objects[row], in: &contacts)
        }
    }

    private static func set(
        _ match: Match,
        of object: inout ObjectRow,
        in records: inout MatchedRecords
    ) {
        records.matches.remove(chain: object.matchPosting)
        object.matchPosting = Postings.none
        object.match = match
        guard let record = match.record, let row = records.rows.row(of: record) else { return }
        object.matchPosting = records.matches.add(
            key: UInt32(row),
            owner: object.id,
            stage: 0,
            before: Postings.none
        )
    }
}
