import Access
import ChangeFeed
import Directory
import Testing
import Wire

/// A stream of the groups that a group is in, while that group becomes one that the subscriber may not see.
@Suite struct HiddenPrincipalTests {
    private static let inner = GUID(high: 8, low: 1)
    private static let request = V1.SubscribeRequest {
        $0.filter = V1.ChangeFilter {
            $0.organizationIDs = ["org-1"]
            $0.principal = .group(entraID: inner.text)
        }
    }

    /// Two of three groups hold the inner one.
    private static func fixture() -> FeedFixture {
        var fixture = FeedFixture()
        fixture.publish { state in
            for number in [1, 2] as [UInt32] {
                state.groups[AssetID(number)]?.members[inner] = .init(type: .group, record: nil)
            }
        }
        return fixture
    }

    private static func plan(isHidden: Bool) throws -> SubscriptionPlan {
        var (plan, _) = try FeedFixture.opening(request)
        if isHidden { plan.filter = plan.filter.withHiddenPrincipal }
        return plan
    }

    private static func token(isHidden: Bool) throws -> [UInt8] {
        FeedFixture.tokens.seal(try plan(isHidden: isHidden), principalKey: "p")
    }

    /// Opens as a service does: by the filter as it holds now, and with the token that the subscriber came with.
    private static func open(
        _ fixture: FeedFixture,
        _ point: V1.ResumePoint? = nil,
        isHidden: Bool
    ) throws -> Subscription {
        var request = request
        if let point { request.start = .resume(point) }
        let plan = try plan(isHidden: isHidden)
        let token = FeedFixture.tokens.seal(plan, principalKey: "p")
        let opening = try SubscriptionOpening(
            request,
            plan: plan,
            token: FeedFixture.tokens,
            principalKey: "p"
        )
        guard case .start(let start) = try opening.decide(fixture.feed, visible: .everything)
        else { preconditionFailure("the ring reaches back to everything") }
        return Subscription(
            plan,
            from: start,
            opened: V1.Opened { $0.token = point?.token ?? token },
            token: token,
            visible: .everything
        )
    }

    private static func rows(_ messages: [V1.SubscribeResponse]) -> Int {
        messages.reduce(0) { count, message in
            guard case .snapshot(let chunk)? = message.event else { return count }
            return count + chunk.organizations.reduce(0) { $0 + $1.rows.count }
        }
    }

    @Test func theStreamBeginsAgainWithNothingAndAgainWithAll() throws {
        var fixture = Self.fixture()
        var stream = try Self.open(fixture, isHidden: false)
        #expect(Self.rows(try fixture.drain(&stream).0) == 2)
        for isHidden in [true, false] {
            // What hides it changes no policy.
            fixture.publishElsewhere(1)
            stream.principalChanged(
                to: try Self.plan(isHidden: isHidden).filter.principal,
                token: try Self.token(isHidden: isHidden)
            )
            let messages = try fixture.drain(&stream).0
            guard case .reset(let reset)? = messages.first?.event else {
                Issue.record("no Reset: \(messages)")
                return
            }
            #expect(reset.reason == .access)
            #expect(reset.token == (try Self.token(isHidden: isHidden)))
            #expect(Self.rows(messages) == (isHidden ? 0 : 2))
            #expect(messages.last?.completeThrough == fixture.world.head.number)
        }
    }

    /// Whoever was away meanwhile begins again, too; its token tells what it has.
    @Test(arguments: [false, true])
    func aSubscriberThatComesBackBeginsAgainToo(wasHidden: Bool) throws {
        var fixture = Self.fixture()
        var stream = try Self.open(fixture, isHidden: wasHidden)
        let messages = try fixture.drain(&stream).0
        let last = try #require(messages.last)
        guard case .opened(let opened)? = messages.first?.event else {
            Issue.record("no Opened")
            return
        }
        let point = V1.ResumePoint {
            $0.token = opened.token
            $0.completeThrough = last.completeThrough
            $0.policyRevision = last.policyRevision
            $0.chain = last.chain
        }
        fixture.publishElsewhere(1)
        // As it was: it goes on.
        var same = try Self.open(fixture, point, isHidden: wasHidden)
        let going = try fixture.drain(&same).0
        #expect(going.first?.completeThrough == last.completeThrough)
        #expect(!going.contains { if case .reset = $0.event { true } else { false } })
        // Otherwise: a Reset brings another token. Until then it keeps the one of the rows that it has.
        var other = try Self.open(fixture, point, isHidden: !wasHidden)
        let again = try fixture.drain(&other).0
        guard case .opened(let reopened)? = again.first?.event,
            case .reset(let reset)? = again.dropFirst().first?.event
        else {
            Issue.record("no Reset: \(again)")
            return
        }
        #expect(reopened.token == opened.token)
        #expect(reset.token == (try Self.token(isHidden: !wasHidden)))
        #expect(Self.rows(again) == (wasHidden ? 2 : 0))
    }

    /// The mark cannot be taken off a token.
    @Test func theMarkIsAuthenticated() throws {
        var point = V1.ResumePoint { $0.completeThrough = 1 }
        point.token = try Self.token(isHidden: true)
        let plain = try Self.token(isHidden: false)
        let place = try #require(
            zip(point.token, plain).enumerated().first { $0.element.0 != $0.element.1 }?.offset
        )
        point.token[place] = plain[place]
        var request = Self.request
        request.start = .resume(point)
        #expect(throws: SubscriptionRefusal.tokenMismatch("it was changed, or is too old")) {
            try FeedFixture.opening(request)
        }
    }
}
