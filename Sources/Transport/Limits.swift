/// Every bound and timer that the transport enforces, with its reason.
///
/// A plain value: the service uses the defaults or its configuration, a test small numbers. Times are in
/// milliseconds; zero is never "unlimited".
public struct Limits: Sendable {
    // Connections.

    /// Announced in SETTINGS; 16 more than subscriptions may take, so that calls always find room.
    public var streamsPerConnectionMax = 128
    /// All connections of the server; each idle one costs about 60 KB.
    public var connectionsMax = 20_000
    /// Connections of one peer address; one busy gateway opens a few dozen.
    public var connectionsPerAddressMax = 1_000
    /// TLS handshakes in progress; each takes half a millisecond of a core.
    public var handshakesMax = 256
    /// Descriptors left for files, the database and outgoing connections.
    public var descriptorsReserved = 128

    /// The stream id at which a connection is drained, long before the protocol runs out of them.
    public var streamIDMax: Int32 = 1 << 30

    // Requests.

    /// The largest legal list request encodes to 2 KiB; the rest is room to grow.
    public var requestBytesMax = 64 * 1024
    /// Decoded header bytes of one request, 32 added for each field (RFC 9113 section 6.5.2).
    public var headerBytesMax = 16 * 1024
    /// Fields of one request; tiny fields by the thousand cost more than their bytes.
    public var headerFieldsMax = 64
    /// Bytes of the metadata kept for the application.
    public var metadataBytesMax = 8 * 1024

    // Work.

    /// Calls of one connection that hold a work slot.
    public var workPerConnectionMax = 128
    /// Calls of the server that hold a work slot.
    public var workMax = 10_000
    /// Subscriptions of one connection; 16 streams stay free for calls.
    public var subscriptionsPerConnectionMax = 112
    /// Subscriptions of the server.
    public var subscriptionsMax = 50_000
    /// Messages waiting in a loop's mailbox; a box that stays full means a hung loop.
    public var mailboxMessagesMax = 4096
    /// Bytes that another thread has sent on a call and the client has not yet taken.
    public var handleBytesMax = 1024 * 1024

    // Output.

    /// Bytes framed for one write, give or take a frame.
    ///
    /// No more is framed while some of them wait for the socket,
    /// so this also bounds what stands between an urgent message and the kernel.
    public var writeBytesMax = 64 * 1024
    /// Unsent bytes in the kernel above which the socket is not writable (TCP_NOTSENT_LOWAT).
    public var kernelUnsentBytes = 64 * 1024
    /// Slices at least this long are written from where they are; shorter ones are copied.
    public var copyBelowBytes = 2048
    /// Writes of one connection in one turn of the loop.
    public var writesPerTurnMax = 4
    /// Control frames waiting for a peer that does not read: stop reading from it.
    public var outboundFramesPause = 256
    /// Control frames waiting for a peer that does not read: give it up.
    public var outboundFramesMax = 4000

    // Input.

    /// Bytes read from one connection in one turn of the loop.
    public var readBytesMax = 64 * 1024

    // Timers.

    public var tlsHandshakeMilliseconds: Int64 = 5_000
    /// From the handshake to the client's preface and SETTINGS.
    public var prefaceMilliseconds: Int64 = 5_000
    public var settingsAcknowledgementMilliseconds: Int64 = 10_000
    /// From the first byte of a header block to its end.
    public var headersMilliseconds: Int64 = 5_000
    /// Between two pieces of the request of a call with one request message.
    public var bodyIdleMilliseconds: Int64 = 10_000
    /// For the whole request of a call with one request message.
    public var bodyTotalMilliseconds: Int64 = 30_000
    /// Between two messages of a request stream, unless its method says otherwise.
    public var requestStreamIdleMilliseconds: Int64 = 30_000
    /// What the rest of a message of a request stream must arrive at, once it has had the idle time to begin.
    ///
    /// Any working link is faster; a byte now and then would keep a work slot for hours.
    public var requestStreamBytesPerSecondMin = 1024
    /// Data waits and the peer takes none of it.
    public var writeStallMilliseconds: Int64 = 30_000
    /// No stream is open.
    public var idleMilliseconds: Int64 = 15 * 60_000
    /// The age at which a connection is drained, so that clients spread over new servers.
    public var ageMilliseconds: Int64 = 45 * 60_000
    /// How far the age and the idle time may differ between connections, in hundredths of themselves.
    public var jitterPercent: Int64 = 10
    /// Nothing was read: ask whether the peer lives.
    public var keepaliveMilliseconds: Int64 = 60_000
    /// The answer to that question; also TCP_USER_TIMEOUT.
    public var keepaliveTimeoutMilliseconds: Int64 = 20_000
    /// A client's PING may come this often.
    public var clientPingMinimumMilliseconds: Int64 = 10_000
    /// Subscribers are internal and long-lived: they may probe without a call.
    public var clientPingsWithoutCalls = true
    public var drainPingMilliseconds: Int64 = 5_000
    public var drainGraceMilliseconds: Int64 = 30_000
    /// After our last byte, the wait for the peer to close first; closing with unread input destroys it.
    public var lingerMilliseconds: Int64 = 1_000
    /// After running out of descriptors, the pause before the next accept.
    public var acceptPauseMilliseconds: Int64 = 100

    /// What misbehaviour costs.
    public var faults = FaultLimits()

    public init() {}
}

extension Limits {
    /// When a message of a request stream is given up, however often its peer is heard.
    ///
    /// Each byte that has come buys the time that it may take at the least rate; the first pause comes once.
    func slowestEnd(
        ofMessageBegunAt begun: Instant,
        byteCount: Int,
        idleMilliseconds: Int64
    ) -> Instant {
        guard begun < .distantFuture else { return .distantFuture }
        let earned = Int64(byteCount) * 1000 / Int64(requestStreamBytesPerSecondMin)
        return begun.adding(milliseconds: idleMilliseconds + earned)
    }
}

/// The fault budget of one connection: its size, how it refills, and what each cause costs.
public struct FaultLimits: Sendable {
    public var pointsMax = 1_000
    public var pointsPerSecond = 50
    /// Given back by each call that ended properly.
    public var pointsPerCall = 1
    /// SETTINGS frames a minute that cost nothing; clients that adapt their windows send a few.
    public var settingsPerMinute = 20
    public var consecutiveEmptyFramesMax = 100
    /// PRIORITY frames for each stream opened, and for the connection.
    public var prioritiesPerStream = 100
    /// WINDOW_UPDATE frames for each DATA frame sent that cost nothing.
    public var windowUpdatesPerData = 10
    /// Padding that is ignored before it is compared with the payload.
    public var paddingBytesFree = 64 * 1024
    private var costs: [Int] = FaultCause.allCases.map { cause in
        switch cause {
        case .headerLimit: 50
        case .settings: 10
        case .continuation, .ping, .padding, .priority, .outboundQueue, .protocolError: 1_000
        case .streamError: 2
        case .peerReset, .emptyFrame, .unknownFrame, .windowUpdate: 1
        }
    }

    public init() {}

    /// The points that one occurrence of `cause` takes.
    public func cost(of cause: FaultCause) -> Int { costs[cause.rawValue] }

    public mutating func setCost(of cause: FaultCause, to points: Int) {
        costs[cause.rawValue] = points
    }
}
