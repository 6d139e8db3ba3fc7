import Directory
import Graph
import Synchronization

/// A clock that moves by a second with every look at it; who sleeps is woken by cancellation alone.
final class TestClock: GraphClock {
    private let ticks = Ticks()
    private let offsetSeconds = Atomic<Int64>(0)

    var now: Timestamp {
        let offset = offsetSeconds.load(ordering: .relaxed) * 1000
        return Timestamp(milliseconds: ticks.next().milliseconds + offset)
    }

    var seconds: Int64 { now.milliseconds / 1000 }

    func advance(seconds: Int64) {
        offsetSeconds.add(seconds, ordering: .relaxed)
    }

    func sleep(milliseconds: Int64) async throws(CancellationError) {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        await withTaskCancellationHandler {
            for await _ in stream {}
        } onCancel: {
            continuation.finish()
        }
        throw CancellationError()
    }
}
