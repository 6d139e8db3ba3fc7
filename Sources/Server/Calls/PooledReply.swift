import Store
import Transport

/// Where a reply stands that the read pool makes message by message, each when the client has taken the one before.
///
///     idle ──asked──▶ reading ──part──▶ holding ──taken──▶ idle … ──▶ over
///
/// So a client that does not read holds one message, whatever the length of the reply.
struct PooledReply {
    /// Makes the next part with a reader of the pool.
    typealias Step = @Sendable (StoreReader) throws(CallError) -> Part

    /// One message, and how to make what follows; `nil` after the last one.
    struct Part: Sendable {
        var message: MessageBytes
        var next: Step?
    }

    enum Action {
        case read(Step)
        case send(MessageBytes)
        case wait
        case end(RPCStatus)
    }

    private enum State {
        case idle(Step)
        case reading
        case holding(Part)
        case over(RPCStatus)
    }

    private var state: State

    init(_ first: @escaping Step) {
        state = .idle(first)
    }

    /// The client has room for a message.
    mutating func next() -> Action {
        switch state {
        case .idle(let step):
            state = .reading
            return .read(step)
        case .reading:
            return .wait
        case .holding(let part):
            state = part.next.map { .idle($0) } ?? .over(.ok)
            return .send(part.message)
        case .over(let status):
            return .end(status)
        }
    }

    /// The pool has made the part that was asked for, or could not; a call that is over needs it no more.
    mutating func received(_ result: Result<Part, CallError>) {
        guard case .reading = state else { return }
        switch result {
        case .success(let part): state = .holding(part)
        case .failure(let error): state = .over(error.status)
        }
    }

    /// Nobody waits for the rest: what it holds goes.
    mutating func cancel() {
        state = .over(.ok)
    }
}
