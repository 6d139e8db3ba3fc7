import Access
import Directory
import Store
import Transport
import Wire

/// One command on the writer's thread: who gives it, from where, and the publisher it goes through.
struct CommandContext {
    let caller: Caller
    /// Where the request came from, for the activity log.
    let address: String
    let core: ServiceCore

    var now: Timestamp { core.clock() }

    /// A row of the activity log for what this command does.
    func activity(
        _ action: String,
        subject: String,
        organization: OrganizationID? = nil,
        detail: String = ""
    ) -> ActivityRecord {
        ActivityRecord(
            time: now,
            actor: caller.principalKey,
            action: action,
            organization: organization,
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
        Endpoint(RPCMethod(path: method.path, kind: .unary)) { state in
            .request { call, bytes in
                do throws(CallError) {
                    let request = try Request(callBytes: bytes)
                    let context = try state.commandContext(for: call, needs: capability)
                    try state.submit(call) { publisher throws(CallError) in
                        try body(request, context, publisher).encoded()
                    }
                } catch {
                    call.end(error.status)
                }
            }
        }
    }
}

extension LoopState {
    /// Who gives a command, if they may.
    func commandContext(
        for call: Call,
        needs capability: Capability
    ) throws(CallError) -> CommandContext {
        let caller = try Authenticator.caller(of: call, in: snapshot, now: now)
        if let refusal = caller.refusal(of: capability) { throw CallError(refusal) }
        return CommandContext(
            caller: caller,
            address: call.peer?.address ?? "",
            core: core
        )
    }

    /// Hands a command to the writer; the call is answered from there.
    func submit(
        _ call: Call,
        _ body: @escaping @Sendable (Publisher) throws(CallError) -> [UInt8]
    ) throws(CallError) {
        guard let handle = call.makeHandle() else { return }
        let posted = core.writer.post(.command) { state in
            // Nobody waits any more, and nothing has been done yet.
            guard !handle.isCancelled else {
                handle.end(RPCStatus(.cancelled, "the call ended before its turn came"))
                return
            }
            do throws(CallError) {
                handle.respond(MessageBytes(try body(state.publisher)))
            } catch {
                handle.end(error.status)
            }
        }
        switch posted {
        case .queued: break
        case .full:
            handle.end(CallError.busy("commands").status)
        case .stopped:
            handle.end(CallError.stopping.status)
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
    /// The path stays in the log: callers have no use for it.
    init(_ error: StoreError) {
        switch error.reason {
        case .diskFull:
            self = CallError(
                .storageFull,
                "the server's disk is full; nothing was changed, make room and repeat"
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
                "the store refused the operation; nothing was changed, the server's log says why"
            )
        }
    }
}
