import Testing
import Transport

@Suite struct CallTests {
    @Test(arguments: [0, 1, 200, 2048, 16_384, 60_000, 65_536])
    func aUnaryCallReturnsItsBytes(byteCount: Int) throws {
        let server = try TestServer()
        defer { withExtendedLifetime(server) {} }
        let client = TestClient(server.port)
        defer { withExtendedLifetime(client) {} }
        client.updateWindow(0, 1 << 20)
        let message = (0..<byteCount).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let stream = client.open(.echo, message)
        client.updateWindow(stream, 1 << 20)
        let response = client.response(stream)
        #expect(response.messages == [message])
        #expect(response.headers == [":status": "200", "content-type": "application/grpc"])
        #expect(response.trailers == ["grpc-status": "0"])
    }

    @Test func manyCallsShareAConnection() throws {
        let server = try TestServer(loopCount: 2)
        defer { withExtendedLifetime(server) {} }
        let clients = [TestClient(server.port), TestClient(server.port)]
        defer { withExtendedLifetime(clients) {} }
        for round in UInt8(0)..<10 {
            for client in clients {
                let streams = (UInt8(0)..<100).map { client.open(.echo, [$0, round]) }
                for (index, stream) in streams.enumerated() {
                    #expect(client.response(stream).messages == [[UInt8(index), round]])
                }
            }
        }
        #expect(server.reaches { $0.callsOK == 2000 && $0.streamsOpen == 0 && $0.workInUse == 0 })
    }

    @Test func aMessageOfManySlicesArrivesWhole() throws {
        let server = try TestServer()
        defer { withExtendedLifetime(server) {} }
        let client = TestClient(server.port)
        defer { withExtendedLifetime(client) {} }
        client.updateWindow(0, 1 << 20)
        let stream = client.open(.page)
        client.updateWindow(stream, 1 << 20)
        let expected = (0..<64).flatMap { row in
            [UInt8](repeating: UInt8(row), count: 40 + row * 100)
        }
        #expect(client.response(stream).messages == [expected])
    }

    @Test func aSourceIsPulledOnlyAsTheWindowOpens() throws {
        let server = try TestServer()
        defer { withExtendedLifetime(server) {} }
        let client = TestClient(server.port)
        defer { withExtendedLifetime(client) {} }
        let stream = client.open(.count, [0x01, 0x00])
        #expect(client.messages(stream, atLeast: 65).count == 65)
        #expect(server.reaches { $0.streamsOpen == 1 })
        client.updateWindow(stream, 1 << 20)
        client.updateWindow(0, 1 << 20)
        let response = client.response(stream)
        #expect(response.messages.count == 256)
        #expect(response.messages.allSatisfy { $0.count == 1000 })
        #expect(response.status == "0")
    }

    @Test func aRequestStreamIsCollected() throws {
        let server = try TestServer()
        defer { withExtendedLifetime(server) {} }
        let client = TestClient(server.port)
        defer { withExtendedLifetime(client) {} }
        let sizes = [27_182, 8, 1_828, 0, 20_000]
        let body = sizes.flatMap { TestClient.prefixed([UInt8](repeating: 1, count: $0)) }
        let response = client.response(client.open(TestMethod.collect.path, body))
        #expect(response.messages == [Array("5 49018".utf8)])
        #expect(response.status == "0")
    }

    @Test func messagesGoBothWaysWhileTheRequestIsOpen() throws {
        let server = try TestServer()
        defer { withExtendedLifetime(server) {} }
        let client = TestClient(server.port)
        defer { withExtendedLifetime(client) {} }
        let stream = client.open(
            TestMethod.bidirectional.path,
            TestClient.prefixed([1]),
            ends: false
        )
        #expect(client.messages(stream, atLeast: 1) == [[1]])
        client.send(TestClient.frame(0, 0, stream, TestClient.prefixed([2, 2])))
        #expect(client.messages(stream, atLeast: 2) == [[1], [2, 2]])
        client.send(TestClient.frame(0, 1, stream, TestClient.prefixed([])))
        let response = client.response(stream)
        #expect(response.messages == [[1], [2, 2], []])
        #expect(response.status == "0")
    }

    @Test func aRichStatusArrivesComplete() throws {
        let server = try TestServer()
        defer { withExtendedLifetime(server) {} }
        let client = TestClient(server.port)
        defer { withExtendedLifetime(client) {} }
        let response = client.call(.failure)
        #expect(response.status == "9")
        #expect(response.message == "nicht m%C3%B6glich: 100%25")
        #expect(response.headers["grpc-status-details-bin"] == "CAk")
        #expect(response.headers["grpc-retry-pushback-ms"] == "250")
        #expect(response.headers["x-bin"] == "AP8")
        #expect(response.headers["x-initial"] == "first")
    }

