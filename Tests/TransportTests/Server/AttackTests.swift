import Testing
import Transport

/// What a peer can do to a server that HTTP/2 libraries alone let pass, each with small limits.
@Suite struct AttackTests {
    private static func limits(_ change: (inout Limits) -> Void = { _ in }) -> Limits {
        var limits = Limits()
        limits.faults.pointsMax = 40
        limits.faults.pointsPerSecond = 0
        limits.faults.pointsPerCall = 0
        change(&limits)
        return limits
    }

    /// Sends the same thing until the server has had enough; the code of its GOAWAY.
    private func flood(
        _ limits: Limits = AttackTests.limits(),
        times: Int = 400,
        _ attack: (TestClient, Int) -> Void
    ) throws -> (server: TestServer, code: UInt32?, debug: String?) {
        let server = try TestServer(limits: limits)
        defer { withExtendedLifetime(server) {} }
        let client = TestClient(server.port)
        defer { withExtendedLifetime(client) {} }
        for time in 0..<times { attack(client, time) }
        _ = client.readsToEnd()
        return (server, client.goaways.last?.code, client.goaways.last?.debug)
    }

    @Test func rapidResetNeverReachesAHandler() throws {
        let (server, code, debug) = try flood { client, _ in
            let stream = client.takeStreamID()
            let block = TestClient.headerBlock(TestClient.requestFields(TestMethod.never.path))
            client.send(
                TestClient.frame(1, 4, stream, block)
                    + TestClient.frame(0, 1, stream, TestClient.prefixed([]))
                    + TestClient.frame(3, 0, stream, TestClient.big(UInt32(8)))
            )
        }
        #expect(code == 11)
        #expect(debug == "fault budget is spent")
        #expect(server.faults.all == ["peerReset"])
        #expect(server.isReleased())
    }

    @Test func resetsThatWePayForAreCounted() throws {
        let limits = Self.limits { $0.faults.setCost(of: .windowUpdate, to: 0) }
        let (server, code, _) = try flood(limits) { client, _ in
            let stream = client.takeStreamID()
            let block = TestClient.headerBlock(TestClient.requestFields(TestMethod.echo.path))
            client.send(
                TestClient.frame(1, 4, stream, block)
                    + TestClient.frame(8, 0, stream, TestClient.big(UInt32(0x7FFF_FFFF)))
            )
        }
        #expect(code == 11)
        #expect(server.faults.all == ["streamError"])
        #expect(server.isReleased())
    }

    @Test(arguments: [
        [("UPPER", "1")], [("", "1")], [("content-length", "7")], [("connection", "close")],
    ])
    func malformedRequestsAreCounted(fields: [(String, String)]) throws {
        let (server, code, _) = try flood { client, _ in
            let stream = client.takeStreamID()
            let block = TestClient.headerBlock(
                TestClient.requestFields(TestMethod.echo.path) + fields
            )
            client.send(
                TestClient.frame(1, 4, stream, block)
                    + TestClient.frame(0, 1, stream, TestClient.prefixed([1]))
            )
        }
        #expect(code == 11)
        #expect(server.faults.all == ["streamError"])
        #expect(server.server.metrics.callsStarted == 0)
    }

    @Test func aContinuationFloodIsCut() throws {
        let (server, code, _) = try flood(times: 1) { client, _ in
            let stream = client.takeStreamID()
            let block = TestClient.headerBlock(TestClient.requestFields(TestMethod.echo.path))
            client.send(TestClient.frame(1, 1, stream, block))
            for _ in 0..<20 { client.send(TestClient.frame(9, 0, stream)) }
        }
        #expect(code == 11)
        #expect(server.faults.all == ["continuation"])
    }

    @Test func anHPACKBombIsRefusedByItsDecodedSize() throws {
        let (server, code, _) = try flood(times: 3) { client, _ in
            let stream = client.takeStreamID()
            let name: [UInt8] = Array("x-bomb".utf8)
            let value = [UInt8](repeating: UInt8(ascii: "a"), count: 100)
            let insert: [UInt8] = [0x40, UInt8(name.count)] + name + [UInt8(value.count)] + value
            let block =
                TestClient.headerBlock(TestClient.requestFields(TestMethod.echo.path)) + insert
                + [UInt8](repeating: 0xBE, count: 10_000)
            client.send(TestClient.frame(1, 5, stream, block))
        }
        #expect(code == 11)
        #expect(server.faults.all == ["headerLimit"])
    }

