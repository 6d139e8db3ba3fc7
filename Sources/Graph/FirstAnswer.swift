import Synchronization

/// Waits for a task that others wait for too, and stops waiting when the waiter itself is cancelled.
///
/// The task goes on in either case. Exactly one of the two answers is taken.
final class FirstAnswer<Value: Sendable>: Sendable {
    private enum State {
        case waiting(CheckedContinuation<Value, Never>?)
        case answered(Value)
        case taken
    }

    private let state = Mutex(State.waiting(nil))

    private init() {}

    /// What `task` answers, or `fallback` as soon as the caller is cancelled.
    static func of(
        _ task: Task<Value, Never>,
        whenCancelled fallback: Value,
        executor: (any TaskExecutor)? = nil
    ) async -> Value {
        let answer = FirstAnswer()
        Task(executorPreference: executor) { answer.give(await task.value) }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { answer.wait($0) }
        } onCancel: {
            answer.give(fallback)
        }
    }

    private func wait(_ continuation: CheckedContinuation<Value, Never>) {
        let ready = state.withLock { state -> Value? in
            guard case .answered(let value) = state else {
                state = .waiting(continuation)
                return nil
            }
            state = .taken
            return value
        }
        if let ready { continuation.resume(returning: ready) }
    }

    private func give(_ value: Value) {
        let waiting = state.withLock { state -> CheckedContinuation<Value, Never>? in
            switch state {
            case .waiting(let continuation?):
                state = .taken
                return continuation
            case .waiting(nil):
                state = .answered(value)
                return nil
            case .answered, .taken:
                return nil
            }
        }
        waiting?.resume(returning: value)
    }
}
