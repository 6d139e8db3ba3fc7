import Directory
import TestSupport
import Testing

@testable import Store

@Suite struct HistoryTests {
    /// A store with a random history, and the model that saw the same.
    private struct Lived {
        let scratch = Scratch()
        var store: Store
        var universe: Universe
        var model = ModelStore()
        var published: [Published] = []

        init(seed: UInt64, publications: Int) throws {
            store = try Store(directory: scratch.file("data"))
            universe = try Universe(in: store)
            var random = SplitMix64(seed: seed)
            for number in 0..<publications {
                let publication = universe.publication(number: number, using: &random)
                let before = store.newest
                let result = try store.publish(publication)
                #expect(result.madeRevision == model.apply(publication), "seed \(seed)")
                #expect(result.revision.number == UInt64(model.states.count - 1), "seed \(seed)")
                #expect((result.chain != before.chain) == result.madeRevision, "seed \(seed)")
                if result.madeRevision { published.append(result) }
            }
        }
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
    func everyImageOfEveryRevisionIsTheModels(seed: UInt64) throws {
        let lived = try Lived(seed: seed, publications: 60)
        let universe = lived.universe
        try lived.store.read { reader throws(StoreError) in
            for organization in universe.organizations {
                for revision in lived.model.states.indices {
                    let expected = lived.model.image(of: organization, at: revision, in: universe)
                    let image = try reader.image(
                        of: organization,
                        at: Revision(UInt64(revision))
                    )
                    #expect(image == expected, "seed \(seed), revision \(revision)")
                }
                let now = lived.model.image(
                    of: organization,
                    at: lived.model.states.count - 1,
                    in: universe
                )
                #expect(try reader.image(of: organization) == now, "seed \(seed)")
            }
            for revision in lived.model.states.indices {
                let policy = try reader.policy(at: Revision(UInt64(revision)))
                #expect(policy == lived.model.policy(at: revision), "seed \(seed)")
                let changed = lived.model.organizations[revision]
                let info = try reader.info(of: Revision(UInt64(revision)))
                let only = changed.count == 1 ? changed.first : nil
                #expect(info?.organization == only, "seed \(seed), revision \(revision)")
            }
        }
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func theChangeLogIsTheModelsFromEveryPlace(seed: UInt64) throws {
        let lived = try Lived(seed: seed, publications: 60)
        try lived.store.read { reader throws(StoreError) in
            for revision in lived.model.states.indices {
                for limit in [1, 3, 1000] {
                    var position = LogPosition(after: Revision(UInt64(revision)))
                    var changes: [LoggedChange] = []
                    while true {
                        let page = try reader.changes(after: position, limit: limit)
                        changes += page.changes
                        position = page.next
                        #expect(page.changes.count <= limit)
                        if page.completeThrough == lived.store.newest.revision { break }
                    }
                    let expected = lived.model.changes(after: revision)
                    #expect(changes == expected, "seed \(seed), after \(revision)")
                }
            }
        }
    }

    @Test(arguments: [11, 12] as [UInt64])
    func theChainFollowsTheHistoryAndNothingElse(seed: UInt64) throws {
        let first = try Lived(seed: seed, publications: 40)
        let second = try Lived(seed: seed, publications: 40)
        let other = try Lived(seed: seed + 1, publications: 40)
        #expect(first.published.map(\.chain) == second.published.map(\.chain), "seed \(seed)")
        #expect(Set(first.published.map(\.chain)).count == first.published.count)
        #expect(Set(other.published.map(\.chain)).isDisjoint(with: first.published.map(\.chain)))
        let recorded = try first.store.read { reader throws(StoreError) in
            try reader.revisions(after: .none, limit: 1000)
        }
        #expect(recorded.map(\.chain) == first.published.map(\.chain))
        #expect(recorded.map(\.revision.number) == (1...UInt64(recorded.count)).map { $0 })
    }

    @Test(arguments: [21, 22] as [UInt64])
    func forgettingLeavesEverythingFromTheFloorOn(seed: UInt64) throws {
        let lived = try Lived(seed: seed, publications: 60)
        let store = lived.store
        let newest = store.newest.revision.number
        let floor = Revision(newest / 2)
        try store.compactHistory(through: floor)
        #expect(store.newest.historyFloor == .none, "the log still refers to the beginning")
        try store.trimLog(through: floor)
        try store.compactHistory(through: Revision(newest))
        #expect(store.newest.logFloor == floor)
        #expect(store.newest.historyFloor == floor)
        try store.read { reader throws(StoreError) in
            for revision in Int(floor.number)...Int(newest) {
                for organization in lived.universe.organizations {
                    let expected = lived.model.image(
                        of: organization,
                        at: revision,
                        in: lived.universe
                    )
                    let image = try reader.image(of: organization, at: Revision(UInt64(revision)))
                    #expect(image == expected, "seed \(seed), revision \(revision)")
                }
                let page = try reader.changes(
                    after: LogPosition(after: Revision(UInt64(revision))),
                    limit: 1000
                )
                #expect(page.changes == lived.model.changes(after: revision), "seed \(seed)")
            }
        }
        let below = Revision(floor.number - 1)
        let organization = lived.universe.organizations[0]
        #expect(
            reason { _ = try store.image(of: organization, at: below) }
                == .belowHistoryFloor(floor: floor.number)
        )
        #expect(reason { try store.changes(after: below) } == .belowLogFloor(floor: floor.number))
        let future = Revision(newest + 1)
        #expect(
            reason { try store.image(of: organization, at: future) }
                == .futureRevision(current: newest)
        )
        #expect(reason { try store.changes(after: future) } == .futureRevision(current: newest))
        let head = store.newest
        store.close()
        #expect(try Store(directory: lived.scratch.file("data")).newest == head)
    }

