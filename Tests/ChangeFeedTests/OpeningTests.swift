import Access
import ChangeFeed
import Cryptography
import Directory
import TestSupport
import Testing
import Wire

@Suite struct OpeningTests {
    private func refusal(
        _ request: V1.SubscribeRequest,
        principal: String = "p"
    ) -> SubscriptionRefusal? {
        #expect(throws: SubscriptionRefusal.self) {
            try FeedFixture.opening(request, principal: principal)
        }
    }

    @Test func aTokenIsHonouredForNothingElse() throws {
        let fixture = FeedFixture()
        let point = try fixture.point(at: Revision(1))
        func resuming(_ change: (inout V1.SubscribeRequest) -> Void) -> V1.SubscribeRequest {
            var request = V1.SubscribeRequest { $0.start = .resume(point) }
            change(&request)
            return request
        }
        _ = try FeedFixture.opening(resuming { _ in })
        // What does not change what a fold holds may change.
        _ = try FeedFixture.opening(resuming { $0.includeOld = true })
        let filters = refusal(resuming { $0.filter = V1.ChangeFilter { $0.kind = .security } })
        #expect(filters == .tokenMismatch("it was given for another filter or other fields"))
        let fields = refusal(resuming { $0.fields = ["name"] })
        #expect(fields == .tokenMismatch("it was given for another filter or other fields"))
        let delivery = refusal(resuming { $0.delivery = .latestPerKey })
        #expect(delivery == .tokenMismatch("it was given for another delivery"))
        let caller = refusal(resuming { _ in }, principal: "q")
        #expect(caller == .tokenMismatch("it was given to another caller"))
        let elsewhere = ResumeToken(
            code: HMACSHA256(key: Array("key".utf8)),
            storeID: GUID(high: 3, low: 4)
        )
        let (plan, _) = try FeedFixture.opening(.init())
        let foreign = resuming {
            $0.start = .resume(
                V1.ResumePoint {
                    $0.token = elsewhere.seal(plan, principalKey: "p")
                    $0.completeThrough = 1
                }
            )
        }
        #expect(refusal(foreign) == .storeChanged)
    }

    @Test func theOrderOfAFiltersPartsIsNoDifference() throws {
        let one = V1.SubscribeRequest {
            $0.filter = V1.ChangeFilter { $0.statuses = [.orphaned, .disabled] }
            $0.fields = ["name", "sync_status"]
        }
        let other = V1.SubscribeRequest {
            $0.filter = V1.ChangeFilter { $0.statuses = [.disabled, .orphaned, .disabled] }
            $0.fields = ["sync_status", "name"]
        }
        let first = try FeedFixture.opening(one).0
        let second = try FeedFixture.opening(other).0
        #expect(first.filterBytes == second.filterBytes)
    }

    @Test func aRequestThatCannotBeServedNamesTheField() {
        let cases: [(V1.SubscribeRequest, String)] = [
            (V1.SubscribeRequest { $0.fields = ["nonsense"] }, "fields"),
            (
                V1.SubscribeRequest { $0.filter = V1.ChangeFilter { $0.groupIDs = ["x"] } },
                "filter.group_ids"
            ),
            (
                V1.SubscribeRequest {
                    $0.filter = V1.ChangeFilter { $0.principal = .contact(externalID: "c") }
                },
                "filter.organization_ids"
            ),
            (
                V1.SubscribeRequest {
                    $0.includeMembers = true
                    $0.delivery = .latestPerKey
                },
                "include_members"
            ),
            (V1.SubscribeRequest { $0.delivery = .unrecognized }, "delivery"),
        ]
        for (request, field) in cases {
            guard case .invalid(field, _)? = refusal(request) else {
                Issue.record("\(field) was taken")
                continue
            }
        }
        let unknown = V1.SubscribeRequest {
            $0.filter = V1.ChangeFilter { $0.organizationIDs = ["nowhere"] }
        }
        let expected = SubscriptionRefusal.organizationNotFound(
            field: "filter.organization_ids",
            key: "nowhere"
        )
        #expect(refusal(unknown) == expected)
    }

    @Test func heartbeatAndBatchAreKeptWithinTheirBounds() throws {
        for (asked, got) in [(0, 10_000), (1, 1000), (5000, 5000), (.max, 60_000)]
            as [(UInt32, UInt32)]
        {
            let plan = try FeedFixture.opening(
                V1.SubscribeRequest { $0.heartbeatMilliseconds = asked }
            ).0
            #expect(plan.heartbeatMilliseconds == got)
        }
        for (asked, got) in [(0, 262_144), (1, 4096), (.max, 1_048_576)] as [(UInt32, Int)] {
            let plan = try FeedFixture.opening(V1.SubscribeRequest { $0.maxBatchBytes = asked }).0
            #expect(plan.batchBytes == got)
        }
    }

    @Test(arguments: 1...3 as ClosedRange<UInt64>)
    func namePatternsAgreeWithTryingEverySplit(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        func text(_ letters: [Character]) -> String {
            String(
                (0..<random.next() % 7).map { _ in
                    letters[Int(random.next() % UInt64(letters.count))]
                }
            )
        }
        for _ in 0..<3000 {
            let pattern = text(["a", "B", "é", "*", "?"])
            let name = text(["a", "b", "É", "A"])
            let expected = FeedModel.fits(name, pattern)
            #expect(
                NamePattern(pattern).matches(name) == expected,
                "\(pattern) on \(name), seed \(seed)"
            )
        }
    }

    @Test func theRingKeepsWithinItsBytesAndHasNoGaps() {
        var fixture = FeedFixture(ringBytesMax: 5000)
        for step in 0..<200 {
            fixture.rename(1, "name \(step)")
            let ring = fixture.feed.ring
            #expect(ring.byteCount <= 5000)
            #expect(ring.head == fixture.world.head)
            #expect(ring[ring.floor] == nil)
            for number in ring.floor.number..<ring.head.number {
                #expect(ring[Revision(number + 1)]?.number == Revision(number + 1))
            }
            #expect(ring.chain(at: ring.floor) == fixture.world.chain(at: ring.floor))
        }
        // One that is too large by itself is not kept, and the ring goes on behind it.
        fixture.publish { state in
            for number in 1...50 {
                state.groups[AssetID(UInt32(number))] = FeedFixture.group(number, name: "x")
            }
        }
        #expect(fixture.feed.ring.floor == fixture.world.head)
        fixture.rename(1, "after")
        #expect(fixture.feed.ring[fixture.world.head] != nil)
    }
}