    @Test func tinyFieldsByTheHundredAreRefusedByTheirNumber() throws {
        let limits = Self.limits { $0.faults.setCost(of: .headerLimit, to: 10) }
        let (server, code, _) = try flood(limits, times: 10) { client, _ in
            _ = client.open(TestMethod.echo.path, nil, changes: (0..<70).map { ("c\($0)", "") })
        }
        #expect(code == 11)
        #expect(server.faults.all == ["headerLimit"])
    }

    @Test func pingsTooOftenEndTheConnection() throws {
        let (server, code, debug) = try flood(times: 10) { client, _ in
            client.send(TestClient.frame(6, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]))
        }
        #expect(code == 11)
        #expect(debug == "too_many_pings")
        #expect(server.faults.all == ["ping"])
    }

    @Test func settingsFloodsCost() throws {
        let (server, code, _) = try flood { client, time in
            client.send(TestClient.settings([(4, UInt32(time))]))
        }
        #expect(code == 11)
        #expect(server.faults.all == ["settings"])
    }

    @Test func emptyDataFramesCost() throws {
        let limits = Self.limits { $0.faults.pointsMax = 1000 }
        let (server, code, _) = try flood(limits, times: 200) { client, time in
            if time == 0 { _ = client.open(TestMethod.collect.path, nil, ends: false) }
            client.send(TestClient.frame(0, 0, 1))
        }
        #expect(code == 11)
        #expect(server.faults.all == ["emptyFrame"])
    }

    @Test func priorityChurnIsBoundedByStreams() throws {
        let (server, code, _) = try flood { client, time in
            client.send(TestClient.frame(2, 0, 1, [0, 0, 0, 0, UInt8(time % 256)]))
        }
        #expect(code == 11)
        #expect(server.faults.all == ["priority"])
    }

    @Test func unknownFramesCost() throws {
        let (server, code, _) = try flood { client, _ in
            client.send(TestClient.frame(0x77, 0, 0, [1]))
        }
        #expect(code == 11)
        #expect(server.faults.all == ["unknownFrame"])
    }

    @Test func windowUpdatesBeyondUseCost() throws {
        let (server, code, _) = try flood { client, _ in client.updateWindow(0, 1) }
        #expect(code == 11)
        #expect(server.faults.all == ["windowUpdate"])
    }

    @Test func paddingBeyondUseIsCut() throws {
        let limits = Self.limits { $0.faults.paddingBytesFree = 10_000 }
        let (server, code, _) = try flood(limits, times: 100) { client, time in
            if time == 0 { _ = client.open(TestMethod.collect.path, nil, ends: false) }
            let payload: [UInt8] = [255, 0] + [UInt8](repeating: 0, count: 255)
            client.send(TestClient.frame(0, 8, 1, payload))
        }
        #expect(code == 11)
        #expect(server.faults.all == ["padding"])
    }

    @Test func aSkippedStreamIDMayNotComeBack() throws {
        let server = try TestServer()
        defer { withExtendedLifetime(server) {} }
        let client = TestClient(server.port)
        defer { withExtendedLifetime(client) {} }
        let block = TestClient.headerBlock(TestClient.requestFields(TestMethod.echo.path))
        let body = TestClient.prefixed([1])
        client.send(TestClient.frame(1, 4, 5, block) + TestClient.frame(0, 1, 5, body))
        #expect(client.response(5).status == "0")
        client.send(TestClient.frame(1, 4, 3, block) + TestClient.frame(0, 1, 3, body))
        #expect(client.readsToEnd())
        #expect(client.goaways.last?.code == 1)
    }

    @Test func aPeerThatDoesNotReadIsGivenUp() throws {
        let limits = Self.limits {
            $0.outboundFramesMax = 20
            $0.faults.pointsMax = 100_000
        }
        let server = try TestServer(limits: limits) { configuration in
            configuration.system.writeVector = { _, _, _ in -11 }
        }
        defer { withExtendedLifetime(server) {} }
        let client = TestClient(server.port)
        defer { withExtendedLifetime(client) {} }
        // At once, so that the answers are queued before the first of them is framed.
        let block = TestClient.headerBlock(
            TestClient.requestFields(TestMethod.echo.path) + [("UPPER", "1")]
        )
        client.send((0..<40).flatMap { _ in TestClient.frame(1, 5, client.takeStreamID(), block) })
        #expect(client.readsToEnd())
        #expect(server.faults.all == ["outboundQueue"])
        #expect(server.isReleased())
    }

    @Test func aBadPrefaceIsCut() throws {
        let server = try TestServer()
        defer { withExtendedLifetime(server) {} }
        let client = TestClient(server.port, start: false)
        defer { withExtendedLifetime(client) {} }
        client.send(Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
        #expect(client.readsToEnd())
        #expect(server.isReleased())
    }
}
