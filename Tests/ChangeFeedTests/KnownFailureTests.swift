import Access
import ChangeFeed
import Directory
import Foundation
import Testing
import Wire

/// What went wrong in other systems that tell changes, each as a test of this one.
@Suite struct KnownFailureTests {
    /// A progress message that was asked for overtook events.
    @Test func aBookmarkNeverOvertakesAChange() throws {
        var fixture = FeedFixture()
        var stream = try fixture.open()
        _ = try fixture.drain(&stream)
        fixture.rename(1, "new")
        stream.bookmarkDue()
        let (messages, _) = try fixture.drain(&stream)
        #expect(messages.count == 1)
        #expect(messages.first?.batch?.rows.first?.row?.name == "new")
        stream.bookmarkDue()
        let (next, _) = try fixture.drain(&stream)
        #expect(next.map(\.isBookmark) == [true])
        #expect(next.first?.completeThrough == 2)
    }

    /// A watch without matching events never got a progress message.
    @Test func anIdleFilteredStreamStillGetsBookmarks() throws {
        var fixture = FeedFixture()
        var stream = try fixture.open(.ofFirst)
        _ = try fixture.drain(&stream)
        fixture.publishElsewhere(5)
        #expect(try fixture.drain(&stream).0.isEmpty)
        stream.bookmarkDue()
        let (messages, _) = try fixture.drain(&stream)
        #expect(messages.map(\.isBookmark) == [true])
        #expect(messages.first?.completeThrough == fixture.world.head.number)
    }

