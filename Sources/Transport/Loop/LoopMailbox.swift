internal import CLinux
internal import Glibc

/// The door into one loop: work posted here runs on the loop, in order, before its next dispatch.
public final class LoopMailbox: Sendable {
    /// Work that runs on a loop.
    public typealias Work = @Sendable (LoopContext) -> Void

    private let mailbox: Mailbox<Work>
    let wakeup: CInt

    init(messagesMax: Int) throws(TransportError) {
        let wakeup = eventfd(0, CInt(EFD_NONBLOCK | EFD_CLOEXEC))
        guard wakeup >= 0 else { throw .systemCall("eventfd", errno: errno) }
        self.wakeup = wakeup
        mailbox = Mailbox(messagesMax: messagesMax)
    }

    deinit { close(wakeup) }

    /// Posts work; `full` means that nothing was posted and the loop is not keeping up.
    @discardableResult
    public func post(_ work: @escaping Work) -> Mailbox<Work>.Posted { woken(mailbox.post(work)) }

    @discardableResult
    func postUncounted(_ work: @escaping Work) -> Mailbox<Work>.Posted {
        woken(mailbox.postUncounted(work))
    }

    func drain() -> [Work] { mailbox.drain() }

    private func woken(_ posted: Mailbox<Work>.Posted) -> Mailbox<Work>.Posted {
        if posted == .wakeLoop { eventfd_write(wakeup, 1) }
        return posted
    }
}
