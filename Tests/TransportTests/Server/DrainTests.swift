import Testing
import Transport

@Suite struct DrainTests {
    @Test func callsFinishSubscriptionsSayGoodbyeAndTheServerEnds() throws {
        let server = try TestServer(loopCount: 2)
        defer { withExtendedLifetime(server) {} }
        let client = TestClient(server.port)
        defer { withExtendedLifetime(client) {} }
        let call = client.open(.handedOver, [4])
        let subscription = client.open(.subscribe)
        #expect(server.reaches { $0.streamsOpen == 2 && server.worker.count == 1 })
        server.server.drain()
        #expect(client.waitFor(type: 7)?.payload.prefix(4) == [0x7F, 0xFF, 0xFF, 0xFF])
        #expect(client.response(subscription).status == "14")
        #expect(client.waitFor(type: 7) != nil)
        #expect(client.goaways.last?.lastStream == subscription)
        #expect(server.worker.runAll() == 1)
        #expect(client.response(call).messages == [[4]])
        #expect(client.readsToEnd())
        server.server.wait()
        let metrics = server.server.metrics
        #expect(metrics.connectionsOpen == 0 && metrics.streamsOpen == 0 && metrics.workInUse == 0)
        #expect(TestClient(server.port).nextFrame() == nil)
    }

    @Test func graceEndsWhatDoesNotEnd() throws {
        var limits = Limits()
        limits.drainGraceMilliseconds = 50
        let server = try TestServer(limits: limits)
        defer { withExtendedLifetime(server) {} }
        let client = TestClient(server.port)
        defer { withExtendedLifetime(client) {} }
        let stream = client.open(.never)
        #expect(server.log.wait())
        server.server.drain()
        #expect(client.response(stream).resetCode == 8)
        #expect(client.readsToEnd())
        server.server.wait()
        #expect(server.log.all.count == 2)
        #expect(server.log.all.last?.hasPrefix("cancelled") == true)
    }

    @Test func anIdleServerEndsAtOnce() throws {
        let server = try TestServer(loopCount: 2)
        defer { withExtendedLifetime(server) {} }
        server.server.drain()
        server.server.wait()
        #expect(server.server.metrics.connectionsOpen == 0)
    }
}
