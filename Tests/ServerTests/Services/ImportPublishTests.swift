import Directory
import Store
import TestSupport
import Testing
import Wire

@testable import Server

/// An import on its way into the store, publish by publish.
@Suite struct ImportPublishTests {
    private typealias Import = ImportPublish<ContactKind>

    private let directory = ScratchDirectory()

    private func contact(_ id: Int, _ lastName: String = "Lee") -> V1.Contact {
        V1.Contact {
            $0.externalID = String(id)
            $0.lastName = lastName
        }
    }

    private func publishing(
        _ rows: [V1.Contact],
        deletesOthers: Bool = false,
        recordsPerPublishMax: Int = 10
    ) throws -> Import {
        var records = RecordImport<ContactKind>()
        try records.add(rows, organizationKey: "contoso", deletesOthers: deletesOthers)
        return Import(records, recordsPerPublishMax: recordsPerPublishMax)
    }

    /// The next publish, on the writer's thread.
    private func advance(_ publishing: inout Import, _ side: WriterSide) throws -> Bool {
        let (current, context) = (publishing, side.context)
        let (next, isLast) = try side.perform { publisher in
            var next = current
            let isLast = try next.publishNext(context, publisher)
            return (next, isLast)
        }
        publishing = next
        return isLast
    }

    private func finish(_ publishing: Import, _ side: WriterSide) throws
        -> V1.ImportRecordsResponse<V1.Contact>
    {
        var publishing = publishing
        while try !advance(&publishing, side) {}
        return publishing.result
    }

    /// The last names that the store has, by external id.
    private func stored(_ side: WriterSide) throws -> [String: String] {
        try side.store.read { reader throws(StoreError) in
            var names: [String: String] = [:]
            for (_, contact) in try ContactKind.all(of: side.organization, reader: reader) {
                names[contact.externalID] = contact.lastName
            }
            return names
        }
    }

    private func names(_ rows: some Sequence<V1.Contact>) -> [String: String] {
        Dictionary(rows.map { ($0.externalID, $0.lastName) }) { first, _ in first }
    }

    @Test func everyPublishTakesSoManyRecordsInTheirOrder() throws {
        let side = try WriterSide(in: directory)
        let rows = (0..<25).map { contact($0) }
        var publishing = try publishing(rows)
        let before = side.store.newest.revision.number
        for (number, count) in [10, 20, 25].enumerated() {
            #expect(publishing.standing.isEmpty == (number == 0))
            let isLast = try advance(&publishing, side)
            #expect(isLast == (count == 25))
            #expect(try stored(side) == names(rows.prefix(count)))
            #expect(publishing.result.created == UInt64(count))
            #expect(publishing.result.revision == before + UInt64(number) + 1)
            #expect(side.store.newest.revision.number == publishing.result.revision)
        }
        side.stop()
    }

    @Test func anImportThatEndsWithAFullPublishNeedsNoOther() throws {
        let side = try WriterSide(in: directory)
        var publishing = try publishing((0..<10).map { contact($0) })
        #expect(try advance(&publishing, side))
        var again = try self.publishing((0..<10).map { contact($0) })
        #expect(try advance(&again, side))
        #expect(again.result.unchanged == 10)
        #expect(again.result.revision == publishing.result.revision)
        side.stop()
    }

    @Test func deletionsComeLastAndAreBoundedToo() throws {
        let side = try WriterSide(in: directory)
        let old = (0..<25).map { contact($0) }
        _ = try finish(publishing(old), side)
        var publishing = try publishing((20..<27).map { contact($0, "Kim") }, deletesOthers: true)
        for (deleted, isLast) in [(3, false), (13, false), (20, true)] {
            #expect(try advance(&publishing, side) == isLast)
            #expect(publishing.result.deleted == UInt64(deleted))
            #expect(try stored(side).count == 27 - deleted)
        }
        #expect(publishing.result.updated == 5)
        #expect(publishing.result.created == 2)
        #expect(try stored(side) == names((20..<27).map { contact($0, "Kim") }))
        side.stop()
    }

    @Test(arguments: 0...3)
    func aCrashLeavesTheFirstRecordsAndARepeatDoesTheRest(publishes: Int) throws {
        let old = (100..<112).map { contact($0) }
        let rows = (0..<25).map { contact($0) }
        let first = try WriterSide(in: directory)
        _ = try finish(publishing(old), first)
        var cut = try publishing(rows, deletesOthers: true)
        for _ in 0..<publishes { _ = try advance(&cut, first) }
        first.stop()

        let second = try WriterSide(in: directory)
        let kept = min(publishes * 10, 25)
        let deleted = publishes == 3 ? 5 : 0
        #expect(try stored(second) == names(rows.prefix(kept) + old.dropFirst(deleted)))
        let result = try finish(publishing(rows, deletesOthers: true), second)
        #expect(result.unchanged == UInt64(kept))
        #expect(result.created == UInt64(25 - kept))
        #expect(result.deleted == UInt64(12 - deleted))
        #expect(try stored(second) == names(rows))
        second.stop()
    }

    @Test func aPublishThatFailsChangesNothingAndTellsWhatStands() throws {
        let side = try WriterSide(in: directory)
        let rows = (0..<15).map { contact($0) }
        var publishing = try publishing(rows)
        #expect(try !advance(&publishing, side))
        var step = 0
        while true {
            step += 1
            try side.store.injectFault(atStep: step)
            var failure: CallError?
            do { _ = try advance(&publishing, side) } catch { failure = error as? CallError }
            // A transaction that could not even begin leaves the fault armed.
            try side.store.injectFault(atStep: -1)
            guard let failure else { break }
            #expect(failure.message.contains("nothing more was changed"), "step \(step)")
            #expect(publishing.standing.contains("10 records were imported"), "step \(step)")
            #expect(try stored(side) == names(rows.prefix(10)), "step \(step)")
        }
        #expect(step > 10)
        #expect(publishing.result.created == 15)
        #expect(try stored(side) == names(rows))
        side.stop()
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
    func theReplyIsExactHoweverManyPublishesItTakes(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let side = try WriterSide(in: directory)
        var expected: [String: String] = [:]
        for round in 0..<12 {
            let ids = (0..<30).filter { _ in Bool.random(using: &random) }.shuffled(using: &random)
            let rows = ids.map { contact($0, ["Lee", "Kim"].randomElement(using: &random) ?? "") }
            let deletesOthers = Bool.random(using: &random)
            let result = try finish(
                publishing(
                    rows,
                    deletesOthers: deletesOthers,
                    recordsPerPublishMax: Int.random(in: 1...20, using: &random)
                ),
                side
            )
            let before = expected
            let named = names(rows)
            let kept = deletesOthers ? [:] : expected.filter { named[$0.key] == nil }
            expected = named.merging(kept) { first, _ in first }
            let comment: Comment = "seed \(seed), round \(round)"
            #expect(try stored(side) == expected, comment)
            #expect(result.created == count(rows) { before[$0.externalID] == nil }, comment)
            #expect(
                result.unchanged == count(rows) { before[$0.externalID] == $0.lastName },
                comment
            )
            #expect(
                result.created + result.updated + result.unchanged == UInt64(rows.count),
                comment
            )
            let gone = before.keys.filter { expected[$0] == nil }
            #expect(result.deleted == UInt64(gone.count), comment)
            #expect(result.revision == side.store.newest.revision.number, comment)
        }
        side.stop()
    }

    private func count(_ rows: [V1.Contact], where isSo: (V1.Contact) -> Bool) -> UInt64 {
        UInt64(rows.count { isSo($0) })
    }
}
