import Directory
import ReadModel
import Testing

@testable import Server
@testable import Store

@Suite struct HistoryTests {
    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func publishesOfARandomHistoryAgreeWithTheModel(seed: UInt64) throws {
        var run = try HistoryRun()
        var batches = RandomBatch(run.world, seed: seed)
        for step in 0..<60 {
            let before = run.publisher.snapshot
            let changes = batches.next(after: run.model)
            let madeRevision = try run.publish(changes)
            let after = run.publisher.snapshot.revision
            var differences = try run.differencesFromStore() + run.differencesFromModel()
            if madeRevision { differences += try run.differencesInLog(since: before) }
            if after != (madeRevision ? before.revision.next : before.revision) {
                differences.append("revision \(after.number) follows \(before.revision.number)")
            }
            if try run.publish(changes) { differences.append("the same batch makes a revision") }
            differences += try run.differencesFromStore()
            try #require(differences == [], "seed \(seed), step \(step): \(changes)")
        }
        #expect(try run.differencesInHistory() == [], "seed \(seed)")
    }
}
