import Glibc

/// A condition that threads wait for: a pthread mutex and condition variable behind one owner.
///
/// - Invariant: the handles live at one address from `init` to `deinit`.
final class Signal: @unchecked Sendable {
    // Sendable because pthread mutexes and conditions are made to be used from any thread.
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>

    init() {
        mutex = .allocate(capacity: 1)
        mutex.initialize(to: pthread_mutex_t())
        pthread_mutex_init(mutex, nil)
        condition = .allocate(capacity: 1)
        condition.initialize(to: pthread_cond_t())
        pthread_cond_init(condition, nil)
    }

    deinit {
        pthread_cond_destroy(condition)
        condition.deallocate()
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    /// Wakes every waiter, after what it waits for has changed.
    func notify() {
        pthread_mutex_lock(mutex)
        pthread_cond_broadcast(condition)
        pthread_mutex_unlock(mutex)
    }

    /// Returns once `isSo` answers true; asks again after each `notify()`.
    func wait(until isSo: () -> Bool) {
        pthread_mutex_lock(mutex)
        while !isSo() { pthread_cond_wait(condition, mutex) }
        pthread_mutex_unlock(mutex)
    }
}
