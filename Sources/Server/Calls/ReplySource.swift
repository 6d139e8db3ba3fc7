import ReadModel
import Transport

/// Streams a reply message by message, each made when the client has room for it.
///
/// What stands once in a reply, page token, totals and freshness, goes behind the rows of the last message.
final class ReplySource: ResponseSource {
    private let nextMessage: () -> ReplyMessage?
    private let lastFields: () -> [UInt8]

    init(_ nextMessage: @escaping () -> ReplyMessage?, lastFields: @escaping () -> [UInt8]) {
        self.nextMessage = nextMessage
        self.lastFields = lastFields
    }

    func next(_ call: Call) -> ResponseStep {
        guard var message = nextMessage() else { return .end(.ok) }
        if message.isLast { message.append(lastFields()) }
        return .message(MessageBytes(message))
    }

    func cancelled(_ reason: CancellationReason) {}
}

extension MessageBytes {
    /// The reply's pieces, by reference.
    init(_ message: ReplyMessage) {
        self.init(slices: message.slices.map { $0.storage[$0.range] }, count: message.byteCount)
    }
}
