import Directory
import Store
import Transport

extension ReadContext {
    /// Works something out on a thread of the read pool, and goes on with it on the loop.
    ///
    /// - Parameters:
    ///   - work: Runs there; what takes longer than a loop may wait.
    ///   - body: Runs here, with what came of it.
    func computing<Value: Sendable>(
        _ work: @escaping @Sendable (StoreReader) throws(CallError) -> Value,
        then body: @escaping (Value) throws(CallError) -> Void
    ) {
        let call = call
        let number = state.parkWork { (result: Result<Value, CallError>) in
            do throws(CallError) {
                try body(try result.get())
            } catch {
                call.end(error.status)
            }
        }
        let mailbox = state.context.mailbox
        let submitted = state.core.readPool.submit { reader in
            let result = Result { () throws(CallError) in try work(reader) }
            LoopBroadcast.send(to: [mailbox]) { $0.resumeWork(number, with: result) }
        }
        guard submitted != .queued else { return }
        state.resumeWork(number, with: Result<Value, CallError>.failure(.busy("reads")))
    }
}

/// Streams messages that are made one by one, each when the client has room for it.
final class StepSource: ResponseSource {
    private let nextStep: () -> ResponseStep

    init(_ nextStep: @escaping () -> ResponseStep) {
        self.nextStep = nextStep
    }

    func next(_ call: Call) -> ResponseStep { nextStep() }

    func cancelled(_ reason: CancellationReason) {}
}
