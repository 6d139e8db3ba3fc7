import Directory
import TestSupport
import Testing

@testable import Store

@Suite struct LedgerTests {
    private func publication(_ time: Int64 = 1) -> Publication {
        Publication(time: Timestamp(milliseconds: time), cause: .command, actor: "somebody")
    }

    @Test func aPublishWithoutVersionedChangeTakesNoRevisionAndStoresTheRest() throws {
        let scratch = Scratch()
        let store = try Store(directory: scratch.file("data"))
        let universe = try Universe(in: store)
        var random = SplitMix64(seed: 1)
        var first = publication()
        let user = universe.objects[1].id
        first.add(.object(user, random.properties(of: .user)))
        #expect(try store.publish(first).madeRevision)
        let head = store.newest

        // What holds already, and log records about it.
        var second = first
        second.memberships = [.init(group: universe.objects[0].id, member: user, isMember: false)]
        second.log = [
            .init(
                organization: universe.organizations[0],
                asset: universe.assets[0].id,
                mask: .properties
            )
        ]
        let state = random.tenantState()
        second.tenantStates = [universe.tenants[0].id: state]
        second.pendingObjects = [.init(id: user, pending: .gone)]
        second.activity = [
            ActivityRecord(time: Timestamp(milliseconds: 2), actor: "a", action: "exported")
        ]
        let published = try store.publish(second)
        #expect(!published.madeRevision)
        #expect(published.revision == head.revision)
        #expect(published.chain == head.chain)
        #expect(store.newest == head)
        try store.read { reader throws(StoreError) in
            #expect(try reader.logCount() == 0)
            #expect(try reader.tenantState(of: universe.tenants[0].id) == state)
            #expect(try reader.tenantState(of: universe.tenants[1].id) == nil)
            #expect(try reader.pending(of: [user]) == [.gone])
            let entry = try reader.activity(limit: 1).first
            #expect(entry?.revision == nil)
            #expect(entry?.record.action == "exported")
        }
    }

    @Test func activityIsOnlyEverAddedTo() throws {
        let scratch = Scratch()
        let store = try Store(directory: scratch.file("data"))
        let organization = try store.intern(organization: "contoso")
        var entries = publication()
        let changes = [ActivityChange("name", before: "", after: "Zürich")]
        for number in 0..<7 {
            entries.activity.append(
                ActivityRecord(
                    time: Timestamp(milliseconds: Int64(number)),
                    actor: "somebody",
                    action: "updated",
                    organization: number % 2 == 0 ? organization : nil,
                    subject: "\(number)",
                    changes: number == 6 ? changes : []
                )
            )
        }
        _ = try store.publish(entries)
        for sql in ["UPDATE activity SET actor = 'x'", "DELETE FROM activity"] {
            let failure = reason {
                try store.connection.perform("forging") { session throws(StoreError) in
                    try session.write { () throws(StoreError) in try session.run(sql) }
                }
            }
            #expect(failure == .refused)
        }
        try store.read { reader throws(StoreError) in
            let newest = try reader.activity(limit: 3)
            #expect(newest.map(\.record.subject) == ["6", "5", "4"])
            #expect(newest.map(\.record.changes) == [changes, [], []])
            let older = try reader.activity(before: newest.last?.id, limit: 10)
            #expect(older.map(\.record.subject) == ["3", "2", "1", "0"])
            let ofOne = try reader.activity(of: organization, limit: 10)
            #expect(ofOne.map(\.record.subject) == ["6", "4", "2", "0"])
        }
    }

    @Test func runsAreGivenNewestFirstAndByTenant() throws {
        let scratch = Scratch()
        let store = try Store(directory: scratch.file("data"))
        var runs: [RunID] = []
        for number in 0..<6 {
            let run = RunRecord(
                tenant: TenantID(UInt32(number % 2)),
                started: Timestamp(milliseconds: Int64(number))
            )
            runs.append(try store.beginRun(run))
        }
        var ending = publication()
        let ended = RunRecord(
            tenant: TenantID(0),
            started: Timestamp(milliseconds: 0),
            ended: Timestamp(milliseconds: 9),
            trigger: .notification,
            outcome: .failed,
            pageCount: 3,
            message: "no network"
        )
        ending.runs = [runs[0]: ended]
        ending.runNotes = (0..<5).map {
            RunNote(run: runs[0], asset: AssetID(UInt32($0)), mask: .members, note: "\($0)")
        }
        _ = try store.publish(ending)
        try store.read { reader throws(StoreError) in
            #expect(try reader.run(runs[0]) == ended)
            #expect(try reader.run(RunID(999)) == nil)
            #expect(try reader.runs(limit: 2).map(\.id) == [runs[5], runs[4]])
            #expect(try reader.runs(before: runs[4], limit: 9).map(\.id) == runs[0..<4].reversed())
            let ofOne = try reader.runs(of: TenantID(0), limit: 9).map(\.id)
            #expect(ofOne == [runs[4], runs[2], runs[0]])
            #expect(try reader.notes(of: runs[0], limit: 2).map(\.note) == ["0", "1"])
            let rest = try reader.notes(of: runs[0], skipping: 2, limit: 9)
            #expect(rest.map(\.note) == ["2", "3", "4"])
        }
    }

    @Test func secretsAreReplacedInPlace() throws {
        let scratch = Scratch()
        let store = try Store(directory: scratch.file("data"))
        for sealed in [[1, 2, 3], [4], nil] as [[UInt8]?] {
            var change = publication()
            change.credentials = [.init(key: "integration", sealed: sealed)]
            #expect(try !store.publish(change).madeRevision)
            let stored = try store.read { reader throws(StoreError) in
                try reader.credential("integration")
            }
            #expect(stored == sealed)
        }
    }

    @Test func viewsAndTheUseOfTokensAreKept() throws {
        let scratch = Scratch()
        let store = try Store(directory: scratch.file("data"))
        try store.setListView(of: "a", list: 1, to: [1])
        try store.setListView(of: "a", list: 1, to: [2])
        try store.setListView(of: "a", list: 2, to: [3])
        try store.setListView(of: "a", list: 2, to: nil)
        try store.recordTokenUses(["t": Timestamp(milliseconds: 5)])
        try store.recordTokenUses([
            "t": Timestamp(milliseconds: 4), "u": Timestamp(milliseconds: 1),
        ])
        try store.read { reader throws(StoreError) in
            #expect(try reader.listView(of: "a", list: 1) == [2])
            #expect(try reader.listView(of: "a", list: 2) == nil)
            let uses = try reader.tokenUses().mapValues(\.milliseconds)
            #expect(uses == ["t": 5, "u": 1])
        }
    }
}
