import Testing
@testable import Transport

/// Every timer, short enough to be waited for; what is checked is what happens, never when.
@Suite struct TimerTests {
    @Test func aClientWithoutPrefaceIsClosed() throws {
        var limits = Limits()
        limits.prefaceMilliseconds = 30
        let server = try TestServer(limits: limits)
        defer { withExtendedLifetime(server) {} }
        let client = TestClient(server.port, start: false)
        defer { withExtendedLifetime(client) {} }
        #expect(server.reaches { $0.timeouts == 1 && $0.connectionsOpen == 0 })
        #expect(client.readsToEnd())
    }

    @Test func aClientThatNeverAcknowledgesSettingsIsClosed() throws {
        var limits = Limits()
        limits.settingsAcknowledgementMilliseconds = 30
        let server = try TestServer(limits: limits)
        defer { withExtendedLifetime(server) {} }
        let client = TestClient(server.port)
        defer { withExtendedLifetime(client) {} }
        #expect(server.reaches { $0.connectionsOpen == 1 })
        #expect(server.reaches { $0.timeouts == 1 && $0.connectionsOpen == 0 })
        #expect(client.readsToEnd())
    }

    @Test func headersWithoutEndAreNotWaitedFor() throws {
        var limits = Limits()
        limits.headersMilliseconds = 30
        let server = try TestServer(limits: limits)
        defer { withExtendedLifetime(server) {} }
        let client = TestClient(server.port)
        defer { withExtendedLifetime(client) {} }
        #expect(client.call(.echo, [1]).messages == [[1]])
        let block = TestClient.headerBlock(TestClient.requestFields(TestMethod.echo.path))
        client.send(TestClient.frame(1, 0, client.takeStreamID(), block))
        #expect(client.readsToEnd())
        #expect(server.isReleased())
    }

    @Test func aRequestThatStopsIsEndedAndTheConnectionStays() throws {
        var limits = Limits()
        limits.bodyIdleMilliseconds = 30
        let server = try TestServer(limits: limits)
        defer { withExtendedLifetime(server) {} }
        let client = TestClient(server.port)
        defer { withExtendedLifetime(client) {} }
        let stream = client.open(TestMethod.echo.path, [0, 0, 0], ends: false)
        #expect(client.response(stream).status == "4")
        #expect(client.call(.echo, [1]).messages == [[1]])
        #expect(server.server.metrics.callsStarted == 1)
    }

    @Test func aRequestThatDribblesHasATotal() throws {
        var limits = Limits()
        limits.bodyTotalMilliseconds = 60
        let server = try TestServer(limits: limits)
        defer { withExtendedLifetime(server) {} }
        let client = TestClient(server.port)
        defer { withExtendedLifetime(client) {} }
        let stream = client.open(TestMethod.echo.path, [0, 0, 0], ends: false)
        #expect(client.response(stream).status == "4")
    }

    @Test func aRequestStreamThatStopsIsEndedAndItsHandlerTold() throws {
        var limits = Limits()
        limits.requestStreamIdleMilliseconds = 30
        let server = try TestServer(limits: limits)
        defer { withExtendedLifetime(server) {} }
        let client = TestClient(server.port)
        defer { withExtendedLifetime(client) {} }
        let stream = client.open(TestMethod.collect.path, TestClient.prefixed([1]), ends: false)
        #expect(client.response(stream).status == "4")
        server.barrier()
        #expect(server.log.all == ["message 1", "cancelled deadlineExceeded"])
        #expect(server.reaches { $0.workInUse == 0 })
    }

    @Test func aRequestStreamThatDribblesIsEndedThoughItIsNeverIdle() throws {
        var limits = Limits()
        limits.requestStreamIdleMilliseconds = 200
        limits.requestStreamBytesPerSecondMin = 1_000_000
        let server = try TestServer(limits: limits)
        defer { withExtendedLifetime(server) {} }
        let client = TestClient(server.port)
        defer { withExtendedLifetime(client) {} }
        let stream = client.open(TestMethod.collect.path, [0, 0, 0, 0x40, 0], ends: false)
        // A peer that is heard every few milliseconds: only the rate can end it.
        var bytesLeft = 0x4000
        while !client.hasEnded(stream, waitMilliseconds: 5), bytesLeft > 0 {
            client.send(TestClient.frame(0, 0, stream, [7]))
            bytesLeft -= 1
        }
        #expect(bytesLeft > 0)
        #expect(client.response(stream).status == "4")
        server.barrier()
        #expect(server.log.all == ["cancelled deadlineExceeded"])
        #expect(server.reaches { $0.workInUse == 0 })
    }

