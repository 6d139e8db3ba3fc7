internal import Glibc

/// A detached thread that runs one closure to its end.
///
/// Subscriptions wait on sockets; the threads that tasks share must never do that.
enum ClientThread {
    static func start(_ body: @escaping @Sendable () -> Void) {
        let work = Unmanaged.passRetained(Work(body: body))
        var thread = pthread_t()
        let status = pthread_create(
            &thread,
            nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body()
                return nil
            },
            work.toOpaque()
        )
        precondition(status == 0, "no thread: pthread_create answered \(status)")
        pthread_detach(thread)
    }

    private final class Work {
        let body: @Sendable () -> Void

        init(body: @escaping @Sendable () -> Void) {
            self.body = body
        }
    }
}
