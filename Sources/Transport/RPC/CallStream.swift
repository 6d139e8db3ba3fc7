/// One HTTP/2 stream and the call on it; confined to its loop and reused for later streams.
///
/// `generation` grows with each reuse, so a `Call` kept too long names nothing.
final class CallStream {
    /// What a C callback saw and nobody acted on yet.
    struct Pending: OptionSet {
        let rawValue: UInt8
        static let headers = Pending(rawValue: 1)
        static let data = Pending(rawValue: 2)
        static let end = Pending(rawValue: 4)
        static let closed = Pending(rawValue: 8)
    }

    // The connection outlives its streams: it returns them all to the pool before it goes.
    unowned(unsafe) var connection: Connection?
    var id: Int32 = 0
    var generation: UInt32 = 0
    /// The place in the connection's list of streams.
    var listIndex = 0

    var pending: Pending = []
    var closeCode: UInt32 = 0
    var head = RequestHead()
    var body = MessageDecoder()
    var state = CallState.awaitingHeaders
    var methodIndex = 0
    var deadline = Instant.distantFuture
    var receivedHeadersAt = Instant.distantFuture
    var receivedDataAt = Instant.distantFuture
    var timer = TimerWheel<EventLoop.TimerToken>.ID.none
    var isRemoteClosed = false

    /// The message being sent, and how much of it (prefix included) has been framed.
    var message: MessageBytes?
    var sentCount = 0
    var sliceIndex = 0
    var sliceOffset = 0
    /// False for the info page, which has no prefix.
    var isFramed = true
    var source: (any ResponseSource)?
    /// What follows the last message, once that is known.
    var endStatus: RPCStatus?
    var endsOK = false
    /// nghttp2 asked for data and there was none; the stream waits for a message.
    var isDeferred = false
    var isQueuedForPull = false
    var progressedAt = Instant.distantFuture
    var initialMetadata: [MetadataField] = []

    var receiver: (any RequestReceiver)?
    var onCancel: ((CancellationReason) -> Void)?
    /// Weak: a handle that everyone has let go of must end the call.
    weak var handle: CallHandle?
    var hasHandle = false
    var holdsWork = false
    var holdsSubscription = false
    /// Request bytes whose window is kept back while the application does not want more.
    var withheldByteCount = 0
    var isPaused = false

    init() {}

    /// Bytes of the current message, prefix included, that are not framed yet.
    var unsentCount: Int {
        guard let message else { return 0 }
        return message.count + (isFramed ? MessageDecoder.prefixByteCount : 0) - sentCount
    }

    func begin(message next: MessageBytes) {
        message = next
        sentCount = 0
        sliceIndex = 0
        sliceOffset = 0
    }

    /// Forgets everything about the call, so that the object can serve another.
    func recycle() {
        generation &+= 1
        connection = nil
        id = 0
        pending = []
        closeCode = 0
        head.reset()
        body.reset()
        state = .awaitingHeaders
        deadline = .distantFuture
        receivedHeadersAt = .distantFuture
        receivedDataAt = .distantFuture
        timer = .none
        isRemoteClosed = false
        message = nil
        sentCount = 0
        isFramed = true
        source = nil
        endStatus = nil
        endsOK = false
        isDeferred = false
        isQueuedForPull = false
        if !initialMetadata.isEmpty { initialMetadata = [] }
        receiver = nil
        onCancel = nil
        if hasHandle {
            handle = nil
            hasHandle = false
        }
        holdsWork = false
        holdsSubscription = false
        withheldByteCount = 0
        isPaused = false
    }
}
