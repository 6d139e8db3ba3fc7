import Directory
import Testing

@testable import Store

/// The log is kept within its bounds of age, number and size, and its floor only grows.
@Suite struct LogRetentionTests {
    private let everything = LogRetention(
        ageMilliseconds: .max,
        changesMax: .max,
        bytesMax: .max
    )

    /// A store with `count` revisions, a second apart, of two records each.
    private func store(_ scratch: Scratch, revisions count: Int) throws -> Store {
        let store = try Store(directory: scratch.file("data"))
        let universe = try Universe(in: store)
        for number in 1...count {
            var publication = Publication(
                time: Timestamp(milliseconds: Int64(number) * 1000),
                cause: .command
            )
            for asset in universe.assets.prefix(2) {
                publication.rows.append(
                    .init(id: asset.id, bytes: Array("row \(number)".utf8))
                )
                publication.log.append(
                    .init(
                        organization: universe.organizations[0],
                        asset: asset.id,
                        mask: .properties
                    )
                )
            }
            #expect(try store.publish(publication).revision.number == UInt64(number))
        }
        return store
    }

    private func records(_ store: Store) throws -> Int {
        try store.read { reader throws(StoreError) in try reader.logCount() }
    }

    @Test func nothingIsForgottenWithinTheBounds() throws {
        let scratch = Scratch()
        let store = try store(scratch, revisions: 10)
        let now = Timestamp(milliseconds: 10_000)
        #expect(try !store.trimLog(keeping: everything, now: now))
        #expect(store.newest.logFloor == .none)
        #expect(try records(store) == 20)
    }

    @Test(arguments: 0...21)
    func noMoreRecordsAreKeptThanTheBoundSays(kept: Int) throws {
        let scratch = Scratch()
        let store = try store(scratch, revisions: 10)
        var retention = everything
        retention.changesMax = kept
        while try store.trimLog(keeping: retention, now: Timestamp(milliseconds: 0)) {}
        // As many whole revisions as fit.
        #expect(try records(store) == min(20, kept / 2 * 2))
        #expect(store.newest.logFloor.number == UInt64(10 - min(10, kept / 2)))
    }

    @Test(arguments: [0, 1, 4500, 10_000, 11_000] as [Int64])
    func revisionsThatAreTooOldAreForgotten(age: Int64) throws {
        let scratch = Scratch()
        let store = try store(scratch, revisions: 10)
        var retention = everything
        retention.ageMilliseconds = age
        let now = Timestamp(milliseconds: 11_000)
        while try store.trimLog(keeping: retention, now: now) {}
        let expected = (1...10).filter { Int64($0) * 1000 < 11_000 - age }.count
        #expect(store.newest.logFloor.number == UInt64(expected))
    }

    @Test func theSizeCountsOnAfterATrimAndAfterARestart() throws {
        let scratch = Scratch()
        var store = try store(scratch, revisions: 10)
        var retention = everything
        retention.bytesMax = 0
        while try store.trimLog(keeping: retention, now: Timestamp(milliseconds: 0)) {}
        #expect(store.newest.logFloor.number == 10)
        #expect(try records(store) == 0)
        store.close()
        store = try Store(directory: scratch.file("data"))
        #expect(store.newest.logFloor.number == 10)
        let universe = try Universe(in: store)
        var publication = Publication(time: Timestamp(milliseconds: 20_000), cause: .command)
        publication.rows = [.init(id: universe.assets[0].id, bytes: [1])]
        publication.log = [
            .init(
                organization: universe.organizations[0],
                asset: universe.assets[0].id,
                mask: .properties
            )
        ]
        _ = try store.publish(publication)
        retention.bytesMax = 10_000
        #expect(try !store.trimLog(keeping: retention, now: Timestamp(milliseconds: 0)))
        #expect(try records(store) == 1)
        retention.bytesMax = 10
        #expect(try !store.trimLog(keeping: retention, now: Timestamp(milliseconds: 0)))
        #expect(try records(store) == 0)
        #expect(store.newest.logFloor.number == 11)
    }
}
