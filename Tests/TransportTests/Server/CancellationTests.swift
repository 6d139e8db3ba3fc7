import Testing
import Transport

@Suite struct CancellationTests {
    @Test func aDeadlineBeforeTheAnswerIsAStatus() throws {
        let server = try TestServer()
        defer { withExtendedLifetime(server) {} }
        let client = TestClient(server.port)
        defer { withExtendedLifetime(client) {} }
        let response = client.call(.never, changes: [("grpc-timeout", "30m")])
        #expect(response.status == "4")
        #expect(response.httpStatus == "200")
        server.barrier()
        #expect(server.log.all == ["started", "cancelled deadlineExceeded"])
        #expect(
            server.reaches { $0.workInUse == 0 && $0.streamsOpen == 0 && $0.callsCancelled == 1 }
        )
    }

    @Test func aDeadlineInsideAResponseIsAReset() throws {
        let server = try TestServer()
        defer { withExtendedLifetime(server) {} }
        let client = TestClient(server.port)
        defer { withExtendedLifetime(client) {} }
        let response = client.call(.count, [0x10, 0], changes: [("grpc-timeout", "50m")])
        #expect(response.resetCode == 8)
        #expect(response.status == nil)
        server.barrier()
        #expect(server.log.all == ["cancelled deadlineExceeded"])
        #expect(server.reaches { $0.workInUse == 0 && $0.streamsOpen == 0 })
    }

    @Test func aResetOfTheClientStopsTheHandlerOnce() throws {
        let server = try TestServer()
        defer { withExtendedLifetime(server) {} }
        let client = TestClient(server.port)
        defer { withExtendedLifetime(client) {} }
        let stream = client.open(.never)
        #expect(server.log.wait())
        client.reset(stream)
        #expect(server.log.wait())
        #expect(server.log.all == ["started", "cancelled reset(code: 8)"])
        #expect(server.reaches { $0.workInUse == 0 && $0.streamsOpen == 0 })
        #expect(client.call(.echo, [1]).messages == [[1]])
    }

    @Test func aLostConnectionStopsEveryHandlerOnce() throws {
        let server = try TestServer()
        defer { withExtendedLifetime(server) {} }
        do {
            let client = TestClient(server.port)
            defer { withExtendedLifetime(client) {} }
            for _ in 0..<3 {
                _ = client.open(.never)
                #expect(server.log.wait())
            }
            _ = client.open(.count, [0x10, 0])
            _ = client.open(.subscribe)
            #expect(server.reaches { $0.streamsOpen == 5 })
        }
        #expect(server.isReleased())
        #expect(server.log.all.filter { $0 == "cancelled connectionClosed" }.count == 5)
        #expect(server.server.metrics.callsCancelled == 5)
    }

    @Test func workOnAnotherThreadKeepsItsSlotUntilItEnds() throws {
        let server = try TestServer()
        defer { withExtendedLifetime(server) {} }
        let client = TestClient(server.port)
        defer { withExtendedLifetime(client) {} }
        for _ in 0..<4 { client.reset(client.open(.handedOver, [1])) }
        let kept = client.open(.handedOver, [2])
        #expect(server.reaches { _ in server.worker.count >= 1 })
        #expect(client.roundTrip())
        let submitted = server.worker.count
        #expect(server.server.metrics.workInUse == submitted)
        #expect(server.worker.runAll() == submitted)
        #expect(client.response(kept).messages == [[2]])
        #expect(server.reaches { $0.workInUse == 0 && $0.streamsOpen == 0 })
    }

    @Test func anAnswerAfterTheDeadlineIsDropped() throws {
        let server = try TestServer()
        defer { withExtendedLifetime(server) {} }
        let client = TestClient(server.port)
        defer { withExtendedLifetime(client) {} }
        #expect(client.call(.handedOver, [1], changes: [("grpc-timeout", "20m")]).status == "4")
        #expect(server.server.metrics.workInUse == 1)
        #expect(server.worker.runAll() == 1)
        #expect(server.reaches { $0.workInUse == 0 })
        #expect(client.call(.echo, [3]).messages == [[3]])
        #expect(server.server.metrics.callsOK == 1)
    }

    @Test func workThatIsDroppedGivesItsSlotBack() throws {
        let server = try TestServer()
        defer { withExtendedLifetime(server) {} }
        do {
            let client = TestClient(server.port)
            defer { withExtendedLifetime(client) {} }
            _ = client.open(.handedOver, [1])
            #expect(server.reaches { _ in server.worker.count == 1 })
        }
        #expect(server.reaches { $0.connectionsOpen == 0 && $0.workInUse == 1 })
        server.worker.dropAll()
        #expect(server.isReleased())
    }

    @Test func aTruncatedMessageIsNeverFollowedByTrailers() throws {
        let server = try TestServer()
        defer { withExtendedLifetime(server) {} }
        let client = TestClient(server.port)
        defer { withExtendedLifetime(client) {} }
        let stream = client.open(.count, [0x10, 0], changes: [("grpc-timeout", "50m")])
        let response = client.response(stream)
        #expect(response.body.count % 1005 != 0)
        #expect(response.trailers.isEmpty)
        #expect(response.resetCode != nil)
    }
}