    @Test func aRevisionIsFoundByItsTime() throws {
        let lived = try Lived(seed: 31, publications: 30)
        try lived.store.read { reader throws(StoreError) in
            #expect(try reader.revision(at: Timestamp(milliseconds: -1)) == .none)
            let infos = try reader.revisions(after: .none, limit: 1000)
            for info in infos {
                #expect(try reader.info(of: info.revision) == info)
                let before = Timestamp(milliseconds: info.time.milliseconds - 1)
                #expect(try reader.revision(at: info.time) == info.revision)
                #expect(try reader.revision(at: before) < info.revision)
            }
            #expect(try reader.info(of: Revision(UInt64(infos.count) + 1)) == nil)
        }
    }

    @Test func aClockThatIsSetBackDoesNotSetTheHistoryBack() throws {
        let lived = try Lived(seed: 32, publications: 0)
        let organization = lived.universe.organizations[0]
        for (number, time) in [5000, 1000, 6000].enumerated() {
            var publication = Publication(
                time: Timestamp(milliseconds: Int64(time)),
                cause: .command
            )
            let value = Organization(key: "key", name: "\(number)")
            publication.add(.policy(.organization(organization, value)))
            let published = try lived.store.publish(publication)
            #expect(published.time.milliseconds == [5000, 5000, 6000][number])
        }
        let found = try lived.store.read { reader throws(StoreError) in
            try reader.revision(at: Timestamp(milliseconds: 5500))
        }
        #expect(found == Revision(2))
    }

    /// Rows are inserted by the batch: of those that stand already none may count.
    @Test(arguments: [51, 52, 53] as [UInt64])
    func aBatchThatIsPartlyKnownChangesOnlyTheRest(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let all = (0..<200).map { Membership(group: ObjectID($0 / 70), member: ObjectID($0)) }
        let known = Set(all.filter { _ in Int.random(in: 0..<3, using: &random) == 0 })
        var chains: [Chain] = []
        for second in [
            all, all.filter { !known.contains($0) }, (all + all).shuffled(using: &random),
        ] {
            let scratch = Scratch()
            let store = try Store(directory: scratch.file("data"))
            for (time, memberships) in [known.sorted(), second].enumerated() {
                var publication = Publication(
                    time: Timestamp(milliseconds: Int64(time)),
                    cause: .sync
                )
                for membership in memberships {
                    publication.add(
                        .membership(
                            group: membership.group,
                            member: membership.member,
                            isMember: true
                        )
                    )
                }
                _ = try store.publish(publication)
            }
            chains.append(store.newest.chain)
            try store.read { reader throws(StoreError) in
                for group in 0..<3 {
                    let group = ObjectID(UInt32(group))
                    let changes = try reader.memberChanges(of: group, in: Revision(2))
                    let expected = all.filter { $0.group == group && !known.contains($0) }
                    #expect(changes.joined == expected.map(\.member), "seed \(seed)")
                    #expect(changes.left.isEmpty)
                }
            }
        }
        #expect(Set(chains).count == 1, "seed \(seed)")
    }

    @Test func membersOfOneRevisionAreToldApart() throws {
        let lived = try Lived(seed: 41, publications: 60)
        try lived.store.read { reader throws(StoreError) in
            for revision in 1..<lived.model.states.count {
                let before = lived.model.states[revision - 1].memberships
                let after = lived.model.states[revision].memberships
                for group in lived.universe.objects where group.key.type == .group {
                    let changes = try reader.memberChanges(
                        of: group.id,
                        in: Revision(UInt64(revision))
                    )
                    let joined = after.subtracting(before).filter { $0.group == group.id }
                    let left = before.subtracting(after).filter { $0.group == group.id }
                    #expect(changes.joined == joined.sorted().map(\.member))
                    #expect(changes.left == left.sorted().map(\.member))
                }
            }
        }
    }
}
