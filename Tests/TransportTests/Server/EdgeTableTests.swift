import Testing
import Transport

/// The inputs at the edge of the protocol, and the one answer each has.
@Suite struct EdgeTableTests {
    enum Answer: Equatable, Sendable {
        case status(String)
        case http(String)
        case reset(UInt32)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var changes: [(String, String?)] = []
        var body: [UInt8]?
        var ends = true
        var answer: Answer

        var testDescription: String { name }
    }

    static let one = TestClient.prefixed([1, 2, 3])

    static let cases: [Case] = [
        Case(name: "an ordinary call", body: one, answer: .status("0")),
        Case(name: "no te", changes: [("te", nil)], body: one, answer: .status("0")),
        Case(name: "another te", changes: [("te", "gzip")], body: one, answer: .reset(1)),
        Case(
            name: "text/plain",
            changes: [("content-type", "text/plain")],
            body: one,
            answer: .http("415")
        ),
        Case(
            name: "no content-type",
            changes: [("content-type", nil)],
            body: one,
            answer: .http("415")
        ),
        Case(
            name: "application/grpcfoo",
            changes: [("content-type", "application/grpcfoo")],
            body: one,
            answer: .http("415")
        ),
        Case(
            name: "application/grpc+proto",
            changes: [("content-type", "application/grpc+proto")],
            body: one,
            answer: .status("0")
        ),
        Case(
            name: "application/grpc;charset=utf-8",
            changes: [("content-type", "application/grpc;charset=utf-8")],
            body: one,
            answer: .status("0")
        ),
        Case(name: "GET", changes: [(":method", "GET")], body: nil, answer: .http("405")),
        Case(name: "PUT", changes: [(":method", "PUT")], body: one, answer: .http("405")),
        Case(
            name: "GET /",
            changes: [(":method", "GET"), (":path", "/"), ("content-type", nil)],
            body: nil,
            answer: .http("200")
        ),
        Case(
            name: "unknown path",
            changes: [(":path", "/no.Such/Method")],
            body: one,
            answer: .status("12")
        ),
        Case(
            name: "grpc-timeout empty",
            changes: [("grpc-timeout", "")],
            body: one,
            answer: .status("13")
        ),
        Case(
            name: "grpc-timeout 1",
            changes: [("grpc-timeout", "1")],
            body: one,
            answer: .status("13")
        ),
        Case(
            name: "grpc-timeout 1x",
            changes: [("grpc-timeout", "1x")],
            body: one,
            answer: .status("13")
        ),
        Case(
            name: "grpc-timeout -1S",
            changes: [("grpc-timeout", "-1S")],
            body: one,
            answer: .status("13")
        ),
        Case(
            name: "grpc-timeout of nine digits",
            changes: [("grpc-timeout", "123456789S")],
            body: one,
            answer: .status("13")
        ),
        Case(
            name: "grpc-timeout 0n",
            changes: [("grpc-timeout", "0n")],
            body: one,
            answer: .status("4")
        ),
        Case(
            name: "grpc-timeout beyond 64 bits",
            changes: [("grpc-timeout", "99999999H")],
            body: one,
            answer: .status("0")
        ),
        Case(
            name: "unknown grpc-encoding, flag 0",
            changes: [("grpc-encoding", "snappy")],
            body: one,
            answer: .status("0")
        ),
        Case(
            name: "unknown grpc-encoding, flag 1",
            changes: [("grpc-encoding", "snappy")],
            body: TestClient.prefixed([1], flag: 1),
            answer: .status("12")
        ),
        Case(
            name: "flag 1 without encoding",
            body: TestClient.prefixed([1], flag: 1),
            answer: .status("13")
        ),
        Case(name: "flag 2", body: TestClient.prefixed([1], flag: 2), answer: .status("13")),
        Case(name: "two messages", body: one + one, answer: .status("12")),
        Case(name: "no message", body: nil, answer: .status("12")),
        Case(name: "no message but empty DATA", body: [], answer: .status("12")),
        Case(name: "truncated message", body: Array(one.dropLast()), answer: .status("13")),
        Case(name: "truncated prefix", body: [0, 0], answer: .status("13")),
        Case(
            name: "4 MiB and one, without the body",
            body: [0, 0, 0x40, 0, 1],
            ends: false,
            answer: .status("8")
        ),
        Case(
            name: "4 GiB, without the body",
            body: [0, 0xFF, 0xFF, 0xFF, 0xFF],
            ends: false,
            answer: .status("8")
        ),
        Case(name: "bad base64", changes: [("x-bin", "A")], body: one, answer: .status("13")),
        Case(
            name: "two base64 values in one",
            changes: [("x-bin", "AAE,AAI=")],
            body: one,
            answer: .status("0")
        ),
        Case(
            name: "reserved grpc- field",
            changes: [("grpc-previous-rpc-attempts", "1")],
            body: one,
            answer: .status("0")
        ),
    ]

