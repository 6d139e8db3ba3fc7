import Access
import ChangeFeed
import Directory
import ReadModel
import Store
import Transport
import Wire

/// Subscriptions to what changes.
enum ChangesService {
    static let endpoints: [Endpoint] = [
        Endpoint(
            RPCMethod(
                path: V1.ChangesService.subscribe.path,
                kind: .serverStreaming,
                admission: .subscription
            )
        ) { state in
            .request { call, bytes in
                do throws(CallError) {
                    let request = try V1.SubscribeRequest(callBytes: bytes)
                    _ = try state.caller(of: call)
                    // Held until the stream has caught up.
                    guard call.takeWorkSlot() else { throw .busy("calls") }
                    try state.whenReached(request, call) { state.open(request, call) }
                } catch {
                    call.end(error.status)
                }
            }
        }
    ]
}

extension LoopState {
    /// Runs `body` once the loop has the revision that the request names, which the server has already.
    fileprivate func whenReached(
        _ request: V1.SubscribeRequest,
        _ call: Call,
        _ body: @escaping () -> Void
    ) throws(CallError) {
        // A point that another loop gave a moment ago may still be on its way here.
        let resumed: UInt64 =
            switch request.start {
            case .resume(let point): max(point.completeThrough, point.policyRevision)
            case .afterRevision(let number): number
            case nil, .snapshot, .tail: 0
            }
        let isPublished = resumed <= core.newest.revision.number
        let wanted = max(request.minRevision, isPublished ? resumed : 0)
        guard wanted > snapshot.revision.number else {
            body()
            return
        }
        try waitForRevision(wanted, call, body)
    }

    /// Opens the stream, after a look into the store if that is needed.
    fileprivate func open(_ request: V1.SubscribeRequest, _ call: Call) {
        do throws(CallError) {
            let attempt = try OpeningAttempt(request, call, in: self)
            try proceed(attempt, answer: nil)
        } catch {
            call.end(error.status)
        }
    }

    private func proceed(
        _ attempt: OpeningAttempt,
        answer: SubscriptionOpening.Answer?
    ) throws(CallError) {
        // Who calls may have changed while the store was read.
        let caller = try caller(of: attempt.call)
        let decision: SubscriptionOpening.Decision
        do throws(SubscriptionRefusal) {
            decision = try attempt.opening.decide(
                subscriptions.feed,
                visible: caller.visible,
                answer: answer
            )
        } catch {
            throw CallError(error)
        }
        switch decision {
        case .ask(let question):
            try ask(question, for: attempt)
        case .start(let start):
            let source = SubscriptionSource(
                subscription(attempt, from: start, for: caller),
                asked: attempt.asked,
                sealed: attempt.asked.asksForGroup ? attempt.sealed : nil,
                token: attempt.token,
                call: attempt.call,
                in: subscriptions
            )
            subscriptions.add(source)
            attempt.call.stream(source)
            source.start()
        }
    }

    private func subscription(
        _ attempt: OpeningAttempt,
        from start: Subscription.Start,
        for caller: Caller
    ) -> Subscription {
        // The filter may hold in another way than when the request was read.
        let seen = attempt.asked.seen(by: caller, in: snapshot)
        var subscription = Subscription(
            attempt.plan,
            from: start,
            opened: attempt.opened,
            token: attempt.freshToken,
            visible: caller.visible
        )
        if seen.principal != attempt.plan.filter.principal {
            subscription.principalChanged(to: seen.principal, token: attempt.sealed(seen))
        }
        return subscription
    }

    /// Lets the read pool answer what the loop cannot know.
    private func ask(
        _ question: SubscriptionOpening.Question,
        for attempt: OpeningAttempt
    ) throws(CallError) {
        let number = parkOpening { [self] result in
            do throws(CallError) {
                try proceed(attempt, answer: try result.get())
            } catch {
                attempt.call.end(error.status)
            }
        }
        let mailbox = context.mailbox
        let principalKey = attempt.principalKey
        let submitted = core.readPool.submit { reader in
            let result = Result { () throws(CallError) in
                try SubscriptionOpening.Answer(to: question, principalKey, reader)
            }
            mailbox.post { context in
                context.application(as: LoopState.self).resumeOpening(number, with: result)
            }
        }
        guard submitted == .queued else {
            resumeOpening(number, with: .failure(.busy("reads of the past")))
            return
        }
    }
}

