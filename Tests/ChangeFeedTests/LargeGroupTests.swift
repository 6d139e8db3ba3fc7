import Access
import ChangeFeed
import Directory
import Testing
import Wire

/// One revision that touches one group of 25,000 members: it is split over many messages, and stays whole.
@Suite struct LargeGroupTests {
    private static let memberCount = 25_000

    private static func member(_ number: Int) -> GUID { GUID(high: 9, low: UInt64(number)) }

    private static func request(_ batchBytes: UInt32) -> V1.SubscribeRequest {
        V1.SubscribeRequest {
            $0.includeMembers = true
            $0.maxBatchBytes = batchBytes
        }
    }

    /// A group that everyone joins in one revision; half of them leave in the next, and a third is matched.
    private static func fixture(ringBytesMax: Int) -> FeedFixture {
        var fixture = FeedFixture(groups: 2, ringBytesMax: ringBytesMax)
        fixture.publish { state in
            state.groups[AssetID(1)]?.row.description = "everyone"
            for number in 0..<memberCount {
                state.groups[AssetID(1)]?.members[member(number)] = .init(type: .user, record: nil)
            }
        }
        fixture.publish { state in
            state.groups[AssetID(1)]?.row.description = "fewer"
            for number in 0..<memberCount {
                switch number % 6 {
                case 0, 1, 2: state.groups[AssetID(1)]?.members[member(number)] = nil
                case 3, 4: state.groups[AssetID(1)]?.members[member(number)]?.record = "c\(number)"
                default: break
                }
            }
        }
        return fixture
    }

    /// From the ring, and from the log on disk; in small messages and in large ones.
    @Test(arguments: [FeedLimits.ringBytesMax, 0], [4096, 262_144] as [UInt32])
    func itIsSplitAndToldWhole(ringBytes: Int, batchBytes: UInt32) throws {
        var fixture = Self.fixture(ringBytesMax: ringBytes)
        var stream = try fixture.resume(at: Revision(1), Self.request(batchBytes))
        let batches = try Self.batches(fixture.drain(&stream).0)
        for revision in [2, 3] as [UInt64] {
            let parts = batches.filter { $0.1.toRevision == revision }
            #expect(
                parts.count > Self.memberCount * 40 / Int(batchBytes),
                "\(parts.count) messages"
            )
            #expect(parts.map(\.1.more) == parts.dropLast().map { _ in true } + [false])
            // Nothing is complete before the last of it.
            #expect(parts.dropLast().allSatisfy { $0.0 == revision - 1 })
            #expect(parts.last?.0 == revision)
            #expect(parts.flatMap(\.1.rows).map(\.kind) == [.update])
            #expect(parts.allSatisfy { $0.1.encoded().count <= Int(batchBytes) })
        }
        let first = batches.filter { $0.1.toRevision == 2 }.flatMap(\.1.members)
        #expect(first.map(\.entraID) == (0..<Self.memberCount).map { Self.member($0).text })
        #expect(first.allSatisfy { $0.kind == .added && $0.revision == 2 })
        let second = batches.filter { $0.1.toRevision == 3 }.flatMap(\.1.members)
        let changed = (0..<Self.memberCount).filter { $0 % 6 != 5 }
        #expect(second.map(\.entraID) == changed.map { Self.member($0).text })
        #expect(second.map(\.kind) == changed.map { $0 % 6 < 3 ? .removed : .matchChanged })
    }

    /// Wherever the stream is cut, the client stands before the revision, and is told all of it again.
    @Test(arguments: [FeedLimits.ringBytesMax, 0])
    func aCutInItsMiddleBeginsItAgain(ringBytes: Int) throws {
        var fixture = Self.fixture(ringBytesMax: ringBytes)
        var whole = try fixture.resume(at: Revision(1), Self.request(65_536))
        let count = try Self.batches(fixture.drain(&whole).0).filter { $0.1.toRevision == 2 }.count
        for taken in [1, count / 2, count - 1] {
            var stream = try fixture.resume(at: Revision(1), Self.request(65_536))
            let messages = try fixture.take(taken + 1, from: &stream)
            #expect(messages.last?.completeThrough == 1)
            var again = try fixture.resume(at: Revision(1), Self.request(65_536))
            let told = try Self.batches(fixture.drain(&again).0).filter { $0.1.toRevision == 2 }
            #expect(told.flatMap(\.1.members).count == Self.memberCount)
        }
    }

    /// A stream that is in its middle when the group is hidden begins again, and tells no more of it.
    @Test func hidingTheGroupInItsMiddleBeginsAgain() throws {
        var fixture = Self.fixture(ringBytesMax: FeedLimits.ringBytesMax)
        var stream = try fixture.resume(at: Revision(1), Self.request(65_536))
        _ = try fixture.take(3, from: &stream)
        var visible = fixture.world.present.visible
        visible.hiddenAssets[FeedWorld.organizations[0]] = [AssetID(1)]
        fixture.publish { $0.visible = visible }
        stream.accessChanged(to: visible, at: fixture.world.head)
        let messages = try fixture.drain(&stream).0
        guard case .reset(let reset)? = messages.first?.event else {
            Issue.record("no Reset: \(messages.count) messages")
            return
        }
        #expect(reset.reason == .access)
        #expect(messages.compactMap(\.batch).flatMap(\.members).isEmpty)
        #expect(messages.last?.completeThrough == fixture.world.head.number)
    }

    private static func batches(
        _ messages: [V1.SubscribeResponse]
    ) throws -> [(UInt64, V1.ChangeBatch)] {
        messages.compactMap { message in message.batch.map { (message.completeThrough, $0) } }
    }
}
