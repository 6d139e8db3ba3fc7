import Client
import Directory
import Testing
import Wire

@testable import Server

/// An open stream follows access: what its subscriber keeps is what a list answers, after every change.
@Suite struct SubscribedAccessTests {
    private typealias Stream = TypedCall<V1.SubscribeRequest, V1.SubscribeResponse>

    private struct Subscriber {
        var stream: Stream
        var rows: [String: V1.GroupRow] = [:]
        var completeThrough: UInt64 = 0
        /// Where it would go on.
        var point = V1.ResumePoint()

        /// Applies messages until the stream is complete through `revision`.
        mutating func follow(to revision: UInt64) throws {
            while completeThrough < revision {
                let limit = ContinuousClock.now + .seconds(300)
                let message = try #require(try stream.next(until: limit))
                switch message.event {
                case .snapshot(let chunk):
                    for row in chunk.organizations.flatMap(\.rows) { rows[row.id] = row }
                case .changes(let batch):
                    for change in batch.rows {
                        rows[change.id] = change.kind == .leave ? nil : change.row
                    }
                case .reset(let reset):
                    rows = [:]
                    point.token = reset.token
                case .opened(let opened): point.token = opened.token
                case .snapshotEnd, .bookmark, .closing, nil: break
                }
                completeThrough = max(completeThrough, message.completeThrough)
                point.completeThrough = message.completeThrough
                point.policyRevision = message.policyRevision
                point.chain = message.chain
            }
        }
    }

    @Test(
        "Access changes in the middle of a stream: rows 4, 65 and 90",
        arguments: [5, 6, 7] as [UInt64]
    )
    func whatASubscriberKeepsIsWhatAListAnswers(seed: UInt64) throws {
        let fixture = try AccessFixture(seed: seed)
        try fixture.put("eve", .readOnly)
        let eve = try fixture.client("eve")
        let stream = try fixture.client("eve").stream(
            V1.ChangesService.subscribe,
            V1.SubscribeRequest {
                $0.start = .snapshot(.init())
                $0.heartbeatMilliseconds = 1000
            }
        )
        var subscriber = Subscriber(stream: stream)
        let compare = { (subscriber: inout Subscriber, revision: UInt64) in
            try subscriber.follow(to: revision)
            let listed =
                try fixture.rows(.security, eve) + fixture.rows(.microsoft365, eve)
            #expect(subscriber.rows.count == listed.count, "seed \(seed)")
            for row in listed {
                #expect(subscriber.rows[row.id]?.encoded() == row.encoded(), "seed \(seed)")
            }
        }
        let groups = fixture.plan.groups
        try compare(&subscriber, try fixture.put("fred", .readOnly).revision)
        // Groups that are inside others go, and come back.
        let some = groups.filter { $0.number % 3 == 0 }
        try compare(&subscriber, try fixture.restrict(some, to: []).revision)
        try compare(&subscriber, try fixture.restrict(some, to: ["eve"]).revision)
        try compare(&subscriber, try fixture.putGroup("few", users: ["eve"]).revision)
        try compare(
            &subscriber,
            try fixture.restrict(some, to: [], userGroups: ["few"]).revision
        )
        try compare(&subscriber, try fixture.putGroup("few", users: []).revision)
        try compare(
            &subscriber,
            try fixture.putGroup("few", users: ["eve"], denies: [.microsoft365]).revision
        )
        try compare(&subscriber, try fixture.restrict(groups, to: nil).revision)
        try compare(&subscriber, try fixture.putGroup("few", users: ["eve"]).revision)
        #expect(subscriber.rows.count == groups.count)
        stream.cancel()
    }

    /// A group that nobody knew yet, and that is of a kind that a subscriber may not see, is not told by what it is in:
    /// not when it comes without any change of who may see what, and not to a subscriber that was away.
    @Test func aGroupThatComesHiddenIsHiddenFromStreamsThatAskForIt() throws {
        let seed: UInt64 = 5
        let left = try #require(
            DocumentedStore(seed: seed).groups.first { $0.kind == .microsoft365 }
        )
        let fixture = try AccessFixture(seed: seed, without: [left.number])
        try fixture.put("eve", .readOnly)
        let made = try fixture.putGroup("few", users: ["eve"], denies: [.microsoft365])
        let request = V1.SubscribeRequest {
            $0.start = .snapshot(.init())
            $0.heartbeatMilliseconds = 1000
            $0.filter = V1.ChangeFilter {
                $0.organizationIDs = [DocumentedStore.organization]
                $0.principal = .group(entraID: left.entraID.text)
            }
        }
        let eve = try fixture.client("eve")
        var narrow = Subscriber(stream: try eve.stream(V1.ChangesService.subscribe, request))
        var wide = Subscriber(
            stream: try fixture.administrator.stream(V1.ChangesService.subscribe, request)
        )
        var away = Subscriber(
            stream: try fixture.client("eve").stream(V1.ChangesService.subscribe, request)
        )
        try narrow.follow(to: made.revision)
        try wide.follow(to: made.revision)
        try away.follow(to: made.revision)
        #expect(narrow.rows.isEmpty && wide.rows.isEmpty && away.rows.isEmpty)
        away.stream.cancel()
        let arrived = try fixture.sync()
        try wide.follow(to: arrived)
        try narrow.follow(to: arrived)
        #expect(!wide.rows.isEmpty, "the group is in no other: the plan is no test")
        #expect(narrow.rows.isEmpty)
        var resumed = request
        resumed.start = .resume(away.point)
        away.stream = try eve.stream(V1.ChangesService.subscribe, resumed)
        try away.follow(to: arrived)
        #expect(away.rows.isEmpty)
        let lifted = try fixture.putGroup("few", users: ["eve"])
        for var subscriber in [narrow, wide, away] {
            try subscriber.follow(to: lifted.revision)
            #expect(Set(subscriber.rows.keys) == Set(wide.rows.keys))
            subscriber.stream.cancel()
        }
    }

    /// A stream by membership in a group, which is hidden while the stream is open and then seen again.
    @Test func aFilterByAGroupFindsNothingWhileTheGroupIsHidden() throws {
        let fixture = try AccessFixture(seed: 5)
        let inner = try #require(
            try fixture.rows(.security, fixture.administrator)
                .compactMap { $0.nestedGroups?.first.first }.first
        )
        let group = try #require(
            fixture.plan.groups.first { $0.entraID.text == inner.entraID }
        )
        let made = try fixture.put("eve", .readOnly)
        let stream = try fixture.client("eve").stream(
            V1.ChangesService.subscribe,
            V1.SubscribeRequest {
                $0.start = .snapshot(.init())
                $0.heartbeatMilliseconds = 1000
                $0.filter = V1.ChangeFilter {
                    $0.organizationIDs = [DocumentedStore.organization]
                    $0.principal = .group(entraID: group.entraID.text)
                }
            }
        )
        var subscriber = Subscriber(stream: stream)
        try subscriber.follow(to: made.revision)
        let around = Set(subscriber.rows.keys)
        #expect(!around.isEmpty)
        try subscriber.follow(to: try fixture.restrict([group], to: []).revision)
        #expect(subscriber.rows.isEmpty)
        try subscriber.follow(to: try fixture.restrict([group], to: ["eve"]).revision)
        #expect(Set(subscriber.rows.keys) == around)
        stream.cancel()
    }
}
