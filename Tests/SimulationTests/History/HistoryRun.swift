import ChangeFeed
import Directory
import Matching
import ReadModel
import Synchronization

@testable import Server
@testable import Store

/// A publisher on a store of its own, with the slow model beside it.
struct HistoryRun {
    let directory = ScratchDirectory()
    let store: Store
    let world: HistoryWorld
    var model: HistoryModel
    var publisher: Publisher
    /// The image of every organization at every revision that changed it.
    var images: [OrganizationID: [(revision: Revision, bytes: [UInt8])]] = [:]
    /// What subscribers were told, revision by revision.
    let told = ToldRevisions()
    private let ticks = Ticks()

    init() throws {
        store = try Store(directory: directory.path)
        world = try HistoryWorld(in: store)
        model = HistoryModel(world)
        publisher = try Self.makePublisher(store, ticks, told)
        try publish(world.firstPolicy())
    }

    /// A publisher as a start of the service makes it.
    func makePublisher() throws -> Publisher { try Self.makePublisher(store, ticks, told) }

    private static func makePublisher(
        _ store: Store,
        _ ticks: Ticks,
        _ told: ToldRevisions
    ) throws -> Publisher {
        try Publisher(
            store: store,
            hashKey: HashKey(first: 1, second: 2),
            clock: { ticks.next() },
            broadcast: { snapshot, revision in told.append(snapshot, revision) }
        )
    }

    @discardableResult
    mutating func publish(_ changes: [Change]) throws -> Bool {
        let published = try publisher.publish(ChangeBatch(.sync, changes))
        model.apply(changes)
        if published.madeRevision {
            for (id, image) in publisher.snapshot.organizations
            where image.revision == publisher.snapshot.revision {
                images[id, default: []].append((image.revision, image.canonicalBytes()))
            }
        }
        return published.madeRevision
    }
}

/// A clock that moves by a second with every look at it.
final class Ticks: Sendable {
    private let seconds = Atomic<Int>(1_700_000_000)

    func next() -> Timestamp {
        Timestamp(milliseconds: Int64(seconds.add(1, ordering: .relaxed).newValue) * 1000)
    }
}

/// Every snapshot and revision that a publisher handed to the loops.
final class ToldRevisions: Sendable {
    private let all = Mutex<[(snapshot: Snapshot, revision: FeedRevision)]>([])

    func append(_ snapshot: Snapshot, _ revision: FeedRevision) {
        all.withLock { $0.append((snapshot, revision)) }
    }

    var list: [(snapshot: Snapshot, revision: FeedRevision)] { all.withLock { $0 } }
}
