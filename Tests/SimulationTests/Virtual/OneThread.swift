import Synchronization
import TestSupport

/// Runs everything of a simulation on the thread that calls `run`, one job after the other.
///
/// A seed decides which of the jobs that are ready goes next. When none is, time goes on to the moment that the
/// first sleeper waits for: so nothing ever waits in earnest, and a seed brings the same order again.
final class OneThread: TaskExecutor {
    private struct State {
        var jobs: [UnownedJob] = []
        var random: SplitMix64
    }

    let clock: VirtualClock
    private let state: Mutex<State>

    init(seed: UInt64, clock: VirtualClock) {
        self.clock = clock
        state = Mutex(State(random: SplitMix64(seed: seed)))
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        state.withLock { $0.jobs.append(job) }
    }

    /// Runs `body`, and all that it starts, to its end.
    func run<Value: Sendable>(
        _ body: @escaping @Sendable () async throws -> Value
    ) throws -> Value {
        let outcome = Outcome<Value>()
        Task(executorPreference: self) {
            do {
                outcome.set(.success(try await body()))
            } catch {
                outcome.set(.failure(error))
            }
        }
        while true {
            if let result = outcome.result { return try result.get() }
            if let job = nextJob() {
                job.runSynchronously(on: asUnownedTaskExecutor())
            } else {
                precondition(clock.wakeNext(), "everything waits for what never comes")
            }
        }
    }

    private func nextJob() -> UnownedJob? {
        state.withLock { state in
            guard !state.jobs.isEmpty else { return nil }
            let place = Int.random(in: 0..<state.jobs.count, using: &state.random)
            return state.jobs.remove(at: place)
        }
    }
}

/// Where a task leaves its result for the thread that runs it.
private final class Outcome<Value: Sendable>: Sendable {
    private let stored = Mutex<Result<Value, any Error>?>(nil)

    var result: Result<Value, any Error>? { stored.withLock { $0 } }

    func set(_ result: Result<Value, any Error>) { stored.withLock { $0 = result } }
}
