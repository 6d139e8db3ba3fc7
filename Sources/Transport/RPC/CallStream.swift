/// One HTTP/2 stream and the call on it; confined to its loop and reused for later streams.
///
/// Not checked for overlapping access at run time, like `Connection`.
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
    @exclusivity(unchecked) unowned(unsafe) var connection: Connection?
    @exclusivity(unchecked) var id: Int32 = 0
    @exclusivity(unchecked) var generation: UInt32 = 0
    /// The place in the connection's list of streams.
    @exclusivity(unchecked) var listIndex = 0

    @exclusivity(unchecked) var pending: Pending = []
    @exclusivity(unchecked) var closeCode: UInt32 = 0
    @exclusivity(unchecked) var head = RequestHead()
    @exclusivity(unchecked) var body = MessageDecoder()
    @exclusivity(unchecked) var state = CallState.awaitingHeaders
    @exclusivity(unchecked) var methodIndex = 0
    @exclusivity(unchecked) var deadline = Instant.distantFuture
    @exclusivity(unchecked) var receivedHeadersAt = Instant.distantFuture
    @exclusivity(unchecked) var receivedDataAt = Instant.distantFuture
    /// When the first byte of the message under way arrived; `distantFuture` between two messages.
    @exclusivity(unchecked) var messageBegunAt = Instant.distantFuture
    @exclusivity(unchecked) var timer = TimerWheel<EventLoop.TimerToken>.ID.none
    @exclusivity(unchecked) var isRemoteClosed = false

    /// The message being sent, and how much of it (prefix included) has been framed.
    @exclusivity(unchecked) var message: MessageBytes?
    @exclusivity(unchecked) var sentCount = 0
    @exclusivity(unchecked) var sliceIndex = 0
    @exclusivity(unchecked) var sliceOffset = 0
    /// False for the info page, which has no prefix.
    @exclusivity(unchecked) var isFramed = true
    @exclusivity(unchecked) var source: (any ResponseSource)?
    /// What follows the last message, once that is known.
    @exclusivity(unchecked) var endStatus: RPCStatus?
    @exclusivity(unchecked) var endsOK = false
    /// nghttp2 asked for data and there was none; the stream waits for a message.
    @exclusivity(unchecked) var isDeferred = false
    var isQueuedForPull = false
    @exclusivity(unchecked) var progressedAt = Instant.distantFuture
    @exclusivity(unchecked) var initialMetadata: [MetadataField] = []

    var receiver: (any RequestReceiver)?
    var onCancel: ((CancellationReason) -> Void)?
    /// Weak: a handle that everyone has let go of must end the call.
    weak var handle: CallHandle?
    var hasHandle = false
    @exclusivity(unchecked) var holdsWork = false
    @exclusivity(unchecked) var holdsSubscription = false
    /// Request bytes whose window is kept back while the application does not want more.
    var withheldByteCount = 0
    @exclusivity(unchecked) var isPaused = false

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
        messageBegunAt = .distantFuture
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