/// A request for a subscription, read and checked, on its way to a stream.
struct OpeningAttempt {
    let call: Call
    let plan: SubscriptionPlan
    /// The filter that was asked for; the plan's is what it comes to for this caller.
    let asked: ChangeFilter
    let opening: SubscriptionOpening
    let opened: V1.Opened
    let token: AccessToken
    let principalKey: String
    /// The token of a stream that begins now.
    let freshToken: [UInt8]
    /// Makes resume tokens.
    private let tokens: ResumeToken

    init(_ request: V1.SubscribeRequest, _ call: Call, in state: LoopState) throws(CallError) {
        let caller = try state.caller(of: call)
        if let refusal = caller.refusal(of: .read) { throw CallError(refusal) }
        guard state.snapshot.policy.account.documentsGroups else {
            throw .groupDocumentationOff
        }
        token = try Authenticator.token(of: call, in: state.snapshot)
        principalKey = caller.principalKey
        self.call = call
        let policy = state.snapshot.policy
        tokens = ResumeToken(code: state.core.resumeTokenCode, storeID: state.core.storeID)
        do throws(SubscriptionRefusal) {
            var plan = try SubscriptionPlan(request) { key in
                policy.organization(withKey: key).flatMap {
                    caller.visible.contains($0) ? $0 : nil
                }
            }
            asked = plan.filter
            plan.filter = plan.filter.seen(by: caller, in: state.snapshot)
            self.plan = plan
            opening = try SubscriptionOpening(
                request,
                plan: plan,
                token: tokens,
                principalKey: principalKey
            )
        } catch {
            throw CallError(error)
        }
        let plan = plan
        // Whoever goes on keeps the token of what it has until the stream begins again.
        let had: [UInt8]? = if case .resume(let point) = request.start { point.token } else { nil }
        let made = tokens.seal(plan, principalKey: principalKey)
        let current = had ?? made
        freshToken = current == made ? current : made
        let storeID = state.core.storeID.text
        opened = V1.Opened {
            $0.storeID = storeID
            $0.token = current
            $0.serverVersion = ServerVersion.text
            $0.heartbeatMilliseconds = plan.heartbeatMilliseconds
            $0.filter = request.filter ?? .init()
            $0.maxBatchBytes = UInt32(plan.batchBytes)
        }
    }

    /// The token of a stream that begins now, under the filter as the caller sees it.
    func sealed(_ filter: ChangeFilter) -> [UInt8] {
        var plan = plan
        plan.filter = filter
        return tokens.seal(plan, principalKey: principalKey)
    }
}

extension SubscriptionOpening.Answer {
    /// What the store says; on a thread of the read pool.
    fileprivate init(
        to question: SubscriptionOpening.Question,
        _ principalKey: String,
        _ reader: StoreReader
    ) throws(CallError) {
        do throws(StoreError) {
            let chain: [UInt8]
            if question.revision == .none {
                chain = Chain.empty.bytes
            } else {
                chain = try reader.info(of: question.revision)?.chain.bytes ?? []
            }
            var shown: VisibleSet?
            let floor = try reader.head().historyFloor
            if let revision = question.policy, revision >= floor {
                let access = Policy(try reader.policy(at: revision)).access
                shown = (try? access.caller(principalKey).get())?.visible ?? .nothing
            }
            var groups: PrincipalGroups?
            if let principal = question.principal, let organization = question.organization {
                let policy = Policy(try reader.policy(at: question.revision))
                groups = OrganizationSnapshot(
                    image: try reader.image(of: organization, at: question.revision),
                    context: policy.context(of: organization)
                ).groups(of: principal)
            }
            self.init(chain: chain, shown: shown, groups: groups)
        } catch {
            throw CallError(error)
        }
    }
}
