import Synchronization

/// Runs tasks on threads of its own, beside those that Swift keeps for everybody.
///
/// Swift's own threads are as many as there are cores, and whoever blocks one takes it from all: work that somebody
/// waits for while blocking a thread runs here, so that it can always go on. Tasks run in the order in which they become
/// ready; those that run on one executor may block one another, and no others.
final class ThreadExecutor: TaskExecutor {
    private struct State {
        var jobs: [UnownedJob] = []
        var isStopped = false
        var runningThreadCount: Int
    }

    private let state: Mutex<State>
    private let signal = Signal()

    /// Starts the threads.
    init(threads count: Int) {
        state = Mutex(State(runningThreadCount: count))
        for _ in 0..<count {
            Thread.start { [self] in
                while let job = next() { job.runSynchronously(on: asUnownedTaskExecutor()) }
                state.withLock { $0.runningThreadCount -= 1 }
                signal.notify()
            }
        }
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        state.withLock { state in
            precondition(!state.isStopped, "a task outlived the executor that it runs on")
            state.jobs.append(job)
        }
        signal.notify()
    }

    /// Lets the queued jobs end, then the threads; returns when they have ended.
    ///
    /// No task may be left.
    func stop() {
        state.withLock { $0.isStopped = true }
        signal.notify()
        signal.wait { state.withLock { $0.runningThreadCount == 0 } }
    }

    private func next() -> UnownedJob? {
        var job: UnownedJob?
        signal.wait {
            state.withLock { state in
                if !state.jobs.isEmpty { job = state.jobs.removeFirst() }
                return job != nil || state.isStopped
            }
        }
        return job
    }
}
