/// The messages that another thread has sent on a call, waiting for the client's window.
///
/// Bounded by `Limits.handleBytesMax` and one message: a sender that goes on after `full` ends the call.
final class HandleSource: ResponseSource {
    private weak var handle: CallHandle?
    private var messages: [MessageBytes] = []
    private var firstIndex = 0
    private var status: RPCStatus?
    private(set) var byteCount = 0

    init(handle: CallHandle) {
        self.handle = handle
    }

    func append(_ message: MessageBytes) {
        byteCount += message.count
        messages.append(message)
    }

    func end(_ status: RPCStatus) { self.status = status }

    func next(_ call: Call) -> ResponseStep {
        guard firstIndex < messages.count else {
            return status.map(ResponseStep.end) ?? .wait
        }
        let message = messages[firstIndex]
        firstIndex += 1
        if firstIndex == messages.count {
            messages.removeAll(keepingCapacity: true)
            firstIndex = 0
        }
        byteCount -= message.count
        handle?.took(byteCount: message.count)
        return .message(message)
    }

    func cancelled(_ reason: CancellationReason) {
        messages.removeAll()
        firstIndex = 0
        handle?.cancel()
    }
}