    @Test func anotherThreadCompletesACall() throws {
        let server = try TestServer()
        defer { withExtendedLifetime(server) {} }
        let client = TestClient(server.port)
        defer { withExtendedLifetime(client) {} }
        let stream = client.open(.handedOver, [7, 8])
        #expect(server.reaches { _ in server.worker.count == 1 })
        #expect(server.server.metrics.workInUse == 1)
        #expect(server.worker.runAll() == 1)
        #expect(client.response(stream).messages == [[7, 8]])
        #expect(server.reaches { $0.workInUse == 0 && $0.streamsOpen == 0 })
    }

    @Test func anotherThreadSendsMessages() throws {
        let server = try TestServer()
        defer { withExtendedLifetime(server) {} }
        let client = TestClient(server.port)
        defer { withExtendedLifetime(client) {} }
        let stream = client.open(.pushed)
        #expect(server.reaches { _ in server.worker.count == 1 })
        #expect(server.worker.runAll() == 1)
        let response = client.response(stream)
        #expect(response.messages == [[0], [1], [2], [3], [4]])
        #expect(response.status == "10")
        #expect(server.reaches { $0.workInUse == 0 })
    }

    @Test func aHandleThatIsLetGoEndsItsCall() throws {
        let server = try TestServer()
        defer { withExtendedLifetime(server) {} }
        let client = TestClient(server.port)
        defer { withExtendedLifetime(client) {} }
        #expect(client.call(.abandoned).status == "13")
        #expect(server.reaches { $0.workInUse == 0 && $0.streamsOpen == 0 })
    }

    @Test func aPublishReachesEverySubscriber() throws {
        let server = try TestServer(loopCount: 2)
        defer { withExtendedLifetime(server) {} }
        let clients = [TestClient(server.port), TestClient(server.port)]
        defer { withExtendedLifetime(clients) {} }
        let streams = clients.map { $0.open(.subscribe) }
        #expect(server.reaches { $0.subscriptionsInUse == 2 })
        for revision in UInt8(1)...5 {
            let full = server.server.post { context in
                let application = context.application(as: TestApplication.self)
                application.revision += 1
                for call in application.subscriptions { call.wake() }
            }
            #expect(full.isEmpty)
            for (client, stream) in zip(clients, streams) {
                #expect(client.messages(stream, atLeast: Int(revision)).last == [revision])
            }
        }
        for (client, stream) in zip(clients, streams) { client.reset(stream) }
        #expect(server.reaches { $0.subscriptionsInUse == 0 && $0.callsCancelled == 2 })
    }

    @Test func metadataIsReadByName() throws {
        let server = try TestServer()
        defer { withExtendedLifetime(server) {} }
        let client = TestClient(server.port)
        defer { withExtendedLifetime(client) {} }
        let response = client.call(
            .failure,
            changes: [("authorization", "Bearer x"), ("cookie", "y")]
        )
        #expect(response.headers["x-seen"] == "Bearer x")
    }

    @Test func aCallThatHasEndedCanNoLongerBeTouched() throws {
        let server = try TestServer()
        defer { withExtendedLifetime(server) {} }
        let client = TestClient(server.port)
        defer { withExtendedLifetime(client) {} }
        let ended = client.open(.subscribe)
        #expect(server.reaches { $0.subscriptionsInUse == 1 })
        client.reset(ended)
        #expect(server.log.wait())
        #expect(server.reaches { $0.subscriptionsInUse == 0 })
        let other = client.open(.subscribe)
        #expect(server.reaches { $0.subscriptionsInUse == 1 && $0.callsStarted == 2 })
        let checked = EventLog()
        let full = server.server.post { context in
            guard let stale = context.application(as: TestApplication.self).subscriptions.first
            else { return }
            stale.wake()
            stale.end(.ok)
            stale.respond(MessageBytes([1]))
            stale.reset(code: 8)
            checked.record("\(stale.isOpen) \(stale.makeHandle() == nil) \(stale.takeWorkSlot())")
        }
        #expect(full.isEmpty)
        #expect(checked.wait())
        #expect(checked.all == ["false true false"])
        #expect(client.roundTrip())
        #expect(server.server.metrics.subscriptionsInUse == 1)
        client.reset(other)
        #expect(server.reaches { $0.streamsOpen == 0 })
    }

    @Test func aPausedRequestStreamClosesItsWindow() throws {
        let server = try TestServer()
        defer { withExtendedLifetime(server) {} }
        let client = TestClient(server.port)
        defer { withExtendedLifetime(client) {} }
        let message = TestClient.prefixed([UInt8](repeating: 1, count: 16_379))
        let stream = client.open(TestMethod.paused.path, message + message + message, ends: false)
        #expect(server.log.wait())
        #expect(client.roundTrip())
        #expect(server.log.all == ["paused"])
        client.reset(stream)
        #expect(
            server.reaches { $0.callsCancelled == 1 && $0.streamsOpen == 0 && $0.workInUse == 0 }
        )
    }
}