    @Test func eachByteBuysTheTimeThatItMayTakeAndTheFirstPauseComesOnce() {
        var limits = Limits()
        limits.requestStreamBytesPerSecondMin = 100
        let begun = Instant(nanoseconds: 7_000_000_000)
        let end = {
            limits.slowestEnd(ofMessageBegunAt: begun, byteCount: $0, idleMilliseconds: 30)
        }
        #expect(end(0) == begun.adding(milliseconds: 30))
        #expect(end(1) == begun.adding(milliseconds: 40))
        #expect(end(500) == begun.adding(milliseconds: 5030))
    }

    @Test func aStalledStreamIsResetAndOthersGoOn() throws {
        var limits = Limits()
        limits.writeStallMilliseconds = 60
        let server = try TestServer(limits: limits)
        defer { withExtendedLifetime(server) {} }
        let client = TestClient(server.port)
        defer { withExtendedLifetime(client) {} }
        client.send(TestClient.settings([(4, 10)]))
        let stream = client.open(.count, [0, 9])
        #expect(client.response(stream).resetCode == 11)
        #expect(server.log.wait())
        #expect(server.log.all == ["cancelled reset(code: 11)"])
        #expect(client.roundTrip())
        #expect(server.reaches { $0.streamsOpen == 0 && $0.workInUse == 0 })
    }

    @Test func aSocketThatTakesNothingIsClosed() throws {
        var limits = Limits()
        limits.writeStallMilliseconds = 60
        let server = try TestServer(limits: limits)
        defer { withExtendedLifetime(server) {} }
        let client = TestClient(server.port, receiveBuffer: 4096)
        defer { withExtendedLifetime(client) {} }
        client.updateWindow(0, 0x3FFF_FFFF)
        client.send(TestClient.settings([(4, 0x3FFF_FFFF)]))
        _ = client.open(.count, [0xFF, 0xFF])
        #expect(server.reaches { $0.callsCancelled == 1 })
        #expect(server.isReleased())
        #expect(server.log.all == ["cancelled connectionClosed"])
    }

    @Test func silenceIsAskedAndAnAnswerKeepsTheConnection() throws {
        var limits = Limits()
        limits.keepaliveMilliseconds = 20
        limits.keepaliveTimeoutMilliseconds = 5_000
        let server = try TestServer(limits: limits)
        defer { withExtendedLifetime(server) {} }
        let client = TestClient(server.port)
        defer { withExtendedLifetime(client) {} }
        for _ in 0..<3 { #expect(client.waitFor(type: 6) { $0.flags & 1 == 0 } != nil) }
        #expect(client.call(.echo, [1]).messages == [[1]])
    }

    @Test func silenceWithoutAnswerEndsTheConnection() throws {
        var limits = Limits()
        limits.keepaliveMilliseconds = 20
        limits.keepaliveTimeoutMilliseconds = 30
        let server = try TestServer(limits: limits)
        defer { withExtendedLifetime(server) {} }
        let client = TestClient(server.port)
        defer { withExtendedLifetime(client) {} }
        client.ignorePings()
        #expect(client.readsToEnd())
        #expect(server.isReleased())
    }

    @Test func anIdleConnectionIsDrained() throws {
        var limits = Limits()
        limits.idleMilliseconds = 30
        let server = try TestServer(limits: limits)
        defer { withExtendedLifetime(server) {} }
        let client = TestClient(server.port)
        defer { withExtendedLifetime(client) {} }
        #expect(client.readsToEnd())
        #expect(client.goaways.map(\.lastStream) == [0x7FFF_FFFF, 0])
        #expect(client.goaways.last?.debug == "max_idle")
        #expect(client.goaways.allSatisfy { $0.code == 0 })
    }

    @Test func anOldConnectionFinishesItsCallsFirst() throws {
        var limits = Limits()
        limits.ageMilliseconds = 30
        let server = try TestServer(limits: limits)
        defer { withExtendedLifetime(server) {} }
        let client = TestClient(server.port)
        defer { withExtendedLifetime(client) {} }
        let stream = client.open(.handedOver, [5])
        #expect(client.waitFor(type: 7) != nil)
        #expect(client.waitFor(type: 7) != nil)
        #expect(server.worker.runAll() == 1)
        #expect(client.response(stream).messages == [[5]])
        #expect(client.readsToEnd())
        #expect(client.goaways.last?.debug == "max_age")
        #expect(client.goaways.last?.lastStream == stream)
    }
}
