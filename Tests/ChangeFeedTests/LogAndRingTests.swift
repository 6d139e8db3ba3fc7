import Access
import ChangeFeed
import Directory
import TestSupport
import Testing
import Wire

/// A subscriber that moves between the ring and the pages of the log, at every place there is.
///
/// The revisions are small, larger than a message, and larger than a page; a message holds two or three rows.
@Suite(.serialized) struct LogAndRingTests {
    private static let sizes = [3, 11, 1, 0, 7, 2, 16, 4]
    private static let deliveries: [V1.Delivery] = [.everyRevision, .latestPerKey]

    /// Rows by turns of few groups, so that what is told twice shows.
    private static func makeWorld() -> FeedWorld {
        var random = SplitMix64(seed: 7)
        var world = FeedWorld()
        for (turn, size) in sizes.enumerated() {
            world.publish(&random) { state, _ in
                for number in 1..<UInt32(1 + size) {
                    state.groups[AssetID(number)] = FeedWorld.Group(
                        organization: FeedWorld.organizations[0],
                        row: V1.GroupRow {
                            $0.id = GUID(high: 1, low: UInt64(number)).text
                            $0.name = "\(turn)"
                            $0.description = String(repeating: "d", count: 1400)
                            $0.kind = .security
                        },
                        members: [
                            GUID(high: 7, low: UInt64(turn)): FeedWorld.Member(type: .user),
                            GUID(high: 8, low: UInt64(turn)): FeedWorld.Member(type: .user),
                        ]
                    )
                }
            }
        }
        return world
    }

    /// A feed at revision `head` that knows the first `known` revisions from its image alone, the others from the ring.
    private static func makeFeed(_ world: FeedWorld, known: Int, head: Int) -> Feed {
        let feed = Feed(
            image: WorldImage(world.through(known)),
            policyRevision: .none,
            logFloor: .none
        )
        for number in known..<head {
            feed.published(world.revisions[number], image: WorldImage(world.through(number + 1)))
        }
        return feed
    }

    /// The last revision comes, which the ring does not take: it is empty from then on.
    private static func publishLast(_ world: FeedWorld, to feed: Feed) {
        guard let last = world.revisions.last else { return }
        let revision = FeedRevision(
            number: last.number,
            chain: last.chain,
            changesPolicy: last.changesPolicy,
            details: last.details,
            rows: last.rows,
            isComplete: false
        )
        feed.published(revision, image: WorldImage(world))
    }

    /// What one stream was told, from the snapshot of the empty platform on.
    private struct Run {
        var client: FeedClient
        var subscription: Subscription
        var messages = 0

        init(_ delivery: V1.Delivery, batchBytes: UInt32 = 4096) throws {
            let request = V1.SubscribeRequest {
                $0.delivery = delivery
                $0.maxBatchBytes = batchBytes
                $0.includeOld = true
                $0.includeMembers = delivery == .everyRevision
            }
            client = FeedClient(request)
            subscription = Subscription(
                try SubscriptionPlan(request) { _ in nil },
                from: .following(
                    .init(
                        after: .none,
                        chain: [],
                        shown: .everything,
                        policy: .none,
                        groups: nil
                    )
                ),
                opened: V1.Opened(),
                visible: .everything
            )
        }

        /// Goes on to the end; before message `event.at`, `event.body` happens.
        mutating func finish(
            _ feed: Feed,
            _ world: FeedWorld,
            rowsMax: Int,
            event: (at: Int, body: () -> Void)? = nil
        ) {
            var event = event
            for _ in 0..<10_000 {
                if let due = event, due.at == messages {
                    due.body()
                    event = nil
                }
                switch subscription.next(feed) {
                case .send(let message):
                    messages += 1
                    client.receive(message, world, visible: .everything)
                case .read(let position):
                    feed.received(world.parts(from: position, rowsMax: rowsMax), at: position)
                case .again: continue
                case .wait: return
                case .end(let reason): Issue.record("the stream ended for \(reason)")
                }
            }
            Issue.record("the stream comes to no end")
        }

        func check(_ feed: Feed, _ world: FeedWorld, _ what: String) {
            #expect(client.faults.isEmpty, "\(what): \(client.faults.prefix(2))")
            #expect(subscription.completeThrough == feed.head, "\(what)")
            guard client.request.delivery == .everyRevision else { return }
            let rows = world.through(Int(feed.head.number)).revisions.flatMap(\.rows)
            #expect(client.changeCount == rows.count, "\(what)")
            let told = client.members.map {
                "\($0.revision) \($0.groupID) \($0.entraID) \($0.kind)"
            }
            #expect(Set(told).count == told.count, "\(what): a member is told twice")
            #expect(told.count == rows.flatMap(\.members).count, "\(what)")
        }
    }

    @Test(arguments: deliveries)
    func theRingMayLeaveWhatIsUnderWayAtAnyMessage(delivery: V1.Delivery) throws {
        let world = Self.makeWorld()
        let head = Self.sizes.count - 1
        let ring = Self.makeFeed(world, known: 0, head: head)
        var whole = try Run(delivery)
        whole.finish(ring, world, rowsMax: 1)
        whole.check(ring, world, "from the ring")
        for rowsMax in 1...17 {
            for place in 0..<whole.messages {
                let feed = Self.makeFeed(world, known: 0, head: head)
                var run = try Run(delivery)
                run.finish(
                    feed,
                    world,
                    rowsMax: rowsMax,
                    event: (place, { Self.publishLast(world, to: feed) })
                )
                #expect(feed.head == world.head && feed.ring.floor == world.head)
                run.check(feed, world, "\(rowsMax) rows a page, evicted before message \(place)")
            }
        }
    }

    @Test(arguments: deliveries)
    func theLogMayGoOverIntoTheRingAtAnyRevision(delivery: V1.Delivery) throws {
        let world = Self.makeWorld()
        for known in 0...Self.sizes.count {
            for rowsMax in 1...17 {
                let feed = Self.makeFeed(world, known: known, head: Self.sizes.count)
                var run = try Run(delivery)
                run.finish(feed, world, rowsMax: rowsMax)
                run.check(feed, world, "\(rowsMax) rows a page, the ring from \(known) on")
            }
        }
    }

    /// Two pages that others have read meet inside a revision: a stream that wants the latest was told the merged
    /// revisions and the one in two parts in one step, and so of some groups twice.
    @Test(arguments: deliveries)
    func pagesAtHandMayMeetAtAnyRow(delivery: V1.Delivery) throws {
        let world = Self.makeWorld()
        for rows in 1...Self.sizes.reduce(0, +) {
            for batchBytes: UInt32 in [4096, 16_384, 1 << 20] {
                try meet(delivery, world, rows: rows, batchBytes: batchBytes)
            }
        }
    }

    private func meet(
        _ delivery: V1.Delivery,
        _ world: FeedWorld,
        rows: Int,
        batchBytes: UInt32
    ) throws {
        let feed = Self.makeFeed(world, known: Self.sizes.count, head: Self.sizes.count)
        let start = FeedPosition(after: .none)
        let before = world.parts(from: start, rowsMax: rows)
        feed.received(before, at: start)
        if let last = before.last, !last.isLast {
            let middle = FeedPosition(
                after: Revision(last.number.number - 1),
                row: last.firstRow + last.rows.count
            )
            feed.received(world.parts(from: middle, rowsMax: 100), at: middle)
        }
        var run = try Run(delivery, batchBytes: batchBytes)
        run.finish(feed, world, rowsMax: 100)
        run.check(feed, world, "the first page has \(rows) rows")
    }
}
