import Glibc
import Synchronization

/// Threads that read the store beside the writer, each with a connection of its own.
///
/// A job sees one unchanging state: the newest when its first read begins. Jobs begin in the order
/// in which they were submitted; a result reaches the caller in whatever way the job sends it.
public final class ReadPool: Sendable {
    /// One piece of work; it gets a reader that is good until it returns.
    public typealias Job = @Sendable (StoreReader) -> Void

    private let jobs: JobQueue
    private let threads: [ReaderThread]

    init(path: String, threads count: Int) throws(StoreError) {
        precondition((1...StoreLimits.readersMax).contains(count), "a pool has 1 to 16 readers")
        let jobs = JobQueue(capacity: StoreLimits.readJobsMax)
        var connections: [Connection] = []
        for index in 0..<count {
            connections.append(
                try Connection(
                    path: path,
                    settings: Connection.Settings(
                        isReadOnly: true,
                        cacheBytes: StoreLimits.readerCacheBytes
                    ),
                    label: "muster.reader-\(index)"
                )
            )
        }
        self.jobs = jobs
        threads = connections.map { ReaderThread(connection: $0, jobs: jobs) }
    }

    /// Closing waits for the jobs that have begun; those that have not are dropped.
    deinit { close() }

    /// What became of a job that was handed in.
    public enum Submitted: Hashable, Sendable {
        case queued
        /// Too many jobs wait already.
        case full
        case closed
    }

    /// Hands in a job for the next thread that is free.
    ///
    /// It fails only in what it reads: the job itself has to tell its caller of an error.
    @discardableResult
    public func submit(_ job: @escaping Job) -> Submitted {
        jobs.add(job)
    }

    /// Ends the threads once their jobs are done; calling it again does nothing.
    ///
    /// Not to be called from a job, which would wait for itself.
    public func close() {
        jobs.close()
        for thread in threads { thread.join() }
    }
}

/// Jobs in order, between those who hand them in and the threads that take them.
private final class JobQueue: Sendable {
    private struct State {
        var waiting: [ReadPool.Job] = []
        var taken = 0
        var isClosed = false
    }

    private let capacity: Int
    private let state = Mutex(State())
    private let available: Semaphore

    init(capacity: Int) {
        self.capacity = capacity
        available = Semaphore()
    }

    func add(_ job: @escaping ReadPool.Job) -> ReadPool.Submitted {
        let submitted = state.withLock { state -> ReadPool.Submitted in
            if state.isClosed { return .closed }
            guard state.waiting.count - state.taken < capacity else { return .full }
            if state.taken >= capacity {
                state.waiting.removeFirst(state.taken)
                state.taken = 0
            }
            state.waiting.append(job)
            return .queued
        }
        if submitted == .queued { available.signal() }
        return submitted
    }

    /// Waits for a job; `nil` when there will be none any more.
    func take() -> ReadPool.Job? {
        while true {
            available.wait()
            let taken = state.withLock { state -> ReadPool.Job?? in
                if state.isClosed { return .some(nil) }
                guard state.taken < state.waiting.count else { return nil }
                let job = state.waiting[state.taken]
                state.taken += 1
                if state.taken == state.waiting.count {
                    state.waiting.removeAll(keepingCapacity: true)
                    state.taken = 0
                }
                return job
            }
            guard let taken else { continue }
            // The next thread has to learn of the end too.
            if taken == nil { available.signal() }
            return taken
        }
    }

    func close() {
        state.withLock { state in
            state.isClosed = true
            state.waiting = []
            state.taken = 0
        }
        available.signal()
    }
}

/// A counting semaphore (POSIX), at a fixed address as it has to be.
private final class Semaphore: @unchecked Sendable {
    // True because a POSIX semaphore is made to be used from several threads at once.
    private let handle: UnsafeMutablePointer<sem_t>

    init() {
        handle = .allocate(capacity: 1)
        let code = sem_init(handle, 0, 0)
        precondition(code == 0, "an unnamed semaphore can always be made")
    }

    deinit {
        sem_destroy(handle)
        handle.deallocate()
    }

    func signal() {
        sem_post(handle)
    }

    func wait() {
        while sem_wait(handle) != 0 {}
    }
}

/// One thread of the pool, from its first job to its last.
private final class ReaderThread: Sendable {
    private final class Work: Sendable {
        let connection: Connection
        let jobs: JobQueue

        init(connection: Connection, jobs: JobQueue) {
            self.connection = connection
            self.jobs = jobs
        }

        func run() {
            while let job = jobs.take() {
                // Beginning a deferred transaction touches no file; a job meets its errors itself.
                try? connection.perform("reading") { session throws(StoreError) in
                    try session.read { job(StoreReader(session: session)) }
                }
            }
            connection.close()
        }
    }

    private let thread: Mutex<pthread_t?>

    init(connection: Connection, jobs: JobQueue) {
        var thread = pthread_t()
        let work = Unmanaged.passRetained(Work(connection: connection, jobs: jobs))
        let code = pthread_create(
            &thread,
            nil,
            { argument in
                if let argument {
                    Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().run()
                }
                return nil
            },
            work.toOpaque()
        )
        precondition(code == 0, "a reader's thread can be made at the start")
        self.thread = Mutex(thread)
    }

    func join() {
        let thread = thread.withLock { thread -> pthread_t? in
            defer { thread = nil }
            return thread
        }
        if let thread { pthread_join(thread, nil) }
    }
}
