internal import Transport
public import Wire

/// Where a subscription stands, over all the streams that it takes: what happened goes in, what to do comes out.
///
///     idle ──begin──▶ opening ──Opened──▶ snapshot ──SnapshotEnd──▶ live ──until_revision──▶ ended
///                      ▲   │                 │  ▲──────Reset─────────│
///                      │   └────failed───────┴──failed───────────────┤
///                      └───────────────── waiting ◀──────────────────┘
///
/// It resumes from the last point that it gave out: what came after it and was no whole revision yet is
/// forgotten and comes again. So nothing is lost and nothing is given out twice.
public struct SubscriptionState: Sendable {
    /// What is to be done.
    public enum Action: Equatable, Sendable {
        /// Open a stream.
        case subscribe(V1.SubscribeRequest)
        /// Give these steps to the owner.
        case deliver([SubscriptionStep])
        /// Give the step to the owner, wait, and then `begin` again.
        case retry(SubscriptionStep, after: Duration)
        /// It is over: as was asked, or for a reason that another attempt would meet again.
        case end(ClientError?)
    }

    private enum Phase {
        case idle
        case opening
        case snapshot
        case live
        case ended
    }

    private let settings: SubscriptionSettings
    private var phase = Phase.idle
    private var delay = ReconnectDelay()
    private var hasBeenOpened = false
    private var token: [UInt8] = []
    /// The point after the last step that was given out and left the owner with something whole.
    private var point: V1.ResumePoint?
    /// The parts of a revision whose last part has not come.
    private var parts: SubscriptionChanges?
    private var heartbeatMilliseconds: UInt32 = 0
    /// How long the server asked to stay away when it said goodbye.
    private var askedDelay = Duration.zero
    /// Said before the rows of the next snapshot.
    private var snapshotReason = SnapshotReason.requested

    public init(_ settings: SubscriptionSettings) {
        self.settings = settings
        if case .resume(let point) = settings.start { self.point = point }
    }

    /// A stream is to be opened, for the first time or again.
    public mutating func begin() -> Action {
        phase = .opening
        parts = nil
        var request = settings.request
        request.start = start
        return .subscribe(request)
    }

    /// How long the server may say nothing before it is taken for dead.
    public var patience: Duration {
        // Three heartbeats, with some room for the jitter that the server adds to each.
        hasBeenOpened && phase != .opening && heartbeatMilliseconds > 0
            ? .milliseconds(Int64(heartbeatMilliseconds) * 7 / 2) : settings.openingPatience
    }

    /// A message has come.
    public mutating func received(_ response: V1.SubscribeResponse) -> Action {
        switch response.event {
        case .opened(let opened): receivedOpened(opened, response)
        case .snapshot(let chunk): receivedRows(chunk.organizations)
        case .snapshotEnd(let end): receivedSnapshotEnd(end, response)
        case .changes(let batch): receivedChanges(batch, response)
        case .bookmark: receivedBookmark(response)
        case .reset(let reset): receivedReset(reset)
        case .closing(let closing): receivedClosing(closing, response)
        case nil: breach("a message without an event")
        }
    }

    /// The stream has ended well, which it does only at the revision that was asked for.
    public mutating func receivedEnd() -> Action {
        guard settings.request.untilRevision > 0, parts == nil, phase == .live else {
            return breach("the stream ends as done, and is not")
        }
        phase = .ended
        return .end(nil)
    }

    /// The stream cannot be opened, or broke off.
    ///
    /// - Parameters:
    ///   - error: Why.
    ///   - spread: A random number in 0 ..< 1.
    /// - Returns: To try again, or that it is over.
    public mutating func failed(_ error: ClientError, spread: Double) -> Action {
        parts = nil
        if Self.isLost(error), settings.startsOver, hasPoint {
            point = nil
            snapshotReason = error.reason == "COMPACTED" ? .compacted : .storeChanged
        } else if !Self.isPassing(error) || !(hasBeenOpened || settings.keepsTrying) {
            phase = .ended
            return .end(error)
        } else if phase == .snapshot, snapshotReason == .requested {
            snapshotReason = .interrupted
        }
        phase = .idle
        let asked = max(askedDelay, .milliseconds(error.retryDelayMilliseconds ?? 0))
        askedDelay = .zero
        let wait = delay.failed(spread: spread, atLeast: asked)
        return .retry(.init(.disconnected(error, retryAfter: wait), point: point), after: wait)
    }
}

// MARK: - Messages

extension SubscriptionState {
    private mutating func receivedOpened(
        _ opened: V1.Opened,
        _ response: V1.SubscribeResponse
    ) -> Action {
        guard phase == .opening else { return breach("Opened in the middle of a stream") }
        hasBeenOpened = true
        heartbeatMilliseconds = opened.heartbeatMilliseconds
        token = opened.token
        guard asksForSnapshot else {
            phase = .live
            return .deliver([.init(.opened(opened), point: advance(response))])
        }
        phase = .snapshot
        return .deliver([
            .init(.opened(opened), point: nil), .init(.began(snapshotReason), point: nil),
        ])
    }

