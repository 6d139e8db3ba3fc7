import Glibc
import Transport

/// Hands the same work to every loop, and waits for a loop that is behind.
enum LoopBroadcast {
    /// Milliseconds that a full mailbox may stay full before the loop counts as hung.
    static let patienceMilliseconds = 10_000

    /// Runs `work` on every loop before its next dispatch.
    ///
    /// A loop that does not empty its mailbox in time is given up: it has hung, and the rest must go on.
    static func send(to mailboxes: [LoopMailbox], _ work: @escaping @Sendable (LoopState) -> Void) {
        for mailbox in mailboxes {
            var waited = 0
            while mailbox.post({ work($0.application(as: LoopState.self)) }) == .full,
                waited < patienceMilliseconds
            {
                usleep(1000)
                waited += 1
            }
        }
    }
}