    @Test(arguments: cases)
    func isAnswered(_ edge: Case) throws {
        let server = try TestServer()
        defer { withExtendedLifetime(server) {} }
        let client = TestClient(server.port)
        defer { withExtendedLifetime(client) {} }
        let stream = client.open(
            TestMethod.echo.path,
            edge.body,
            ends: edge.ends,
            changes: edge.changes
        )
        let response = client.response(stream)
        switch edge.answer {
        case .status(let status):
            #expect(response.httpStatus == "200")
            #expect(response.status == status, "\(response)")
        case .http(let status):
            #expect(response.httpStatus == status)
            #expect(response.status == nil)
        case .reset(let code):
            #expect(response.resetCode == code)
        }
        // The connection has survived it.
        #expect(client.call(.echo, [9]).messages == [[9]])
    }

    @Test func threeHundredFieldsAreReset() throws {
        let server = try TestServer()
        defer { withExtendedLifetime(server) {} }
        let client = TestClient(server.port)
        defer { withExtendedLifetime(client) {} }
        let stream = client.open(
            TestMethod.echo.path,
            nil,
            changes: (0..<300).map { ("x-\($0)", "1") }
        )
        #expect(client.response(stream).resetCode == 2)
        #expect(server.reaches { $0.faults >= 1 })
        #expect(client.call(.echo, [9]).messages == [[9]])
    }

    @Test func twentyKilobytesOfHeadersAreReset() throws {
        let server = try TestServer()
        defer { withExtendedLifetime(server) {} }
        let client = TestClient(server.port)
        defer { withExtendedLifetime(client) {} }
        let stream = client.takeStreamID()
        let block = TestClient.headerBlock(
            TestClient.requestFields(TestMethod.echo.path)
                + (0..<20).map { ("x-\($0)", String(repeating: "a", count: 1000)) }
        )
        client.send(
            TestClient.frame(1, 1, stream, Array(block[..<16_384]))
                + TestClient.frame(9, 4, stream, Array(block[16_384...]))
        )
        #expect(client.response(stream).resetCode == 2)
        #expect(client.call(.echo, [9]).messages == [[9]])
    }

    @Test func anUnsupportedEncodingNamesTheSupportedOnes() throws {
        let server = try TestServer()
        defer { withExtendedLifetime(server) {} }
        let client = TestClient(server.port)
        defer { withExtendedLifetime(client) {} }
        let stream = client.open(
            TestMethod.echo.path,
            TestClient.prefixed([1], flag: 1),
            changes: [("grpc-encoding", "gzip")]
        )
        let response = client.response(stream)
        #expect(response.status == "12")
        #expect(response.headers["grpc-accept-encoding"] == "identity")
    }

    @Test func anEarlyAnswerAsksTheClientToStop() throws {
        let server = try TestServer()
        defer { withExtendedLifetime(server) {} }
        let client = TestClient(server.port)
        defer { withExtendedLifetime(client) {} }
        let stream = client.open(TestMethod.echo.path, [0, 0xFF, 0, 0, 0], ends: false)
        #expect(client.response(stream).status == "8")
        let reset = client.waitFor(type: 3)
        #expect(reset?.stream == stream)
        #expect(reset?.code == 0)
        #expect(server.reaches { $0.streamsOpen == 0 })
    }

    @Test func theInfoPageHasABodyAndHEADHasNone() throws {
        let server = try TestServer()
        defer { withExtendedLifetime(server) {} }
        let client = TestClient(server.port)
        defer { withExtendedLifetime(client) {} }
        let get = client.open(
            "/",
            nil,
            changes: [(":method", "GET"), ("content-type", nil), ("te", nil)]
        )
        let page = client.response(get)
        #expect(page.httpStatus == "200")
        #expect(page.body == Array("about\n".utf8))
        let head = client.open("/", nil, changes: [(":method", "HEAD"), ("content-type", nil)])
        #expect(client.response(head).headers["content-length"] == "6")
        #expect(client.response(head).body.isEmpty)
    }
}
