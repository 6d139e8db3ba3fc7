import Access
import ChangeFeed
import Cryptography
import Directory
import TestSupport
import Wire

/// One run from a seed: a loop's feed, subscribers that come, go and stall, and a history that is made meanwhile.
struct FeedSimulation {
    /// One subscriber with what the server keeps for it.
    struct Subscriber {
        var client: FeedClient
        var subscription: Subscription?
        var isStalled = false
        var refusals = 0
        /// Ended as it was told to; it does not come back.
        var isDone = false
        var pendingRead: FeedPosition?
    }

    var world: FeedWorld
    var faults: [String] = []
    var subscribers: [Subscriber] = []
    var messageCount = 0
    var resetCount = 0
    var compactedCount = 0
    /// The most rows that one revision changed.
    var rowsMax = 0
    /// Changes of access.
    var flipCount = 0
    /// Publishes that a full disk undid.
    var undoneCount = 0
    /// Steps of the machine's clock, forwards and backwards.
    var clockStepCount = 0
    /// Groups that were hidden, or seen again, without a change of access.
    var hiddenCount = 0
    var isDiskFull = false
    var clock: Int64 = 1_700_000_000_000
    var random: SplitMix64
    let feed: Feed
    var logFloor = Revision.none
    let hasAccessFlips: Bool
    let burstRows: Int?
    var burst = Burst.none

    /// How far a burst has come.
    enum Burst { case none, made, changed, over }
    let tokens: ResumeToken

    /// - Parameters:
    ///   - seed: What decides everything.
    ///   - burstRows: So many groups come in one revision now and then, change in the next, and go.
    init(seed: UInt64, burstRows: Int? = nil) {
        random = SplitMix64(seed: seed)
        self.burstRows = burstRows
        let ringBytes = [0, 2000, 20_000, 1 << 20][Int(random.next() % 4)]
        hasAccessFlips = random.next() % 2 == 0
        var world = FeedWorld()
        for _ in 0..<random.next() % 4 { Self.publish(&world, &random, isLarge: false) }
        self.world = world
        feed = Feed(
            image: WorldImage(world),
            policyRevision: .none,
            logFloor: .none,
            ringBytesMax: ringBytes
        )
        tokens = ResumeToken(
            code: HMACSHA256(key: Array("key".utf8)),
            storeID: GUID(high: 1, low: 2)
        )
        for _ in 0..<6 {
            subscribers.append(Subscriber(client: FeedClient(randomRequest())))
        }
    }

    mutating func draw() -> UInt64 { random.next() }

    // MARK: The run

    mutating func run(steps: Int) {
        for _ in 0..<steps where faults.isEmpty { step() }
        settle()
        for subscriber in subscribers { faults += subscriber.client.faults }
    }

    private mutating func step() {
        let index = Int(random.next() % UInt64(subscribers.count))
        switch random.next() % 24 {
        case 0 where burstRows != nil && burst != .over && random.next() % 4 == 0: publishBurst()
        case 0...4: publish()
        case 5: flipAccess()
        case 6: trim()
        case 7: cut(index)
        case 8: subscribers[index].isStalled.toggle()
        case 9: subscribers[index].subscription?.bookmarkDue()
        case 10: deliverRead(index)
        case 11 where random.next() % 4 == 0:
            subscribers[index].subscription?.drain(retryAfterMilliseconds: 5)
        case 12: isDiskFull = true
        case 13: stepClock()
        case 14: hidePrincipal()
        default: pump(index, messages: 1 + Int(random.next() % 6))
        }
    }

    /// After the faults have stopped everyone comes to the end of the log.
    private mutating func settle() {
        isDiskFull = false
        for index in subscribers.indices {
            subscribers[index].isStalled = false
            for _ in 0..<2000 {
                guard !subscribers[index].isDone else { break }
                if let subscription = subscribers[index].subscription, subscription.isLive(feed),
                    subscribers[index].pendingRead == nil, isSilent(index)
                {
                    break
                }
                deliverRead(index)
                pump(index, messages: 50)
            }
            guard !subscribers[index].isDone else { continue }
            subscribers[index].subscription?.bookmarkDue()
            pump(index, messages: 2)
            let reached = subscribers[index].client.point.completeThrough
            if reached != world.head.number {
                faults.append(
                    "I11: subscriber \(index) stays at \(reached) of \(world.head.number)"
                )
            }
        }
    }