    private mutating func receivedRows(_ rows: [V1.OrganizationRows]) -> Action {
        guard phase == .snapshot else { return breach("rows of a snapshot that was not begun") }
        return .deliver([.init(.snapshotRows(rows), point: nil)])
    }

    private mutating func receivedSnapshotEnd(
        _ end: V1.SnapshotEnd,
        _ response: V1.SubscribeResponse
    ) -> Action {
        guard phase == .snapshot else { return breach("the end of a snapshot that was not begun") }
        phase = .live
        snapshotReason = .requested
        delay.succeeded()
        return .deliver([.init(.snapshotEnded(end), point: advance(response))])
    }

    private mutating func receivedChanges(
        _ batch: V1.ChangeBatch,
        _ response: V1.SubscribeResponse
    ) -> Action {
        guard phase == .live else { return breach("changes before the snapshot was whole") }
        var changes =
            parts
            ?? SubscriptionChanges(
                fromRevision: batch.fromRevision,
                toRevision: batch.toRevision,
                rows: [],
                members: [],
                revisions: []
            )
        parts = nil
        changes.toRevision = batch.toRevision
        changes.rows += batch.rows
        changes.members += batch.members
        changes.revisions += batch.revisions
        guard !batch.more else {
            parts = changes
            return .deliver([])
        }
        delay.succeeded()
        return .deliver([.init(.changes(changes), point: advance(response))])
    }

    private mutating func receivedBookmark(_ response: V1.SubscribeResponse) -> Action {
        guard phase == .live, parts == nil else { return breach("a bookmark within a revision") }
        delay.succeeded()
        return .deliver([.init(.progress, point: advance(response))])
    }

    private mutating func receivedClosing(
        _ closing: V1.Closing,
        _ response: V1.SubscribeResponse
    ) -> Action {
        if !closing.token.isEmpty { token = closing.token }
        if closing.retryAfterMilliseconds > 0 {
            askedDelay = .milliseconds(Int64(closing.retryAfterMilliseconds))
        }
        // A server that goes down in the middle of a snapshot or a revision moves nothing.
        let isWhole = phase == .live && parts == nil
        return .deliver([.init(.closing(closing), point: isWhole ? advance(response) : point)])
    }

    private mutating func receivedReset(_ reset: V1.Reset) -> Action {
        guard phase == .live || phase == .snapshot else { return breach("a reset before Opened") }
        phase = .snapshot
        parts = nil
        point = nil
        if !reset.token.isEmpty { token = reset.token }
        snapshotReason = reset.reason == .access ? .accessChanged : .compacted
        return .deliver([.init(.began(snapshotReason), point: nil)])
    }

    /// Notes how far everything has come with this message.
    private mutating func advance(_ response: V1.SubscribeResponse) -> V1.ResumePoint? {
        // A stream that goes on says so before anything has moved.
        if response.completeThrough == 0 { return point }
        let next = V1.ResumePoint {
            $0.token = token
            $0.completeThrough = response.completeThrough
            $0.policyRevision = response.policyRevision
            $0.chain = response.chain
        }
        point = next
        return next
    }

    /// The server does not keep to the protocol: another attempt would meet the same.
    private mutating func breach(_ what: String) -> Action {
        phase = .ended
        return .end(ClientError(.internalError, "the server breaks the protocol: \(what)"))
    }
}

// MARK: - What follows

extension SubscriptionState {
    private var hasPoint: Bool {
        if point != nil { return true }
        if case .after = settings.start { return true }
        return false
    }

    private var start: V1.SubscribeRequest.Start {
        if let point { return .resume(point) }
        guard snapshotReason == .requested else { return .snapshot(.init()) }
        switch settings.start {
        case .snapshot, .resume: return .snapshot(.init())
        case .tail: return .tail(.init())
        case .after(let revision): return .afterRevision(revision)
        }
    }

    private var asksForSnapshot: Bool {
        if case .snapshot = start { return true }
        return false
    }

    /// Whether the point is of no use any more.
    private static func isLost(_ error: ClientError) -> Bool {
        ["COMPACTED", "STORE_CHANGED", "FUTURE_REVISION"].contains(error.reason)
    }

    /// Whether the same request may go well later.
    private static func isPassing(_ error: ClientError) -> Bool {
        switch error.code {
        case .unavailable, .resourceExhausted, .aborted, .deadlineExceeded, .unknown,
            .internalError, .cancelled:
            true
        case .ok, .invalidArgument, .notFound, .alreadyExists, .permissionDenied,
            .unauthenticated, .failedPrecondition, .outOfRange, .unimplemented, .dataLoss:
            false
        }
    }
}
