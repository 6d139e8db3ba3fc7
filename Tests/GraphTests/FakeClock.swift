import Directory
import Graph
import Synchronization

/// A clock that moves only when somebody sleeps, and then at once.
final class FakeClock: GraphClock {
    private struct State {
        var now = Timestamp(milliseconds: 1_767_225_600_000)
        var sleeps: [Int64] = []
    }

    private let state = Mutex(State())

    var now: Timestamp { state.withLock { $0.now } }
    /// How long everybody has slept, in order.
    var sleeps: [Int64] { state.withLock { $0.sleeps } }

    func sleep(milliseconds: Int64) async throws(CancellationError) {
        guard !Task.isCancelled else { throw CancellationError() }
        state.withLock { state in
            state.sleeps.append(milliseconds)
            state.now = Timestamp(milliseconds: state.now.milliseconds + milliseconds)
        }
    }

    func advance(seconds: Int64) {
        state.withLock { state in
            state.now = Timestamp(milliseconds: state.now.milliseconds + seconds * 1000)
        }
    }
}
