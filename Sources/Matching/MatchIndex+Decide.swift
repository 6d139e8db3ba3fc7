import Directory

extension MatchIndex {
    /// The match that the object's match so far, and then the rules, give.
    func decision(row: Int) -> Match {
        let object = objects[row]
        if object.isDevice {
            return object.match.keptByDevice { configurations.row(of: $0) != nil }
                ?? deviceRule(object)
        }
        guard usersAreSynced else {
            return object.match.keptWithoutUsersSync { contacts.row(of: $0) != nil }
        }
        return object.match.keptByUser { contacts.row(of: $0) != nil } ?? userRule(object)
    }

    private func userRule(_ user: ObjectRow) -> Match {
        var index = user.chain
        while index != Postings.none {
            let stage = stage(of: index)
            if let match = candidates(from: &index, stage).match(by: stage) { return match }
        }
        return .unmatched
    }

    private func deviceRule(_ device: ObjectRow) -> Match {
        var index = device.chain
        guard index != Postings.none else { return .unmatched }
        return candidates(from: &index, .deviceName)
            .preferring { id in
                configurations.row(of: id).map { !configurations.rows[$0].isArchived } ?? false
            }
            .match(by: .deviceName) ?? .unmatched
    }

    private func stage(of index: UInt32) -> MatchStage {
        guard let stage = MatchStage(rawValue: objectPostings.posting(index).stage) else {
            preconditionFailure("a posting's stage is a match stage")
        }
        return stage
    }

    /// The records that have any of the object's keys of `stage`, of which `index` is the first; leaves
    /// `index` at the next stage.
    private func candidates(from index: inout UInt32, _ stage: MatchStage) -> Candidates {
        var candidates = Candidates.none
        while index != Postings.none {
            let posting = objectPostings.posting(index)
            guard posting.stage == stage.rawValue else { break }
            index = posting.nextOfOwner
            var record = recordPostings.first(of: posting.key)
            while record != Postings.none {
                let owner = recordPostings.posting(record)
                record = owner.next
                candidates.add(owner.owner)
            }
        }
        return candidates
    }
}
