import Directory
import Synchronization

/// At most so many requests at once; the others wait in turn.
///
/// One limits the streams of a tenant, and through `parent` one more limits all tenants together.
public final class ConcurrencyLimit: Sendable {
    private struct Waiting {
        let ticket: UInt64
        let continuation: CheckedContinuation<Bool, Never>
    }

    private struct State {
        var free: Int
        var lastTicket: UInt64 = 0
        /// In order of arrival.
        var queue: [Waiting] = []
        /// Cancelled, perhaps before they could join the queue.
        var cancelled: Set<UInt64> = []
    }

    private let state: Mutex<State>
    private let parent: ConcurrencyLimit?

    public init(_ requestsMax: Int, within parent: ConcurrencyLimit? = nil) {
        precondition(requestsMax > 0, "a limit lets at least one request through")
        state = Mutex(State(free: requestsMax))
        self.parent = parent
    }

    /// Waits for a turn; throws where the task is cancelled first.
    func acquire(tenant: GUID, _ operation: String) async throws(GraphError) {
        guard await enter() else {
            throw GraphError(.cancelled, tenant: tenant, doing: operation)
        }
        guard let parent else { return }
        do throws(GraphError) {
            try await parent.acquire(tenant: tenant, operation)
        } catch {
            leave()
            throw error
        }
    }

    /// Gives the turn to the next in line.
    func release() {
        parent?.release()
        leave()
    }

    private func leave() {
        let next: CheckedContinuation<Bool, Never>? = state.withLock { state in
            guard !state.queue.isEmpty else {
                state.free += 1
                return nil
            }
            return state.queue.removeFirst().continuation
        }
        next?.resume(returning: true)
    }

    private func enter() async -> Bool {
        let ticket = state.withLock { state in
            state.lastTicket += 1
            return state.lastTicket
        }
        let hasTurn = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: Bool? = state.withLock { state in
                    guard !state.cancelled.contains(ticket) else { return false }
                    guard state.free == 0 else {
                        state.free -= 1
                        return true
                    }
                    state.queue.append(Waiting(ticket: ticket, continuation: continuation))
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            cancel(ticket)
        }
        _ = state.withLock { $0.cancelled.remove(ticket) }
        return hasTurn
    }

    /// Takes a ticket out of the line, or keeps it from joining.
    private func cancel(_ ticket: UInt64) {
        let waiting: CheckedContinuation<Bool, Never>? = state.withLock { state in
            state.cancelled.insert(ticket)
            guard let index = state.queue.firstIndex(where: { $0.ticket == ticket }) else {
                return nil
            }
            return state.queue.remove(at: index).continuation
        }
        waiting?.resume(returning: false)
    }
}
