import Testing
import Transport

@Suite struct ClientConnectionTests {
    private static let ok = fields((":status", "200"), ("content-type", "application/grpc"))
    private static let success = fields(("grpc-status", "0"))

    private static func connected() throws -> (ServerScript, ClientConnection) {
        let server = try ServerScript()
        let connection = try ClientConnection(to: server.address)
        server.accept()
        return (server, connection)
    }

    @Test func aUnaryCallGivesTheMessage() throws {
        let (server, connection) = try Self.connected()
        server.answer(
            .headers(1, Self.ok),
            .data(1, framed([9, 8])),
            .headers(1, Self.success, isLast: true)
        )
        #expect(try connection.unary("/a.B/C", [1, 2, 3]) == [9, 8])

        let frames = server.receivedFrames()
        #expect(frames.contains { $0.type == 1 && $0.stream == 1 })
        let data = frames.filter { $0.type == 0 && $0.stream == 1 }
        #expect(data.flatMap(\.payload) == framed([1, 2, 3]))
        #expect(data.last.map { $0.flags & 1 } == 1)
    }

    @Test func callsShareAConnection() throws {
        let (server, connection) = try Self.connected()
        let first = try connection.start("/a.B/C")
        let second = try connection.start("/a.B/D")
        server.answer(
            .headers(3, Self.ok),
            .headers(1, Self.ok),
            .data(3, framed([3])),
            .data(1, framed([1])),
            .headers(1, Self.success, isLast: true),
            .headers(3, fields(("grpc-status", "9"), ("grpc-message", "no")), isLast: true)
        )
        try first.send([], isLast: true)
        try second.send([], isLast: true)
        #expect(try first.receive() == [1])
        #expect(try second.receive() == [3])
        #expect(try first.receive() == nil)
        let status = #expect(throws: RPCStatus.self) { try second.receive() }
        #expect(status == RPCStatus(.failedPrecondition, "no"))
    }

    @Test func requestMessagesGoOutAsTheyCome() throws {
        let (server, connection) = try Self.connected()
        let call = try connection.start("/a.B/C")
        try call.send([1])
        server.answer(.headers(1, Self.ok), .data(1, framed([7])))
        #expect(try call.receive() == [7])
        try call.send([2])
        call.finishSending()
        server.answer(.headers(1, Self.success, isLast: true))
        #expect(try call.receive() == nil)
        let data = server.receivedFrames().filter { $0.type == 0 }
        #expect(data.flatMap(\.payload) == framed([1]) + framed([2]))
    }

    @Test func aPassedDeadlineEndsTheCallOnBothSides() throws {
        let (server, connection) = try Self.connected()
        let call = try connection.start("/a.B/C", deadline: .now)
        try call.send([], isLast: true)
        let status = #expect(throws: RPCStatus.self) { try call.receive() }
        #expect(status?.code == .deadlineExceeded)
        #expect(server.receivedFrames().contains(.reset(1, code: 8)))
    }

    @Test func droppingACallCancelsIt() throws {
        let (server, connection) = try Self.connected()
        do {
            let call = try connection.start("/a.B/C")
            try call.send([])
            server.answer(.headers(1, Self.ok), .data(1, framed([1])))
            #expect(try call.receive() == [1])
        }
        #expect(server.receivedFrames().contains(.reset(1, code: 8)))
    }

    @Test func theWindowOpensOnlyForAReaderThatReads() throws {
        let (server, connection) = try Self.connected()
        let call = try connection.start("/a.B/C")
        try call.send([], isLast: true)
        let message = [UInt8](repeating: 5, count: 16_000)
        server.answer(.headers(1, Self.ok))
        let isUpdate: (ServerScript.Frame) -> Bool = { $0.type == 8 && $0.stream == 1 }

        for _ in 0..<40 {
            server.answer(.data(1, framed(message)))
            try connection.turn()
        }
        #expect(!server.receivedFrames().contains(where: isUpdate))
        for _ in 0..<40 { #expect(try call.receive() == message) }
        #expect(try call.receiveIfReady() == .notYet)
        try connection.turn(deadline: .now)
        #expect(server.receivedFrames().contains(where: isUpdate))
    }

    @Test func aLostConnectionEndsEveryCall() throws {
        let (server, connection) = try Self.connected()
        let calls = [try connection.start("/a.B/C"), try connection.start("/a.B/D")]
        for call in calls { try call.send([], isLast: true) }
        server.hangUp()
        for call in calls {
            let status = #expect(throws: RPCStatus.self) { try call.receive() }
            #expect(status?.code == .unavailable)
        }
        #expect(throws: RPCStatus.self) { try connection.start("/a.B/E") }
    }

    @Test func aDrainingServerEndsWhatItTook() throws {
        let (server, connection) = try Self.connected()
        let call = try connection.start("/a.B/C")
        let refused = try connection.start("/a.B/D")
        try call.send([], isLast: true)
        try refused.send([], isLast: true)
        try connection.turn(deadline: .now)
        server.answer(
            .headers(1, Self.ok),
            .goAway(lastStream: 1, "max_age"),
            .data(1, framed([4])),
            .headers(1, Self.success, isLast: true)
        )
        #expect(try call.receive() == [4])
        #expect(try call.receive() == nil)
        let status = #expect(throws: RPCStatus.self) { try refused.receive() }
        #expect(status?.code == .unavailable)
        let later = #expect(throws: RPCStatus.self) { try connection.start("/a.B/E") }
        #expect(later?.message.contains("max_age") == true)
    }

    @Test func somethingElseThanHTTP2IsNamed() throws {
        let server = try ServerScript()
        let connection = try ClientConnection(to: server.address)
        server.accept()
        server.write(Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8))
        let status = #expect(throws: RPCStatus.self) { try connection.unary("/a.B/C", []) }
        #expect(status?.code == .unavailable)
    }

    @Test func nobodyThereIsNamedWithTheAddress() throws {
        let address: ServerAddress
        do {
            let server = try ServerScript()
            address = server.address
        }
        let status = #expect(throws: RPCStatus.self) { try ClientConnection(to: address) }
        #expect(status?.code == .unavailable)
        #expect(status?.message.contains(address.description) == true)
    }

    @Test func certificatesAreSkippedOnlyOnThisMachine() throws {
        let server = try ServerScript()
        let remote = ServerAddress(
            host: "127.0.0.1.nip.invalid",
            port: server.address.port,
            isSecure: true
        )
        #expect(throws: RPCStatus.self) { try ClientConnection(to: remote, trust: .anyOnLoopback) }
    }
}
