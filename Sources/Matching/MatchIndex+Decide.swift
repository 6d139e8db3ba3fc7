import Directory

extension MatchIndex {
    /// The match that the object's match so far, and then the rules, give.
    func decision(row: Int) -> Match {
        let object = objects[row]
        if object.isDevice {
            return kept(object.match, in: configurations, isSticky: false) ?? deviceRule(object)
        }
        guard usersAreSynced else { return object.match == .ignored ? .ignored : .unmatched }
        return kept(object.match, in: contacts, isSticky: true) ?? userRule(object)
    }

    /// The match so far where it outranks the rules.
    private func kept(_ match: Match, in records: MatchedRecords, isSticky: Bool) -> Match? {
        switch match {
        case .ignored:
            return match
        case .matched(let record, let stage):
            guard isSticky || stage == .manual else { return nil }
            return records.row(of: record) == nil ? nil : match
        case .unmatched, .ambiguous:
            return nil
        }
    }

    private func userRule(_ user: ObjectRow) -> Match {
        var index = user.chain
        while index != Postings.none {
            let stage = objectPostings.posting(index).stage
            let candidates = self.candidates(from: &index, stage: stage)
            if let match = Self.match(with: candidates, at: stage) { return match }
        }
        return .unmatched
    }

    private func deviceRule(_ device: ObjectRow) -> Match {
        var index = device.chain
        guard index != Postings.none else { return .unmatched }
        let stage = objectPostings.posting(index).stage
        let candidates = self.candidates(from: &index, stage: stage)
        if case .several(let ids) = candidates {
            let current = ids.filter { id in
                configurations.row(of: id).map { !configurations.rows[$0].isArchived } ?? false
            }
            if current.count == 1 { return .matched(record: current[0], by: .deviceName) }
        }
        return Self.match(with: candidates, at: stage) ?? .unmatched
    }

    private enum Candidates {
        case none
        case one(UInt32)
        case several([UInt32])
    }

    /// The distinct records that have any of the object's keys of `stage`, of which `index` is the first;
    /// leaves `index` at the next stage.
    private func candidates(from index: inout UInt32, stage: UInt8) -> Candidates {
        var candidates = Candidates.none
        while index != Postings.none {
            let posting = objectPostings.posting(index)
            guard posting.stage == stage else { break }
            index = posting.nextOfOwner
            var record = recordPostings.first(of: posting.key)
            while record != Postings.none {
                let owner = recordPostings.posting(record)
                record = owner.next
                switch candidates {
                case .none:
                    candidates = .one(owner.owner)
                case .one(let first):
                    if first != owner.owner { candidates = .several([first, owner.owner]) }
                case .several(var ids):
                    candidates = .none
                    ids.append(owner.owner)
                    candidates = .several(ids)
                }
            }
        }
        return candidates
    }

    private static func match(with candidates: Candidates, at stage: UInt8) -> Match? {
        guard let stage = MatchStage(rawValue: stage) else {
            preconditionFailure("a posting's stage is a match stage")
        }
        switch candidates {
        case .none:
            return nil
        case .one(let record):
            return .matched(record: record, by: stage)
        case .several(let ids):
            var distinct: [UInt32] = []
            for id in ids.sorted() where distinct.last != id { distinct.append(id) }
            return .ambiguous(candidates: Array(distinct.prefix(candidatesMax)), by: stage)
        }
    }
}
