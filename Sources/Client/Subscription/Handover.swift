internal import Glibc
internal import Synchronization

/// Hands values from a thread to a task, one at a time.
///
/// The thread waits until its value was taken; so nothing piles up. There is one giver and one taker.
final class Handover<Value: Sendable>: Sendable {
    private enum State {
        /// Nothing is here, and nobody waits.
        case empty
        case waiting(CheckedContinuation<Result<Value?, ClientError>, Never>)
        case holding(Value)
        /// Nothing more will be given.
        case finished(ClientError?)
        /// Nothing more will be taken.
        case closed
    }

    private let state = Mutex(State.empty)
    /// Posted whenever the giver may go on.
    private let isTaken = Semaphore()

    /// Gives one value, and returns once it was taken.
    ///
    /// - Returns: Whether it was taken; if not, nobody takes anything any more.
    func give(_ value: Value) -> Bool {
        let taker = state.withLock {
            state -> CheckedContinuation<Result<Value?, ClientError>, Never>?? in
            switch state {
            case .empty:
                state = .holding(value)
                return .some(nil)
            case .waiting(let continuation):
                state = .empty
                return .some(continuation)
            case .closed:
                return nil
            case .holding, .finished:
                preconditionFailure("one giver gives one value at a time")
            }
        }
        guard let taker else { return false }
        if let taker {
            taker.resume(returning: .success(value))
            return true
        }
        isTaken.wait()
        return state.withLock { if case .closed = $0 { false } else { true } }
    }

    /// Nothing more comes, for this reason if there is one.
    func finish(_ error: ClientError?) {
        let taker = state.withLock {
            state -> CheckedContinuation<Result<Value?, ClientError>, Never>? in
            switch state {
            case .waiting(let continuation):
                state = .finished(nil)
                return continuation
            case .empty:
                state = .finished(error)
            case .holding, .finished, .closed:
                break
            }
            return nil
        }
        taker?.resume(returning: error.map { .failure($0) } ?? .success(nil))
    }

    /// Takes the next value, waiting for it; `nil` at the end.
    func take() async -> Result<Value?, ClientError> {
        await withCheckedContinuation { continuation in
            let ready = state.withLock { state -> Result<Value?, ClientError>? in
                switch state {
                case .empty:
                    state = .waiting(continuation)
                    return nil
                case .holding(let value):
                    state = .empty
                    isTaken.post()
                    return .success(value)
                case .finished(let error):
                    state = .finished(nil)
                    return error.map { .failure($0) } ?? .success(nil)
                case .closed:
                    return .success(nil)
                case .waiting:
                    preconditionFailure("one taker takes one value at a time")
                }
            }
            if let ready { continuation.resume(returning: ready) }
        }
    }

    /// Nothing more is taken: whoever waits on either side goes on.
    func close() {
        let taker = state.withLock {
            state -> CheckedContinuation<Result<Value?, ClientError>, Never>? in
            defer { state = .closed }
            switch state {
            case .waiting(let continuation): return continuation
            case .holding: isTaken.post()
            case .empty, .finished, .closed: break
            }
            return nil
        }
        taker?.resume(returning: .success(nil))
    }
}

/// A counting semaphore of the system.
///
/// - Invariant: the handle lives at one address from `init` to `deinit`.
private final class Semaphore: @unchecked Sendable {
    // Sendable because a POSIX semaphore is made to be used from any thread.
    private let handle: UnsafeMutablePointer<sem_t>

    init() {
        handle = .allocate(capacity: 1)
        handle.initialize(to: sem_t())
        sem_init(handle, 0, 0)
    }

    deinit {
        sem_destroy(handle)
        handle.deallocate()
    }

    func post() {
        sem_post(handle)
    }

    func wait() {
        // Cut short by a signal, it waits again.
        while sem_wait(handle) != 0 {}
    }
}
