internal import Synchronization

/// The only way into a loop from another thread: values in, in order, drained before each dispatch.
///
/// Looking whether there is anything costs one atomic load; the lock is taken only when there is.
public final class Mailbox<Message: Sendable>: Sendable {
    private let pending = Mutex<[Message]>([])
    private let holdsMail = Atomic<Bool>(false)
    private let messagesMax: Int

    public init(messagesMax: Int) {
        self.messagesMax = messagesMax
    }

    /// What became of a message.
    public enum Posted: Sendable { case wakeLoop, queued, full }

    public func post(_ message: Message) -> Posted { post(message, messagesMax: messagesMax) }

    /// Posts a message whose number is bounded by something else, such as the calls in progress.
    func postUncounted(_ message: Message) -> Posted { post(message, messagesMax: .max) }

    public func drain() -> [Message] {
        guard holdsMail.load(ordering: .acquiring) else { return [] }
        return pending.withLock { messages in
            let drained = messages
            messages.removeAll()
            holdsMail.store(false, ordering: .releasing)
            return drained
        }
    }

    private func post(_ message: Message, messagesMax: Int) -> Posted {
        pending.withLock { messages in
            guard messages.count < messagesMax else { return .full }
            messages.append(message)
            guard messages.count == 1 else { return .queued }
            holdsMail.store(true, ordering: .releasing)
            return .wakeLoop
        }
    }
}
