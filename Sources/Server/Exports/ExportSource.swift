import Transport
import Wire

/// A document on its stream: asks for the next part when the client has taken the one before.
///
/// It belongs to the call's loop; parts arrive there through the loop's mailbox.
final class ExportSource: ResponseSource {
    /// What the first message says beside the data.
    struct Opening {
        var fileName: String
        var mediaType: String
        var freshness: V1.Freshness
    }

    private let call: Call
    private var opening: Opening?
    private let state: LoopState
    private var document: ExportDesk.Document?
    private var part = ExportPart()
    private var sentCount = 0
    private var isAsking = false
    private var failure: CallError?

    init(_ document: ExportDesk.Document, opening: Opening, call: Call, state: LoopState) {
        self.document = document
        self.opening = opening
        self.call = call
        self.state = state
    }

    func next(_ call: Call) -> ResponseStep {
        if sentCount < part.bytes.count { return .message(message()) }
        if let failure {
            document = nil
            return .end(failure.status)
        }
        guard !part.isLast else {
            document = nil
            return .end(.ok)
        }
        ask()
        return failure.map { .end($0.status) } ?? .wait
    }

    func cancelled(_ reason: CancellationReason) {
        document = nil
    }

    /// Some of the part, with what belongs to a first message.
    private func message() -> MessageBytes {
        let end = min(sentCount + ExportLimits.messageBytesMax, part.bytes.count)
        let message = V1.ExportResponse {
            $0.data = Array(part.bytes[sentCount..<end])
            $0.done = part.done
            $0.total = part.total
            guard let opening else { return }
            $0.fileName = opening.fileName
            $0.mediaType = opening.mediaType
            $0.freshness = opening.freshness
        }
        opening = nil
        sentCount = end
        return MessageBytes(message.encoded())
    }

    private func ask() {
        guard !isAsking, let document else { return }
        isAsking = true
        let number = state.parkWork { [weak self] in self?.received($0) }
        let mailbox = state.context.mailbox
        let posted = document.writePart { result in
            LoopBroadcast.send(to: [mailbox]) { $0.resumeWork(number, with: result) }
        }
        switch posted {
        case .queued: return
        case .full: failure = .busy("exports")
        case .stopped: failure = .stopping
        }
        state.forgetWork(number)
    }

    private func received(_ result: Result<ExportPart, CallError>) {
        isAsking = false
        guard document != nil else { return }
        switch result {
        case .success(let part):
            self.part = part
            sentCount = 0
        case .failure(let error):
            failure = error
        }
        call.wake()
    }
}