    /// A watch from a future revision was accepted and then told older events.
    @Test func aPointInTheFutureIsRefused() throws {
        let fixture = FeedFixture()
        for ahead in [1, 2, 1000] as [UInt64] {
            let request = V1.SubscribeRequest {
                $0.start = .afterRevision(fixture.world.head.number + ahead)
            }
            let (_, opening) = try FeedFixture.opening(request)
            #expect(throws: SubscriptionRefusal.futureRevision(current: fixture.world.head)) {
                try opening.decide(fixture.feed, visible: .everything)
            }
        }
    }

    /// An event was lost when the log was compacted right at a deletion.
    @Test(arguments: [-1, 0, 1], [0, 1 << 20])
    func compactionAtADeletionLosesNothing(offset: Int, ringBytes: Int) throws {
        var fixture = FeedFixture(ringBytesMax: ringBytes)
        fixture.publishElsewhere(2)
        fixture.publish { $0.groups[AssetID(2)] = nil }
        let deletion = fixture.world.head
        fixture.publishElsewhere(2)
        let floor = Revision(UInt64(Int(deletion.number) + offset))
        fixture.feed.trimmed(to: floor)
        for point in 1...fixture.world.head.number {
            guard Revision(point) >= floor else {
                #expect(
                    throws: SubscriptionRefusal.compacted(floor: floor, current: fixture.world.head)
                ) { try fixture.resume(at: Revision(point)) }
                continue
            }
            var stream = try fixture.resume(at: Revision(point))
            let told = try fixture.drain(&stream).0.compactMap(\.batch).flatMap(\.rows)
            let leaves = told.filter { $0.kind == .leave }
            #expect(leaves.map(\.id) == (point < deletion.number ? [FeedFixture.id(2)] : []))
            #expect(leaves.allSatisfy { $0.reason == .deleted && $0.revision == deletion.number })
        }
    }

    /// A slow watch silently passed over a range that had been compacted.
    @Test func aSlowStreamBehindTheFloorEndsAndSkipsNothing() throws {
        var fixture = FeedFixture(ringBytesMax: 0)
        var failing = try fixture.open()
        var starting = try fixture.open(V1.SubscribeRequest { $0.onCompacted = .resnapshot })
        _ = try fixture.drain(&failing)
        _ = try fixture.drain(&starting)
        for step in 0..<5 { fixture.rename(1, "name \(step)") }
        fixture.feed.trimmed(to: Revision(3))
        let (told, end) = try fixture.drain(&failing)
        #expect(told.isEmpty)
        #expect(end == .end(.compacted(floor: Revision(3), current: fixture.world.head)))
        #expect(failing.isEnded)
        let (messages, _) = try fixture.drain(&starting)
        guard case .reset(let reset)? = messages.first?.event else {
            Issue.record("no Reset: \(messages)")
            return
        }
        #expect(reset.reason == .compacted)
        #expect(reset.logFloor == 3)
        #expect(messages.last?.completeThrough == fixture.world.head.number)
    }

    /// Slow watchers made the server run out of memory.
    @Test func aThousandStalledSubscribersCostNothing() async {
        // A process of its own, because what other tests hold is none of this one's.
        await #expect(processExitsWith: .success) {
            var fixture = FeedFixture(groups: 20, ringBytesMax: 1 << 20)
            var streams = try (0..<1000).map { _ in try fixture.open() }
            for index in streams.indices { _ = try fixture.drain(&streams[index]) }
            let before = KnownFailureTests.residentBytes()
            let long = String(repeating: "x", count: 4000)
            for step in 0..<400 {
                fixture.publish { state in
                    for number in 1...20 {
                        state.groups[AssetID(UInt32(number))]?.row.description = "\(step) \(long)"
                    }
                }
                #expect(fixture.feed.ring.byteCount <= 1 << 20)
            }
            // The history itself is in the memory of this test: 400 revisions of 20 rows, before and after.
            let history = 400 * 20 * 2 * 4100
            #expect(KnownFailureTests.residentBytes() - before < history + (64 << 20))
            var lag = SubscriptionLag()
            for stream in streams { lag.add(stream.lag(fixture.feed)) }
            #expect(lag.streams == 1000 && lag.streamsBehindRing == 1000)
            #expect(lag.revisions == 400)
            #expect(lag.bytes == fixture.feed.ring.byteCount)
            let oldest = fixture.feed.ring.floor.next.number
            #expect(lag.since == Timestamp(milliseconds: Int64(oldest)))
            // Each goes on from where it was, out of the log.
            var last = streams[999]
            let told = try fixture.drain(&last).0
            #expect(told.last?.completeThrough == fixture.world.head.number)
            let now = last.lag(fixture.feed)
            #expect(now.revisions == 0 && now.bytes == 0 && now.since == nil)
        }
    }

    static func residentBytes() -> Int {
        let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        return (Int(text.split(separator: " ").dropFirst().first ?? "") ?? 0) * 4096
    }

    /// Hundreds of compacted watchers leaked and were notified again.
    @Test func twoThousandCompactedSubscribersEachEndOnce() throws {
        var fixture = FeedFixture(ringBytesMax: 0)
        var streams = try (0..<2000).map { _ in try fixture.open() }
        for index in streams.indices { _ = try fixture.drain(&streams[index]) }
        for step in 0..<3 { fixture.rename(1, "name \(step)") }
        fixture.feed.trimmed(to: fixture.world.head)
        var ends = 0
        for index in streams.indices {
            let (told, end) = try fixture.drain(&streams[index])
            #expect(told.isEmpty)
            if case .end(.compacted) = end { ends += 1 }
            #expect(streams[index].isEnded)
        }
        #expect(ends == 2000)
    }

    /// A filtered watch resumed from its last event, which was old, and replayed everything or fell out of the log.
    @Test func bookmarksMoveThePointOfAFilteredStream() throws {
        var fixture = FeedFixture()
        var stream = try fixture.open(.ofFirst)
        _ = try fixture.drain(&stream)
        fixture.publishElsewhere(Int(FeedLimits.silentRevisionsMax) + 10)
        let (messages, _) = try fixture.drain(&stream)
        #expect(messages.map(\.isBookmark) == [true])
        let reached = try #require(messages.first).completeThrough
        #expect(reached >= FeedLimits.silentRevisionsMax)
        fixture.feed.trimmed(to: Revision(reached))
        var resumed = try fixture.resume(at: Revision(reached), .ofFirst)
        fixture.rename(1, "new")
        let told = try fixture.drain(&resumed).0.compactMap(\.batch).flatMap(\.rows)
        #expect(told.map(\.id) == [FeedFixture.id(1)])
    }

    /// A subscriber whose place had been purged stayed silent for ever.
    @Test func aStreamWhosePlaceWasForgottenIsNotSilent() throws {
        var fixture = FeedFixture(ringBytesMax: 0)
        var stream = try fixture.open()
        _ = try fixture.drain(&stream)
        fixture.rename(1, "a")
        #expect(stream.next(fixture.feed) == .read(FeedPosition(after: Revision(1))))
        // While it is read, the log moves on.
        fixture.rename(1, "b")
        fixture.feed.trimmed(to: fixture.world.head)
        stream.bookmarkDue()
        let (_, end) = try fixture.drain(&stream)
        #expect(
            end == .end(.compacted(floor: fixture.world.head, current: fixture.world.head))
        )
    }

    /// A client took the largest revision of unordered rows as its place.
    @Test func aPointIsOnlyWhatTheServerGave() throws {
        var fixture = FeedFixture()
        fixture.rename(1, "new")
        let point = try fixture.point(at: Revision(1))
        for index in point.token.indices {
            var forged = point
            forged.token[index] ^= 1
            let request = V1.SubscribeRequest { $0.start = .resume(forged) }
            #expect(throws: SubscriptionRefusal.self) { try FeedFixture.opening(request) }
        }
        var other = point
        other.chain[0] ^= 1
        let request = V1.SubscribeRequest { $0.start = .resume(other) }
        let (_, opening) = try FeedFixture.opening(request)
        #expect(throws: SubscriptionRefusal.storeChanged) {
            try opening.decide(fixture.feed, visible: .everything)
        }
    }
}
