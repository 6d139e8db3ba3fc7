import TestSupport
import Testing
import Transport

@Suite struct ClientCallStateTests {
    private static let headers = fields(
        (":status", "200"),
        ("content-type", "application/grpc+proto"),
        ("x-note", "hello")
    )
    private static let success = fields(("grpc-status", "0"))

    @Test func givesMessagesThenTheStatus() throws {
        var state = ClientCallState()
        state.receivedHeaders(Self.headers, endsStream: false)
        state.receivedData(framed([1, 2, 3]) + framed([]))
        state.receivedHeaders(Self.success, endsStream: true)
        state.closed(code: 0)

        #expect(state.initialMetadata.map(\.name) == ["content-type", "x-note"])
        #expect(state.status == .ok)
        #expect(try state.nextMessage() == [1, 2, 3])
        #expect(try state.nextMessage() == [])
        #expect(try state.nextMessage() == nil)
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func anySplitGivesTheSameMessages(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        for _ in 0..<200 {
            let messages = (0..<Int.random(in: 0..<5, using: &random)).map { _ in
                (0..<Int.random(in: 0..<40, using: &random)).map { _ in
                    UInt8.random(in: 0...255, using: &random)
                }
            }
            var bytes = messages.flatMap(framed)[...]
            var state = ClientCallState()
            state.receivedHeaders(Self.headers, endsStream: false)
            var received: [[UInt8]] = []
            while !bytes.isEmpty {
                let count = Int.random(in: 1...bytes.count, using: &random)
                state.receivedData(Array(bytes.prefix(count)))
                bytes = bytes.dropFirst(count)
                while let message = try state.nextMessage() { received.append(message) }
            }
            state.receivedHeaders(Self.success, endsStream: true)
            #expect(received == messages, "seed \(seed)")
            #expect(state.status == .ok, "seed \(seed)")
        }
    }

    @Test func readsAStatusWithoutMessages() {
        var state = ClientCallState()
        state.receivedHeaders(
            fields(
                (":status", "200"),
                ("content-type", "application/grpc"),
                ("grpc-status", "5"),
                ("grpc-message", "n%C3%A4h%25 bad%zz"),
                ("grpc-status-details-bin", "CAU")
            ),
            endsStream: true
        )
        #expect(state.status?.code == .notFound)
        #expect(state.status?.message == "näh% bad%zz")
        #expect(state.status?.details == [8, 5])
    }

    @Test(arguments: [
        ("400", StatusCode.internalError), ("401", .unauthenticated), ("403", .permissionDenied),
        ("404", .unimplemented), ("503", .unavailable), ("500", .unknown),
    ])
    func answersOfOtherServersAreStatuses(httpStatus: String, code: StatusCode) {
        for endsStream in [true, false] {
            var state = ClientCallState()
            state.receivedHeaders(fields((":status", httpStatus)), endsStream: endsStream)
            #expect(state.status?.code == code)
            #expect(state.status?.message == "the server answered HTTP \(httpStatus)")
        }
    }

    @Test func refusesAnotherContentType() {
        var state = ClientCallState()
        state.receivedHeaders(
            fields((":status", "200"), ("content-type", "text/html")),
            endsStream: false
        )
        #expect(state.status?.code == .unknown)
        #expect(state.status?.message.contains("text/html") == true)
    }

    @Test func passesOverInformationalHeaders() {
        var state = ClientCallState()
        state.receivedHeaders(fields((":status", "103")), endsStream: false)
        state.receivedHeaders(Self.headers, endsStream: false)
        state.receivedHeaders(Self.success, endsStream: true)
        #expect(state.status == .ok)
    }

    @Test(arguments: [
        (0 as UInt32, StatusCode.internalError), (1, .internalError), (7, .unavailable),
        (8, .cancelled),
        (11, .resourceExhausted), (12, .permissionDenied),
    ])
    func aResetIsAStatus(code: UInt32, status: StatusCode) {
        var state = ClientCallState()
        state.receivedHeaders(Self.headers, endsStream: false)
        state.closed(code: code)
        #expect(state.status?.code == status)
    }

    @Test func aTruncatedMessageIsNoSuccess() {
        var state = ClientCallState()
        state.receivedHeaders(Self.headers, endsStream: false)
        state.receivedData(framed([1, 2]) + framed([3, 4]).dropLast())
        state.receivedHeaders(Self.success, endsStream: true)
        #expect(state.status?.code == .internalError)
    }

    @Test func anEndWithoutStatusIsUnknown() {
        var state = ClientCallState()
        state.receivedHeaders(Self.headers, endsStream: false)
        state.receivedEnd()
        #expect(state.status?.code == .unknown)
    }

    @Test func theFirstEndCounts() {
        var state = ClientCallState()
        state.abandon(RPCStatus(.deadlineExceeded, "late"))
        state.receivedHeaders(Self.headers, endsStream: false)
        state.receivedHeaders(Self.success, endsStream: true)
        state.closed(code: 8)
        #expect(state.status?.code == .deadlineExceeded)
    }

    @Test func aMessageOverTheLimitEndsTheCall() {
        var state = ClientCallState(messageBytesMax: 3)
        state.receivedHeaders(Self.headers, endsStream: false)
        state.receivedData(framed([1, 2, 3]) + framed([1, 2, 3, 4]))
        #expect(throws: Never.self) { try state.nextMessage() }
        #expect(throws: RPCStatus.self) { try state.nextMessage() }
        #expect(state.status?.code == .resourceExhausted)
    }

    @Test(arguments: [
        ([2, 0, 0, 0, 0] as [UInt8], "unknown flag 2"), ([1, 0, 0, 0, 0], "compressed"),
    ])
    func aBadPrefixEndsTheCall(bytes: [UInt8], reason: String) {
        var state = ClientCallState()
        state.receivedHeaders(Self.headers, endsStream: false)
        state.receivedData(bytes)
        #expect(throws: RPCStatus.self) { try state.nextMessage() }
        #expect(state.status?.code == .internalError)
        #expect(state.status?.message.contains(reason) == true)
    }

    @Test func windowBytesAreGivenBackOnce() {
        var state = ClientCallState()
        state.receivedHeaders(Self.headers, endsStream: false)
        state.receivedData(framed([1, 2, 3]))
        #expect(state.takeUnacknowledgedBytes() == 8)
        #expect(state.takeUnacknowledgedBytes() == 0)
    }
}

func fields(_ pairs: (String, String)...) -> [MetadataField] {
    pairs.map { MetadataField(name: $0.0, text: $0.1) }
}

func framed(_ message: [UInt8]) -> [UInt8] {
    let count = UInt32(message.count)
    return [0] + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: count >> $0) } + message
}
