import Testing

@testable import Client

@Suite struct ReconnectDelayTests {
    @Test func itDoublesUpToTheLongest() {
        var delay = ReconnectDelay()
        let delays = (0..<10).map { _ in delay.failed(spread: 1) }
        #expect(delays.first == ReconnectDelay.shortest)
        #expect(Array(delays.prefix(6)) == (0..<6).map { ReconnectDelay.shortest * (1 << $0) })
        #expect(delays.last == ReconnectDelay.longest)
    }

    @Test func itIsSpreadOverTheUpperHalf() {
        for spread in stride(from: 0.0, to: 1, by: 0.1) {
            var delay = ReconnectDelay()
            let found = delay.failed(spread: spread)
            #expect(found >= ReconnectDelay.shortest / 2 && found <= ReconnectDelay.shortest)
        }
    }

    @Test func itIsNeverLessThanTheServerAsked() {
        var delay = ReconnectDelay()
        #expect(delay.failed(spread: 0, atLeast: .seconds(60)) == .seconds(60))
        #expect(delay.failed(spread: 0.99, atLeast: .seconds(60)) > .seconds(60))
    }

    @Test func aSuccessMakesItShortAgain() {
        var delay = ReconnectDelay()
        for _ in 0..<8 { _ = delay.failed(spread: 1) }
        delay.succeeded()
        #expect(delay.failed(spread: 1) == ReconnectDelay.shortest)
    }

    @Test func itNeverOverflows() {
        var delay = ReconnectDelay()
        for _ in 0..<200 { #expect(delay.failed(spread: 1) <= ReconnectDelay.longest) }
    }
}
