internal import Synchronization

/// A call in the hands of another thread.
///
/// It keeps the call's work slot until it is completed or let go, whatever becomes of the client: work that goes
/// on after a cancellation is still work. What is sent on a cancelled call is dropped.
public final class CallHandle: Sendable {
    /// What became of a message.
    public enum Sent: Equatable, Sendable {
        case accepted
        /// Accepted, but the client is behind: send no more until `queuedByteCount` has shrunk.
        case full
        case cancelled
    }

    private let mailbox: LoopMailbox
    private let connection: EventLoop.Registration
    private let streamID: Int32
    private let holdsWork: Bool
    private let queuedBytesMax: Int
    private let cancelled = Atomic<Bool>(false)
    private let completed = Atomic<Bool>(false)
    private let queuedBytes = Atomic<Int>(0)

    init(
        mailbox: LoopMailbox,
        connection: EventLoop.Registration,
        streamID: Int32,
        holdsWork: Bool,
        queuedBytesMax: Int
    ) {
        self.mailbox = mailbox
        self.connection = connection
        self.streamID = streamID
        self.holdsWork = holdsWork
        self.queuedBytesMax = queuedBytesMax
    }

    deinit {
        guard claimCompletion() else { return }
        finish(on: nil) { connection, stream in
            connection.finish(stream, RPCStatus(.internalError, "the call was given up"))
        }
    }

    /// True once nobody waits for an answer; work for it may stop.
    public var isCancelled: Bool { cancelled.load(ordering: .acquiring) }

    /// The bytes sent here that the client has not taken.
    public var queuedByteCount: Int { queuedBytes.load(ordering: .relaxed) }

    /// Answers with one message and status OK.
    public func respond(_ message: MessageBytes) {
        guard claimCompletion() else { return }
        finish(on: self) { connection, stream in connection.respond(on: stream, message) }
    }

    /// Sends one message of a streamed response.
    public func send(_ message: MessageBytes) -> Sent {
        guard !isCancelled, !completed.load(ordering: .relaxed) else { return .cancelled }
        let queued = queuedBytes.wrappingAdd(message.count, ordering: .relaxed).newValue
        post { connection, stream in connection.queue(message, on: stream, for: self) }
        return queued > queuedBytesMax ? .full : .accepted
    }

    /// Ends the call, after the messages sent before.
    public func end(_ status: RPCStatus) {
        guard claimCompletion() else { return }
        finish(on: self) { connection, stream in connection.endQueue(status, on: stream) }
    }

    /// Runs on the loop: the call is over and nobody waits.
    func cancel() { cancelled.store(true, ordering: .releasing) }

    /// Runs on the loop: the client's window has taken a message.
    func took(byteCount: Int) { queuedBytes.wrappingSubtract(byteCount, ordering: .relaxed) }

    private func claimCompletion() -> Bool {
        !completed.exchange(true, ordering: .acquiringAndReleasing)
    }

    private func post(_ work: @escaping @Sendable (Connection, CallStream) -> Void) {
        let connection = connection
        let streamID = streamID
        _ = mailbox.postUncounted { context in
            guard let found = context.connection(connection),
                let stream = found.stream(streamID)
            else { return }
            work(found, stream)
        }
    }

    private func finish(
        on handle: CallHandle?,
        _ work: @escaping @Sendable (Connection, CallStream) -> Void
    ) {
        let connection = connection
        let streamID = streamID
        let holdsWork = holdsWork
        _ = mailbox.postUncounted { context in
            let found = context.connection(connection)
            if let found, let stream = found.stream(streamID) { work(found, stream) }
            if holdsWork { context.returnWork(of: found) }
        }
    }
}
