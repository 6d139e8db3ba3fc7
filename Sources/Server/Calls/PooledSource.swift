import Store
import Transport

/// A reply of the read pool on its stream; it belongs to the call's loop, parts arrive through the loop's mailbox.
final class PooledSource: ResponseSource {
    private var reply: PooledReply
    private let call: Call
    private let state: LoopState

    init(_ first: @escaping PooledReply.Step, call: Call, state: LoopState) {
        reply = PooledReply(first)
        self.call = call
        self.state = state
    }

    func next(_ call: Call) -> ResponseStep {
        while true {
            switch reply.next() {
            case .send(let message): return .message(message)
            case .wait: return .wait
            case .end(let status): return .end(status)
            case .read(let step):
                guard let failure = ask(step) else { return .wait }
                reply.received(.failure(failure))
            }
        }
    }

    func cancelled(_ reason: CancellationReason) {
        reply.cancel()
    }

    /// Hands `step` to the pool; why it takes no more, if it does not.
    private func ask(_ step: @escaping PooledReply.Step) -> CallError? {
        let number = state.parkWork { [weak self] (result: Result<PooledReply.Part, CallError>) in
            self?.reply.received(result)
            self?.call.wake()
        }
        let mailbox = state.context.mailbox
        let submitted = state.core.readPool.submit { reader in
            let result = Result { () throws(CallError) in try step(reader) }
            LoopBroadcast.send(to: [mailbox]) { $0.resumeWork(number, with: result) }
        }
        guard submitted != .queued else { return nil }
        state.forgetWork(number)
        return submitted == .full ? .busy("reads") : .stopping
    }
}

extension ReadContext {
    /// Answers with the messages that the read pool makes, each when the client has room for it.
    func streamPooled(_ first: @escaping PooledReply.Step) {
        call.stream(PooledSource(first, call: call, state: state))
    }
}
