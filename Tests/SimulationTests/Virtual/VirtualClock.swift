import Directory
import Graph
import Synchronization

/// Time that stands still while anything can be done, and then goes on to where the next sleeper wakes.
final class VirtualClock: GraphClock {
    private struct Sleeper {
        let ticket: UInt64
        let deadline: Int64
        let continuation: CheckedContinuation<Bool, Never>
    }

    private struct State {
        var nowMilliseconds: Int64
        var lastTicket: UInt64 = 0
        var sleepers: [Sleeper] = []
        var cancelled: Set<UInt64> = []
    }

    private let state: Mutex<State>

    init(seconds: Int64 = 1_767_225_600) {
        state = Mutex(State(nowMilliseconds: seconds * 1000))
    }

    var now: Timestamp { Timestamp(milliseconds: state.withLock { $0.nowMilliseconds }) }

    var seconds: Int64 { now.milliseconds / 1000 }

    func sleep(milliseconds: Int64) async throws(CancellationError) {
        let ticket = state.withLock { state in
            state.lastTicket += 1
            return state.lastTicket
        }
        let hasSlept = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isCancelled = state.withLock { state in
                    guard !state.cancelled.contains(ticket) else { return true }
                    state.sleepers.append(
                        Sleeper(
                            ticket: ticket,
                            deadline: state.nowMilliseconds + milliseconds,
                            continuation: continuation
                        )
                    )
                    return false
                }
                if isCancelled { continuation.resume(returning: false) }
            }
        } onCancel: {
            let sleeper = state.withLock { state -> Sleeper? in
                state.cancelled.insert(ticket)
                guard let place = state.sleepers.firstIndex(where: { $0.ticket == ticket }) else {
                    return nil
                }
                return state.sleepers.remove(at: place)
            }
            sleeper?.continuation.resume(returning: false)
        }
        guard hasSlept else { throw CancellationError() }
    }

    /// Goes on to the earliest deadline and wakes who waits for it; false where nobody sleeps.
    func wakeNext() -> Bool {
        let sleeper = state.withLock { state -> Sleeper? in
            let earliest = state.sleepers.indices.min { left, right in
                let (a, b) = (state.sleepers[left], state.sleepers[right])
                return a.deadline != b.deadline ? a.deadline < b.deadline : a.ticket < b.ticket
            }
            guard let earliest else { return nil }
            let sleeper = state.sleepers.remove(at: earliest)
            state.nowMilliseconds = max(state.nowMilliseconds, sleeper.deadline)
            return sleeper
        }
        sleeper?.continuation.resume(returning: true)
        return sleeper != nil
    }
}
