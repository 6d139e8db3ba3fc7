import Access
import Directory
import ReadModel
import Store
import Transport
import Wire

/// One command on the writer's thread: who gives it, from where, and the publisher it goes through.
struct CommandContext {
    let caller: Caller
    /// Where the request came from, for the activity log.
    let address: String
    let core: ServiceCore
    /// The token that the command came with.
    var tokenDigest: [UInt8]?

    var now: Timestamp { core.clock() }

    /// A row of the activity log for what this command does.
    func activity(
        _ action: String,
        subject: String,
        organization: OrganizationID? = nil,
        asset: AssetID? = nil,
        detail: String = ""
    ) -> ActivityRecord {
        ActivityRecord(
            time: now,
            actor: caller.principalKey,
            action: action,
            organization: organization,
            asset: asset,
            subject: subject,
            detail: detail,
            address: address
        )
    }

    /// An empty batch in this caller's name.
    func batch(_ cause: Cause = .command) -> ChangeBatch {
        ChangeBatch(cause, actor: caller.principalKey)
    }
}

extension Endpoint {
    /// A command: decided and published on the writer's thread; the reply follows the publish.
    static func command<Request: Message, Response: Message>(
        _ method: Method<Request, Response>,
        needs capability: Capability,
        _ body:
            @escaping @Sendable (Request, CommandContext, Publisher) throws(CallError) ->
            Response
    ) -> Endpoint {
        let rules = CallRules(path: method.path)
        return Endpoint(RPCMethod(path: method.path, kind: .unary)) { state in
            .request { call, bytes in
                do throws(CallError) {
                    let request = try Request(callBytes: bytes)
                    let context = try state.commandContext(for: call, needs: capability)
                    try rules.check(
                        context.caller,
                        under: state.snapshot.policy,
                        changes: capability != .read
                    )
                    state.submit(call) { publisher throws(CallError) in
                        // Policy may have changed since; what counts is the one that the command is published after.
                        let present = try context.renewed(by: publisher, needs: capability)
                        try rules.check(
                            present.caller,
                            under: publisher.snapshot.policy,
                            changes: capability != .read
                        )
                        return try body(request, present, publisher).encoded()
                    }
                } catch {
                    call.end(error.status)
                }
            }
        }
    }
}

extension CommandContext {
    /// The same command under the newest policy; it may not allow it any more.
    func renewed(
        by publisher: Publisher,
        needs capability: Capability
    ) throws(CallError) -> CommandContext {
        guard let tokenDigest else { return self }
        switch publisher.caller(presenting: tokenDigest, at: now) {
        case .failure(let refusal): throw CallError(refusal)
        case .success(let caller):
            if let refusal = caller.refusal(of: capability) { throw CallError(refusal) }
            return CommandContext(
                caller: caller,
                address: address,
                core: core,
                tokenDigest: tokenDigest
            )
        }
    }
}

extension LoopState {
    /// Who gives a command, if they may.
    func commandContext(
        for call: Call,
        needs capability: Capability
    ) throws(CallError) -> CommandContext {
        let caller = try caller(of: call)
        if let refusal = caller.refusal(of: capability) { throw CallError(refusal) }
        return CommandContext(
            caller: caller,
            address: call.peer?.address ?? "",
            core: core,
            tokenDigest: try Authenticator.token(of: call, in: snapshot).digest
        )
    }

    /// Hands a command to the writer; the call is answered from there.
    func submit(
        _ call: Call,
        _ body: @escaping @Sendable (Publisher) throws(CallError) -> [UInt8]
    ) {
        guard let handle = call.makeHandle() else { return }
        core.writer.post(.command, for: handle) { publisher throws(CallError) in
            handle.respond(MessageBytes(try body(publisher)))
        }
    }
}

extension Writer<WriterState> {
    /// Hands work for a call to the writer; whoever waits is told when it is not taken on, or fails.
    ///
    /// - Parameters:
    ///   - priority: Which jobs it goes before.
    ///   - handle: The call.
    ///   - standing: What has been done for the call already, to be added to the sentence of a failure.
    ///   - work: Answers the call, or sees to it that it is answered later.
    func post(
        _ priority: Priority,
        for handle: CallHandle,
        standing: String = "",
        _ work: @escaping @Sendable (Publisher) throws(CallError) -> Void
    ) {
        let posted = post(priority) { state in
            // Nobody waits any more, and what is left has not been begun.
            guard !handle.isCancelled else {
                handle.end(RPCStatus(.cancelled, "the call ended before its turn came"))
                return
            }
            do throws(CallError) {
                try work(state.publisher)
            } catch {
                handle.end(error.adding(standing).status)
            }
        }
        switch posted {
        case .queued: break
        case .full: handle.end(CallError.busy("commands").adding(standing).status)
        case .stopped: handle.end(CallError.stopping.adding(standing).status)
        }
    }
}

extension Publisher {
    /// Publishes for a command; what goes wrong with the store becomes the call's error.
    func commit(_ batch: ChangeBatch) throws(CallError) -> Published {
        do throws(StoreError) {
            return try publish(batch)
        } catch {
            throw CallError(error)
        }
    }
}

extension CallError {
    /// What the store could not do.
    ///
    /// The path stays in the log: callers have no use for it. `outcome` tells what became of the operation.
    init(_ error: StoreError, outcome: String = "nothing was changed") {
        switch error.reason {
        case .diskFull:
            self = CallError(
                .storageFull,
                "the server's disk is full; \(outcome), make room and repeat"
            )
        case .busy:
            self = .busy("users of the store")
        case .belowHistoryFloor(let floor):
            self = CallError(
                .historyCompacted,
                "at: history before revision \(floor) was forgotten; ask for that one or a later one",
                figures: ["floor": String(floor)]
            )
        case .futureRevision(let current):
            self = CallError(
                .futureRevision,
                "at: the newest revision is \(current); ask for that one or an earlier one",
                figures: ["newest_revision": String(current)]
            )
        case .inputOutput, .damaged, .notADirectory, .permissionsTooWide, .lockedByProcess,
            .foreign,
            .newerSchema, .belowLogFloor, .closed, .refused:
            self = CallError(
                .internalFault,
                "the store refused the operation; \(outcome), the server's log says why"
            )
        }
    }
}
