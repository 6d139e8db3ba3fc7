import Synchronization

/// Lets a thread wait for something that happens once, elsewhere.
final class Gate: Sendable {
    private let isOpen = Mutex(false)
    private let signal = Signal()

    func open() {
        isOpen.withLock { $0 = true }
        signal.notify()
    }

    func wait() {
        signal.wait { isOpen.withLock(\.self) }
    }
}
