/// Where one call stands; each event yields the next state and one action.
///
///     awaitingHeaders ──accepted──▶ receiving ──end──▶ handling ──respond──▶ responding ──finish──▶ finished
///                         └───────(request stream)──────▶ handling
///
/// Every state may become `closed`; a handler that has started and not finished hears of it once.
package enum CallState: ~Copyable {
    case awaitingHeaders
    /// The one request message is being collected; no handler knows of the call.
    case receiving
    /// The handler runs and nothing was sent.
    case handling(requestOpen: Bool)
    /// Response headers are out.
    case responding(requestOpen: Bool)
    /// The status or a reset is on its way.
    case finished
    case closed

    package enum OnAccepted: Equatable, Sendable { case collectRequest, startHandler, ignore }
    package enum OnMessage: Equatable, Sendable { case hold, deliver, ignore }
    package enum OnEndStream: Equatable, Sendable { case dispatch, deliverEnd, ignore }
    package enum OnRespond: Equatable, Sendable { case submitHeaders, ignore }
    package enum OnFinish: Equatable, Sendable { case trailersOnly, trailers, ignore }
    package enum OnExpire: Equatable, Sendable {
        case trailersOnly(cancelsHandler: Bool)
        case reset
        case ignore
    }

    package mutating func accepted(takesOneRequest: Bool) -> OnAccepted {
        switch consume self {
        case .awaitingHeaders:
            self = takesOneRequest ? .receiving : .handling(requestOpen: true)
            return takesOneRequest ? .collectRequest : .startHandler
        case let other:
            self = other
            return .ignore
        }
    }

    package func receivedMessage() -> OnMessage {
        switch self {
        case .awaitingHeaders: .ignore
        case .receiving: .hold
        case .handling(let requestOpen): requestOpen ? .deliver : .ignore
        case .responding(let requestOpen): requestOpen ? .deliver : .ignore
        case .finished: .ignore
        case .closed: .ignore
        }
    }

    package mutating func receivedEndStream() -> OnEndStream {
        switch consume self {
        case .receiving:
            self = .handling(requestOpen: false)
            return .dispatch
        case .handling(let requestOpen):
            self = .handling(requestOpen: false)
            return requestOpen ? .deliverEnd : .ignore
        case .responding(let requestOpen):
            self = .responding(requestOpen: false)
            return requestOpen ? .deliverEnd : .ignore
        case let other:
            self = other
            return .ignore
        }
    }

    package mutating func respond() -> OnRespond {
        switch consume self {
        case .handling(let requestOpen):
            self = .responding(requestOpen: requestOpen)
            return .submitHeaders
        case let other:
            self = other
            return .ignore
        }
    }

    package mutating func finish() -> OnFinish {
        switch consume self {
        case .awaitingHeaders:
            self = .finished
            return .trailersOnly
        case .receiving:
            self = .finished
            return .trailersOnly
        case .handling:
            self = .finished
            return .trailersOnly
        case .responding:
            self = .finished
            return .trailers
        case let other:
            self = other
            return .ignore
        }
    }

    /// The deadline has passed, or the transport gives the call up.
    package mutating func expire() -> OnExpire {
        switch consume self {
        case .awaitingHeaders:
            self = .finished
            return .trailersOnly(cancelsHandler: false)
        case .receiving:
            self = .finished
            return .trailersOnly(cancelsHandler: false)
        case .handling:
            self = .finished
            return .trailersOnly(cancelsHandler: true)
        case .responding:
            self = .finished
            return .reset
        case let other:
            self = other
            return .ignore
        }
    }

    /// The stream is gone; true when a handler must be told to stop.
    package mutating func streamClosed() -> Bool {
        let wasOpen = isOpen
        self = .closed
        return wasOpen
    }

    /// True while the handler may still answer.
    package var isOpen: Bool {
        switch self {
        case .awaitingHeaders: false
        case .receiving: false
        case .handling: true
        case .responding: true
        case .finished: false
        case .closed: false
        }
    }

    /// True while a request is being taken in.
    package var isReceiving: Bool { isBeforeHandler || receivedMessage() == .deliver }

    /// True before any handler has started.
    package var isBeforeHandler: Bool {
        switch self {
        case .awaitingHeaders: true
        case .receiving: true
        case .handling: false
        case .responding: false
        case .finished: false
        case .closed: false
        }
    }
}
