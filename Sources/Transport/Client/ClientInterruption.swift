internal import CLinux
internal import Glibc

/// Takes a client's thread out of its wait, from any other thread.
///
/// Once raised it stays raised: every wait that heeds it ends at once, and the connections of the client
/// end as cancelled.
public final class ClientInterruption: Sendable {
    /// Readable from the moment on at which it was raised.
    let descriptor: CInt

    /// - Throws: `unavailable` when the process has no descriptor left.
    public init() throws(RPCStatus) {
        descriptor = eventfd(0, CInt(EFD_NONBLOCK) | CInt(EFD_CLOEXEC))
        guard descriptor >= 0 else {
            throw RPCStatus(.unavailable, "no event descriptor: \(ClientSocket.text(of: errno))")
        }
    }

    deinit { close(descriptor) }

    public func raise() {
        eventfd_write(descriptor, 1)
    }

    public var isRaised: Bool { wait(until: .now) }

    /// Waits until it is raised or the time is over.
    ///
    /// - Returns: Whether it was raised.
    public func wait(until deadline: ContinuousClock.Instant) -> Bool {
        ClientSocket.wait(descriptor, events: POLLIN, interruption: nil, deadline: deadline)
            == .ready
    }

    static let status = RPCStatus(.cancelled, "the client was interrupted")
}