    private mutating func isSilent(_ index: Int) -> Bool {
        guard var subscription = subscribers[index].subscription else { return false }
        return subscription.next(feed) == .wait
    }

    // MARK: Subscribers

    private mutating func pump(_ index: Int, messages: Int) {
        guard !subscribers[index].isDone else { return }
        if subscribers[index].subscription == nil { connect(index) }
        guard !subscribers[index].isStalled else { return }
        for _ in 0..<messages {
            guard subscribers[index].subscription != nil, subscribers[index].pendingRead == nil
            else { return }
            switch subscribers[index].subscription?.next(feed) {
            case .send(let message):
                messageCount += 1
                subscribers[index].client.receive(message, world, visible: world.present.visible)
            case .again: continue
            case .read(let position): subscribers[index].pendingRead = position
            case .wait, nil: return
            case .end(let reason): ended(index, reason)
            }
        }
    }

    private mutating func ended(_ index: Int, _ reason: SubscriptionEnd) {
        subscribers[index].subscription = nil
        subscribers[index].client.cut()
        switch reason {
        case .reachedUntil:
            subscribers[index].isDone = true
        case .compacted(let floor, _):
            compactedCount += 1
            // Of a stream that was open, only what it still needed may be gone.
            if subscribers[index].client.request.onCompacted == .resnapshot {
                faults.append("a stream that asked for a new snapshot ended, floor \(floor)")
            }
            subscribers[index].isDone = true
        case .draining:
            break
        case .accessWithdrawn, .featureSwitchedOff, .credentialExpired, .failed:
            faults.append("a stream ended for \(reason)")
        }
    }

    private mutating func connect(_ index: Int) {
        var request = subscribers[index].client.request
        let point = subscribers[index].client.point
        if !point.token.isEmpty { request.start = .resume(point) }
        let visible = world.present.visible
        do throws(SubscriptionRefusal) {
            var plan = try SubscriptionPlan(request) { key in
                FeedWorld.organizations.first { FeedWorld.key(of: $0) == key }
            }
            plan.filter = seen(plan.filter)
            let opening = try SubscriptionOpening(
                request,
                plan: plan,
                token: tokens,
                principalKey: "p"
            )
            var decision = try opening.decide(feed, visible: visible)
            if case .ask(let question) = decision {
                decision = try opening.decide(feed, visible: visible, answer: answer(question))
            }
            guard case .start(let start) = decision else {
                faults.append("a second question")
                return
            }
            if case .following = start, point.completeThrough < logFloor.number {
                faults.append("I8: resumed below the floor")
            }
            let token = tokens.seal(plan, principalKey: "p")
            let opened = V1.Opened { $0.token = point.token.isEmpty ? token : point.token }
            subscribers[index].subscription = Subscription(
                plan,
                from: start,
                opened: opened,
                token: token,
                visible: visible
            )
        } catch {
            refused(index, error, point)
        }
    }

    private mutating func refused(
        _ index: Int,
        _ refusal: SubscriptionRefusal,
        _ point: V1.ResumePoint
    ) {
        guard case .compacted(let floor, _) = refusal, point.completeThrough < floor.number,
            subscribers[index].client.request.onCompacted != .resnapshot
        else {
            faults.append("I8: refused for \(refusal) at \(point.completeThrough)")
            return
        }
        compactedCount += 1
        subscribers[index].isDone = true
    }

    private func answer(_ question: SubscriptionOpening.Question) -> SubscriptionOpening.Answer {
        let state = world.state(at: question.revision)
        var groups: PrincipalGroups?
        if let principal = question.principal {
            groups = PrincipalGroups(
                state.groups.filter { $0.value.organization == question.organization }
                    .mapValues { FeedModel.count(of: principal, in: $0) }
            )
        }
        return SubscriptionOpening.Answer(
            chain: world.chain(at: question.revision),
            shown: question.policy.map { world.state(at: $0).visible },
            groups: groups
        )
    }
}
