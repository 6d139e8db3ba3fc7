import Testing
import Transport

@Suite struct LimitTests {
    @Test func workOfOneConnectionIsCapped() throws {
        var limits = Limits()
        limits.workPerConnectionMax = 2
        let server = try TestServer(limits: limits)
        defer { withExtendedLifetime(server) {} }
        let client = TestClient(server.port)
        defer { withExtendedLifetime(client) {} }
        let first = client.open(.never)
        _ = client.open(.never)
        let refused = client.call(.never)
        #expect(refused.resetCode == 7)
        #expect(client.call(.collect).resetCode == 7)
        client.reset(first)
        #expect(server.reaches { $0.workInUse == 1 })
        #expect(client.call(.echo, [1]).messages == [[1]])
        #expect(server.server.metrics.callsRefused == 2)
    }

    @Test func workOfTheServerIsCapped() throws {
        var limits = Limits()
        limits.workMax = 2
        let server = try TestServer(limits: limits)
        defer { withExtendedLifetime(server) {} }
        let clients = (0..<3).map { _ in TestClient(server.port) }
        defer { withExtendedLifetime(clients) {} }
        _ = clients[0].open(.never)
        _ = clients[1].open(.never)
        #expect(server.reaches { $0.workInUse == 2 })
        #expect(clients[2].call(.echo, [1]).resetCode == 7)
    }

    @Test func subscriptionsAreCappedApartFromCalls() throws {
        var limits = Limits()
        limits.subscriptionsPerConnectionMax = 2
        limits.subscriptionsMax = 3
        let server = try TestServer(limits: limits)
        defer { withExtendedLifetime(server) {} }
        let first = TestClient(server.port)
        defer { withExtendedLifetime(first) {} }
        let second = TestClient(server.port)
        defer { withExtendedLifetime(second) {} }
        _ = first.open(.subscribe)
        let stream = first.open(.subscribe)
        #expect(first.call(.subscribe).resetCode == 7)
        #expect(first.call(.echo, [1]).messages == [[1]])
        _ = second.open(.subscribe)
        #expect(server.reaches { $0.subscriptionsInUse == 3 })
        #expect(second.call(.subscribe).resetCode == 7)
        first.reset(stream)
        #expect(server.reaches { $0.subscriptionsInUse == 2 })
        _ = second.open(.subscribe)
        #expect(server.reaches { $0.subscriptionsInUse == 3 })
    }

    @Test func theRequestSizeIsExact() throws {
        var limits = Limits()
        limits.requestBytesMax = 100
        let server = try TestServer(limits: limits)
        defer { withExtendedLifetime(server) {} }
        let client = TestClient(server.port)
        defer { withExtendedLifetime(client) {} }
        #expect(client.call(.echo, [UInt8](repeating: 1, count: 100)).status == "0")
        #expect(client.call(.echo, [UInt8](repeating: 1, count: 101)).status == "8")
    }

    @Test func connectionsAreCapped() throws {
        var limits = Limits()
        limits.connectionsMax = 2
        let server = try TestServer(limits: limits)
        defer { withExtendedLifetime(server) {} }
        let kept = [TestClient(server.port), TestClient(server.port)]
        defer { withExtendedLifetime(kept) {} }
        for client in kept { #expect(client.call(.echo, [1]).messages == [[1]]) }
        #expect(TestClient(server.port).readsToEnd())
        #expect(server.server.metrics.connectionsRefused == 1)
    }

    @Test func connectionsOfOneAddressAreCapped() throws {
        var limits = Limits()
        limits.connectionsPerAddressMax = 1
        let server = try TestServer(limits: limits)
        defer { withExtendedLifetime(server) {} }
        do {
            let kept = TestClient(server.port)
            defer { withExtendedLifetime(kept) {} }
            #expect(kept.call(.echo, [1]).messages == [[1]])
            #expect(TestClient(server.port).readsToEnd())
        }
        #expect(server.reaches { $0.connectionsOpen == 0 })
        #expect(TestClient(server.port).call(.echo, [1]).messages == [[1]])
    }

    @Test func streamsAreAnnounced() throws {
        let server = try TestServer()
        defer { withExtendedLifetime(server) {} }
        let client = TestClient(server.port)
        defer { withExtendedLifetime(client) {} }
        let settings = client.waitFor(type: 4)
        #expect(settings?.payload == [0, 3, 0, 0, 0, 128, 0, 6, 0, 0, 0x40, 0])
    }

    @Test func aFullMailboxSaysSo() throws {
        var limits = Limits()
        limits.mailboxMessagesMax = 3
        let server = try TestServer(limits: limits)
        defer { withExtendedLifetime(server) {} }
        let entered = EventLog()
        let release = EventLog()
        #expect(
            server.server.post { _ in
                entered.record("entered")
                _ = release.wait()
            }.isEmpty
        )
        #expect(entered.wait())
        for _ in 0..<3 { #expect(server.server.post { _ in }.isEmpty) }
        #expect(server.server.post { _ in } == [0])
        release.record("go on")
        server.barrier()
        #expect(server.server.post { _ in }.isEmpty)
    }

    @Test func aSenderOnAnotherThreadIsBounded() throws {
        var limits = Limits()
        limits.handleBytesMax = 2
        let server = try TestServer(limits: limits)
        defer { withExtendedLifetime(server) {} }
        let client = TestClient(server.port)
        defer { withExtendedLifetime(client) {} }
        client.send(TestClient.settings([(4, 0)]))
        let stream = client.open(.pushed)
        #expect(server.reaches { _ in server.worker.count == 1 })
        #expect(server.worker.runAll() == 1)
        #expect(client.response(stream).resetCode == 11)
        #expect(server.reaches { $0.workInUse == 0 && $0.streamsOpen == 0 })
    }

    @Test func streamIDsDoNotRunOut() throws {
        var limits = Limits()
        limits.streamIDMax = 5
        let server = try TestServer(limits: limits)
        defer { withExtendedLifetime(server) {} }
        let client = TestClient(server.port)
        defer { withExtendedLifetime(client) {} }
        for byte in UInt8(1)...3 { #expect(client.call(.echo, [byte]).messages == [[byte]]) }
        #expect(client.readsToEnd())
        #expect(client.goaways.last?.debug == "max_stream_id")
    }
}
