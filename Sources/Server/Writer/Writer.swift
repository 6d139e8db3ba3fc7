import Synchronization

/// The one thread that writes: it owns the store's write connection and everything that leads to a publish.
///
/// Jobs run one at a time. Commands go before sync steps, and each kind runs in the order of its arrival; a step is
/// short (`PublishLimits`), so a command never waits for long. `State` is made on the thread and never leaves it.
public final class Writer<State>: Sendable {
    public enum Priority: Sendable {
        /// Somebody waits for the answer.
        case command
        /// One bounded step of a round.
        case step
    }

    /// What became of a job that was handed in.
    public enum Posted: Sendable {
        case queued
        /// `WriterLimits.jobsMax` are waiting already.
        case full
        case stopped
    }

    public typealias Job = @Sendable (inout State) -> Void

    private struct Queue {
        var commands: [Job] = []
        var steps: [Job] = []
        var isStopped = false
        var hasEnded = false
    }

    private let queue = Mutex(Queue())
    private let signal = Signal()

    /// Starts the thread.
    ///
    /// - Parameter makeState: Runs first, on the thread itself.
    public init(makeState: sending @escaping () -> State) {
        Thread.start { [self] in
            var state = makeState()
            while let job = next() { job(&state) }
            end()
        }
    }

    /// Hands a job in; it runs on the writer's thread.
    public func post(_ priority: Priority, _ job: @escaping Job) -> Posted {
        let posted: Posted = queue.withLock { queue in
            guard !queue.isStopped else { return .stopped }
            let jobCount = queue.commands.count + queue.steps.count
            guard jobCount < WriterLimits.jobsMax else { return .full }
            switch priority {
            case .command: queue.commands.append(job)
            case .step: queue.steps.append(job)
            }
            return .queued
        }
        if case .queued = posted { signal.notify() }
        return posted
    }

    /// Lets the queued jobs end, then the thread; returns when it has ended.
    public func stop() {
        queue.withLock { $0.isStopped = true }
        signal.notify()
        signal.wait { queue.withLock(\.hasEnded) }
    }

    private func next() -> Job? {
        var job: Job?
        signal.wait {
            queue.withLock { queue in
                if !queue.commands.isEmpty {
                    job = queue.commands.removeFirst()
                } else if !queue.steps.isEmpty {
                    job = queue.steps.removeFirst()
                }
                return job != nil || queue.isStopped
            }
        }
        return job
    }

    private func end() {
        queue.withLock { $0.hasEnded = true }
        signal.notify()
    }
}

/// The writer's bounds.
public enum WriterLimits {
    /// Room for every tenant's step and a burst of commands; past it callers are told to come back.
    public static let jobsMax = 8192
}
