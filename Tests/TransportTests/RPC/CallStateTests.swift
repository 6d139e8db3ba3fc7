import TestSupport
import Testing

@testable import Transport

@Suite struct CallStateTests {
    @Test func aUnaryCallWalksTheWholeWay() {
        var state = CallState.awaitingHeaders
        #expect(state.accepted(takesOneRequest: true) == .collectRequest)
        #expect(state.receivedMessage() == .hold)
        #expect(state.isBeforeHandler == true)
        #expect(state.receivedEndStream() == .dispatch)
        #expect(state.isOpen == true)
        #expect(state.respond() == .submitHeaders)
        #expect(state.respond() == .ignore)
        #expect(state.finish() == .trailers)
        #expect(state.finish() == .ignore)
        #expect(state.streamClosed() == false)
    }

    @Test func aRequestStreamIsDeliveredUntilItsEnd() {
        var state = CallState.awaitingHeaders
        #expect(state.accepted(takesOneRequest: false) == .startHandler)
        #expect(state.receivedMessage() == .deliver)
        #expect(state.respond() == .submitHeaders)
        #expect(state.receivedMessage() == .deliver)
        #expect(state.receivedEndStream() == .deliverEnd)
        #expect(state.receivedEndStream() == .ignore)
        #expect(state.receivedMessage() == .ignore)
        #expect(state.finish() == .trailers)
    }

    @Test func nothingSentMeansTrailersOnly() {
        var early = CallState.awaitingHeaders
        #expect(early.finish() == .trailersOnly)
        var collecting = CallState.receiving
        #expect(collecting.finish() == .trailersOnly)
        var handling = CallState.handling(requestOpen: false)
        #expect(handling.finish() == .trailersOnly)
    }

    @Test func expiryDependsOnWhatWasSent() {
        var collecting = CallState.receiving
        #expect(collecting.expire() == .trailersOnly(cancelsHandler: false))
        var handling = CallState.handling(requestOpen: true)
        #expect(handling.expire() == .trailersOnly(cancelsHandler: true))
        var responding = CallState.responding(requestOpen: false)
        #expect(responding.expire() == .reset)
        #expect(responding.expire() == .ignore)
    }

    /// Whatever happens in whatever order, a handler that started ends once: by itself or by one cancellation.
    @Test(arguments: [31, 32, 33] as [UInt64])
    func aHandlerEndsExactlyOnce(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<500 {
            var state = CallState.awaitingHeaders
            var starts = 0
            var ends = 0
            for _ in 0..<12 {
                switch Int.random(in: 0..<6, using: &random) {
                case 0:
                    if state.accepted(takesOneRequest: Bool.random(using: &random)) == .startHandler
                    {
                        starts += 1
                    }
                case 1:
                    if state.receivedEndStream() == .dispatch { starts += 1 }
                case 2:
                    _ = state.respond()
                case 3:
                    let wasOpen = state.isOpen
                    if state.finish() != .ignore, wasOpen { ends += 1 }
                case 4:
                    switch state.expire() {
                    case .trailersOnly(let cancelsHandler): ends += cancelsHandler ? 1 : 0
                    case .reset: ends += 1
                    case .ignore: break
                    }
                default:
                    if state.streamClosed() { ends += 1 }
                }
            }
            if state.streamClosed() { ends += 1 }
            #expect(starts == ends && starts <= 1, "seed \(seed)")
        }
    }
}
