import Access
import Directory
import ReadModel
import Transport
import Wire

/// One method as it is served: what the transport has to know, and the handler that each loop makes for itself.
struct Endpoint: Sendable {
    let method: RPCMethod
    let makeHandler: @Sendable (LoopState) -> RPCHandler

    init(_ method: RPCMethod, _ makeHandler: @escaping @Sendable (LoopState) -> RPCHandler) {
        self.method = method
        self.makeHandler = makeHandler
    }
}

/// One read: who asks, and the snapshot that the whole answer is made from.
struct ReadContext {
    let caller: Caller
    let snapshot: Snapshot
    let state: LoopState
    let call: Call
    /// The past that the answer is made from; `nil` for the present.
    var past: PastImage?

    var now: Timestamp { state.now }

    /// The organization with this key, if the caller may see it.
    func organization(_ key: String, field: String = "organization_id") throws(CallError)
        -> OrganizationID
    {
        guard !key.isEmpty else { throw .missing(field) }
        guard let id = snapshot.policy.organization(withKey: key), caller.visible.contains(id)
        else {
            throw .notFound("organization", field: field, key)
        }
        return id
    }

    /// The organization's present image.
    func image(of id: OrganizationID) -> OrganizationSnapshot {
        snapshot.organizations[id]
            ?? OrganizationSnapshot(
                empty: id,
                revision: .none,
                context: snapshot.policy.context(of: id)
            )
    }

    func freshness(of id: OrganizationID, withTenants: Bool = false) -> V1.Freshness {
        if let past {
            return past.freshness.message(
                for: id,
                in: snapshot,
                withTenants: withTenants,
                now: past.time
            )
        }
        guard withTenants else { return state.freshness(of: id, in: snapshot) }
        return state.freshness.message(for: id, in: snapshot, withTenants: true, now: now)
    }
}

/// A request that can ask to be answered no earlier than at a revision.
protocol RevisionedRequest: Message {
    var minRevision: UInt64 { get }
}

extension Endpoint {
    /// A read with one answer, made on the loop.
    static func read<Request: RevisionedRequest, Response: Message>(
        _ method: Method<Request, Response>,
        _ body: @escaping @Sendable (Request, ReadContext) throws(CallError) -> Response
    ) -> Endpoint {
        let rules = CallRules(path: method.path)
        return Endpoint(RPCMethod(path: method.path, kind: .unary)) { state in
            .request { call, bytes in
                state.answer(call, bytes, Request.self, rules) {
                    request,
                    context throws(CallError) in
                    call.respond(MessageBytes(try body(request, context).encoded()))
                }
            }
        }
    }

    /// A read that answers the call itself: with bytes that are ready, as a stream, or later.
    static func answering<Request: RevisionedRequest, Response: Message>(
        _ method: Method<Request, Response>,
        _ body: @escaping @Sendable (Request, ReadContext) throws(CallError) -> Void
    ) -> Endpoint {
        let isStream = method.streaming == .server
        let rules = CallRules(path: method.path)
        let rpc = RPCMethod(
            path: method.path,
            kind: isStream ? .serverStreaming : .unary,
            weight: isStream ? .bulk : .interactive
        )
        return Endpoint(rpc) { state in
            .request { call, bytes in
                state.answer(call, bytes, Request.self, rules, body)
            }
        }
    }
}

extension LoopState {
    /// Decodes, authenticates, waits for the revision that was asked for, and answers.
    fileprivate func answer<Request: RevisionedRequest>(
        _ call: Call,
        _ bytes: Span<UInt8>,
        _ type: Request.Type,
        _ rules: CallRules,
        _ body: @escaping (Request, ReadContext) throws(CallError) -> Void
    ) {
        do throws(CallError) {
            let request = try Request(callBytes: bytes)
            let caller = try caller(of: call)
            guard request.minRevision > snapshot.revision.number else {
                try answer(call, from: caller, request, rules, body)
                return
            }
            try park(call, request, rules, body)
        } catch {
            call.end(error.status)
        }
    }

    private func answer<Request: RevisionedRequest>(
        _ call: Call,
        from caller: Caller,
        _ request: Request,
        _ rules: CallRules,
        _ body: (Request, ReadContext) throws(CallError) -> Void
    ) throws(CallError) {
        if let refusal = caller.refusal(of: .read) { throw CallError(refusal) }
        try rules.check(caller, under: snapshot.policy, changes: false)
        try body(request, ReadContext(caller: caller, snapshot: snapshot, state: self, call: call))
    }

    private func park<Request: RevisionedRequest>(
        _ call: Call,
        _ request: Request,
        _ rules: CallRules,
        _ body: @escaping (Request, ReadContext) throws(CallError) -> Void
    ) throws(CallError) {
        try waitForRevision(request.minRevision, call) { [self] in
            do throws(CallError) {
                try answer(call, from: try caller(of: call), request, rules, body)
            } catch {
                call.end(error.status)
            }
        }
    }
}

extension LoopState {
    /// Runs `proceed` once the loop has the revision `wanted`; ends the call when that takes too long.
    func waitForRevision(
        _ wanted: UInt64,
        _ call: Call,
        _ proceed: @escaping () -> Void
    ) throws(CallError) {
        let newest = snapshot.revision.number
        let figures = ["newest_revision": String(newest)]
        guard wanted <= newest + CallLimits.revisionLeadMax else {
            throw CallError(
                .futureRevision,
                "min_revision: \(wanted) is far beyond the newest revision, \(newest); "
                    + "use one that this server has given",
                figures: figures
            )
        }
        guard waiterCount < CallLimits.revisionWaitersMax else {
            throw .busy("calls for a revision")
        }
        wait(for: wanted, until: call.deadline, proceed: proceed) {
            let error = CallError(
                .revisionNotReached,
                "min_revision: \(wanted) was not published in time; try again later",
                figures: figures
            )
            call.end(error.status)
        }
    }
}

extension Message {
    /// Reads a request.
    init(callBytes bytes: Span<UInt8>) throws(CallError) {
        let copy = bytes.withUnsafeBufferPointer { Array($0) }
        do {
            self = try Self(decoding: copy)
        } catch {
            throw CallError(error)
        }
    }
}
