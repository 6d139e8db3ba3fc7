import Testing
import Transport

/// Many long answers and a subscription on one connection: the subscription does not wait behind them.
@Suite struct FairnessTests {
    /// What may pass between an event and its delivery, of 480 MB that wait: the buffers of two sockets.
    private let overtakenBytesMax = 1 << 20

    @Test func eventsAreNotStarvedByBulkLists() throws {
        let server = try TestServer()
        defer { withExtendedLifetime(server) {} }
        let client = TestClient(server.port, start: false, receiveBuffer: 16 * 1024)
        defer { withExtendedLifetime(client) {} }
        // Windows that nothing fills, so that only the server's own order counts.
        client.sendPreface(settings: [(4, 0x7FFF_FFFF)])
        client.updateWindow(0, 0x7FFF_0000)
        let subscription = client.open(.subscribe)
        #expect(server.reaches { $0.subscriptionsInUse == 1 })
        let lists = (0..<8).map { _ in client.open(.count, [0xEA, 0x60]) }
        var frames = 0
        while frames < 500, let frame = client.nextFrame() {
            if lists.contains(frame.stream) { frames += 1 }
        }
        for event in 1...5 {
            let full = server.server.post { context in
                let application = context.application(as: TestApplication.self)
                application.revision += 1
                for call in application.subscriptions { call.wake() }
            }
            #expect(full.isEmpty)
            server.barrier()
            var overtaken = 0
            while let frame = client.nextFrame() {
                if frame.type == 0, frame.stream == subscription { break }
                if frame.type == 0 { overtaken += frame.payload.count }
            }
            #expect(overtaken < overtakenBytesMax, "event \(event)")
        }
    }
}
