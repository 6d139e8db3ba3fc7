import Glibc

/// A detached thread that runs one closure to its end.
enum Thread {
    /// Starts it; `body` runs on the new thread and nowhere else.
    static func start(_ body: sending @escaping () -> Void) {
        let work = Work(body: body)
        var thread = pthread_t()
        let status = pthread_create(
            &thread,
            nil,
            { argument in
                guard let argument else { return nil }
                let work = Unmanaged<Work>.fromOpaque(argument).takeRetainedValue()
                work.body()
                return nil
            },
            Unmanaged.passRetained(work).toOpaque()
        )
        precondition(status == 0, "no thread: pthread_create answered \(status)")
        pthread_detach(thread)
    }

    private final class Work {
        let body: () -> Void

        init(body: sending @escaping () -> Void) {
            self.body = body
        }
    }
}
