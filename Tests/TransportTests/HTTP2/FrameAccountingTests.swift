import Testing

@testable import Transport

@Suite struct FrameAccountingTests {
    private let start = Instant(nanoseconds: 0)

    private func frame(_ type: UInt8, flags: UInt8 = 0, length: Int = 8) -> FrameAccounting.Frame {
        FrameAccounting.Frame(type: type, flags: flags, length: length, streamID: 1)
    }

    private func accounting() -> FrameAccounting {
        FrameAccounting(limits: FaultLimits(), now: start)
    }

    @Test func aHundredEmptyFramesInARowAreTheMost() {
        var frames = accounting()
        for _ in 0..<100 {
            #expect(frames.received(frame(0, length: 0), now: start) == .fault(.emptyFrame))
        }
        #expect(frames.received(frame(0, length: 0), now: start) == .close(.emptyFrame))
    }

    @Test func anEmptyFrameThatEndsTheStreamIsOrdinary() {
        var frames = accounting()
        #expect(frames.received(frame(0, flags: 1, length: 0), now: start) == .ordinary)
    }

    @Test func prioritiesAreAllowedByStreams() {
        var frames = accounting()
        frames.openedStream()
        for _ in 0..<200 { #expect(frames.received(frame(2), now: start) == .ordinary) }
        #expect(frames.received(frame(2), now: start) == .close(.priority))
    }

    @Test func windowUpdatesAreAllowedByStreamsAndData() {
        var frames = accounting()
        frames.openedStream()
        frames.sentData()
        for _ in 0..<27 { #expect(frames.received(frame(8), now: start) == .ordinary) }
        #expect(frames.received(frame(8), now: start) == .fault(.windowUpdate))
    }

    @Test func settingsHaveAMinutesAllowance() {
        var frames = accounting()
        for _ in 0..<20 { #expect(frames.received(frame(4), now: start) == .ordinary) }
        #expect(frames.received(frame(4), now: start) == .fault(.settings))
        #expect(frames.received(frame(4, flags: 1), now: start) == .ordinary)
        #expect(frames.received(frame(4), now: start.adding(milliseconds: 60_000)) == .ordinary)
    }

    @Test func unknownTypesCost() {
        var frames = accounting()
        #expect(frames.received(frame(0x42), now: start) == .fault(.unknownFrame))
    }

    @Test func resetsOfThePeerCost() {
        var frames = accounting()
        #expect(frames.received(frame(3), now: start) == .fault(.peerReset))
    }

    @Test func paddingIsComparedWithThePayload() {
        var frames = accounting()
        var verdict = FrameAccounting.Verdict.ordinary
        for _ in 0..<258 { verdict = frames.receivedData(payload: 1, padding: 255) }
        #expect(verdict == .close(.padding))
        var honest = accounting()
        for _ in 0..<1000 { verdict = honest.receivedData(payload: 100, padding: 255) }
        #expect(verdict == .ordinary)
    }
}
