import Access
import ChangeFeed
import Cryptography
import Directory
import TestSupport
import Wire

/// A world, its feed, and streams on it, for tests that tell one story.
struct FeedFixture {
    var world = FeedWorld()
    let feed: Feed
    private var random = SplitMix64(seed: 7)
    static let tokens = ResumeToken(
        code: HMACSHA256(key: Array("key".utf8)),
        storeID: GUID(high: 1, low: 2)
    )

    /// A world of `groups` groups in the first organization, at revision 1.
    init(groups: Int = 3, ringBytesMax: Int = FeedLimits.ringBytesMax) {
        feed = Feed(
            image: WorldImage(world),
            policyRevision: .none,
            logFloor: .none,
            ringBytesMax: ringBytesMax
        )
        publish { state in
            for number in 0..<groups {
                state.groups[AssetID(UInt32(number + 1))] = Self.group(number + 1)
            }
        }
    }

    static func id(_ number: Int) -> String { GUID(high: 1, low: UInt64(number)).text }

    static func group(_ number: Int, name: String = "Group", in organization: Int = 0)
        -> FeedWorld.Group
    {
        FeedWorld.Group(
            organization: FeedWorld.organizations[organization],
            row: V1.GroupRow {
                $0.id = id(number)
                $0.name = name
                $0.kind = .security
                $0.syncStatus = .enabled
            }
        )
    }

    mutating func publish(_ change: (inout FeedWorld.State) -> Void) {
        world.publish(&random) { state, _ in change(&state) }
        guard let last = world.revisions.last else { return }
        feed.published(last, image: WorldImage(world))
    }

    mutating func rename(_ number: Int, _ name: String) {
        publish { $0.groups[AssetID(UInt32(number))]?.row.name = name }
    }

    /// Revisions in which nothing of the first organization changes.
    mutating func publishElsewhere(_ count: Int) {
        for step in 0..<count {
            publish { $0.groups[AssetID(900)] = Self.group(900, name: "n\(step)", in: 1) }
        }
    }

    // MARK: Streams

    static func opening(
        _ request: V1.SubscribeRequest,
        principal: String = "p"
    ) throws -> (SubscriptionPlan, SubscriptionOpening) {
        let plan = try SubscriptionPlan(request) { key in
            FeedWorld.organizations.first { FeedWorld.key(of: $0) == key }
        }
        let opening = try SubscriptionOpening(
            request,
            plan: plan,
            token: tokens,
            principalKey: principal
        )
        return (plan, opening)
    }

    /// Opens a stream; what only the store knows is taken from the world.
    func open(
        _ request: V1.SubscribeRequest = .init(),
        visible: VisibleSet = .everything
    ) throws -> Subscription {
        let (plan, opening) = try Self.opening(request)
        var decision = try opening.decide(feed, visible: visible)
        if case .ask(let question) = decision {
            let answer = SubscriptionOpening.Answer(
                chain: world.chain(at: question.revision),
                shown: question.policy.map { world.state(at: $0).visible },
                groups: nil
            )
            decision = try opening.decide(feed, visible: visible, answer: answer)
        }
        guard case .start(let start) = decision else {
            preconditionFailure("a question that was answered is asked again")
        }
        let token = Self.tokens.seal(plan, principalKey: "p")
        return Subscription(
            plan,
            from: start,
            opened: V1.Opened { $0.token = token },
            visible: visible
        )
    }

    /// Where a client stands that has applied everything up to `revision`.
    func point(
        at revision: Revision,
        for request: V1.SubscribeRequest = .init()
    ) throws -> V1.ResumePoint {
        let (plan, _) = try Self.opening(request)
        let chain = world.chain(at: revision)
        return V1.ResumePoint {
            $0.token = Self.tokens.seal(plan, principalKey: "p")
            $0.completeThrough = revision.number
            $0.policyRevision = revision.number
            $0.chain = chain
        }
    }

    func resume(
        at revision: Revision,
        _ request: V1.SubscribeRequest = .init()
    ) throws -> Subscription {
        var resumed = request
        resumed.start = .resume(try point(at: revision, for: request))
        return try open(resumed)
    }

    /// The next messages of a stream that has so many, reading the log as it asks for it.
    mutating func take(
        _ count: Int,
        from subscription: inout Subscription
    ) throws -> [V1.SubscribeResponse] {
        var messages: [V1.SubscribeResponse] = []
        while messages.count < count {
            switch subscription.next(feed) {
            case .send(let bytes): messages.append(try V1.SubscribeResponse(decoding: bytes))
            case .again: continue
            case .read(let position):
                feed.received(world.parts(from: position, rowsMax: 50), at: position)
            case .wait, .end: preconditionFailure("the stream has fewer messages")
            }
        }
        return messages
    }

    /// Everything a stream has to tell now, reading the log as it asks for it, and what it then waits for.
    mutating func drain(
        _ subscription: inout Subscription
    ) throws -> ([V1.SubscribeResponse], SubscriptionStep) {
        var messages: [V1.SubscribeResponse] = []
        while true {
            switch subscription.next(feed) {
            case .send(let bytes): messages.append(try V1.SubscribeResponse(decoding: bytes))
            case .again: continue
            case .read(let position):
                guard position.complete >= feed.logFloor else {
                    preconditionFailure("a read below the floor")
                }
                let rowsMax = 1 + Int(random.next() % 60)
                feed.received(world.parts(from: position, rowsMax: rowsMax), at: position)
            case .wait: return (messages, .wait)
            case .end(let reason): return (messages, .end(reason))
            }
        }
    }
}

extension V1.SubscribeResponse {
    var batch: V1.ChangeBatch? { if case .changes(let batch) = event { batch } else { nil } }
    var isBookmark: Bool { if case .bookmark = event { true } else { false } }
}

extension V1.SubscribeRequest {
    /// Groups of the first organization only.
    static let ofFirst = V1.SubscribeRequest {
        $0.filter = V1.ChangeFilter { $0.organizationIDs = ["org-1"] }
    }

    static let tail = V1.SubscribeRequest { $0.start = .tail(.init()) }
}
