import Cryptography
import HTTPClient
import Testing

@Suite(.timeLimit(.minutes(1))) struct HTTPClientTests {
    static func client(
        _ change: (inout HTTPClientConfiguration) -> Void = { _ in }
    ) -> HTTPClient {
        var configuration = HTTPClientConfiguration()
        configuration.proxy = .none
        change(&configuration)
        return HTTPClient(configuration: configuration)
    }

    /// `{"value":[]}` twenty times, through gzip.
    static let gzipped =
        Base64.standard.decode(
            "H4sIAAAAAAACA6tWKkvMKU1VsoqOra0eAWwA7+u8GfAAAAA="
        ) ?? []
    /// A hundred thousand zeros, through gzip.
    static let bomb =
        Base64.standard.decode(
            "H4sIAAAAAAACA+3BMQEAAADCoPVPbQ0PoAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAIBXA32VEdSghgEA"
        ) ?? []

    static func head(_ length: Int, _ fields: String = "") -> String {
        "HTTP/1.1 200 OK\r\nContent-Length: \(length)\r\n\(fields)\r\n"
    }

    @Test func aResponseComesBackWhole() async throws {
        let server = ScriptedServer([
            .readRequest, .send(HTTPClientTests.head(5, "Request-Id: abc\r\nX: 1\r\nx: 2\r\n")),
            .send("he"), .send("llo"), .hang,
        ])
        defer { server.stop() }
        let response = try await HTTPClientTests.client().send(HTTPRequest(.get, server.url))
        #expect(response.status == 200)
        #expect(response.version == .http1)
        #expect(response.body == Array("hello".utf8))
        #expect(response.headers["request-id"] == "abc")
        #expect(response.headers["X"] == "1")
        #expect(response.headers.fields.count == 4)
    }

    @Test func theRequestGoesOutAsWritten() async throws {
        let server = ScriptedServer([.readRequest, .send(HTTPClientTests.head(0)), .hang])
        defer { server.stop() }
        let target = "/v1.0/groups/delta()/../x?$select=id,a%20b&$skiptoken=A_b-c~(')!*%2F+=&&"
        _ = try await HTTPClientTests.client().send(
            HTTPRequest(
                .get,
                server.url + target,
                headers: ["Authorization": "Bearer t", "Empty": ""]
            )
        )
        let lines = try #require(server.requests.first).split(separator: "\r\n")
        #expect(lines.first == "GET \(target) HTTP/1.1")
        #expect(lines.contains("Authorization: Bearer t"))
        #expect(lines.contains("Empty:"))
        #expect(lines.contains("Accept-Encoding: gzip"))
        #expect(lines.contains("User-Agent: muster"))
    }

    @Test(arguments: [0, 10, 100_000])
    func aPostCarriesItsBody(count: Int) async throws {
        let server = ScriptedServer([.readRequest, .send(HTTPClientTests.head(0)), .hang])
        defer { server.stop() }
        let body = [UInt8](repeating: UInt8(ascii: "b"), count: count)
        _ = try await HTTPClientTests.client().send(
            HTTPRequest(.post, server.url, headers: ["Content-Type": "text/plain"], body: body)
        )
        let request = try #require(server.requests.first)
        #expect(request.hasPrefix("POST / HTTP/1.1\r\n"))
        #expect(request.contains("Content-Length: \(count)\r\n"))
        #expect(request.hasSuffix("\r\n\r\n" + String(decoding: body, as: UTF8.self)))
    }

    @Test func aRedirectIsNotFollowed() async throws {
        let other = ScriptedServer([.readRequest, .send(HTTPClientTests.head(0)), .hang])
        let server = ScriptedServer([
            .readRequest,
            .send("HTTP/1.1 302 Found\r\nLocation: \(other.url)/\r\nContent-Length: 0\r\n\r\n"),
            .hang,
        ])
        defer {
            server.stop()
            other.stop()
        }
        let response = try await HTTPClientTests.client().send(HTTPRequest(.get, server.url))
        #expect(response.status == 302)
        #expect(response.headers["location"] == "\(other.url)/")
        #expect(other.requests.isEmpty)
    }

    @Test func anInterimAnswerIsNotTheAnswer() async throws {
        let server = ScriptedServer([
            .readRequest, .send("HTTP/1.1 103 Early Hints\r\nEarly: 1\r\n\r\n"),
            .send(HTTPClientTests.head(0, "Late: 2\r\n")), .hang,
        ])
        defer { server.stop() }
        let response = try await HTTPClientTests.client().send(HTTPRequest(.get, server.url))
        #expect(response.status == 200)
        #expect(response.headers["Early"] == nil)
        #expect(response.headers["Late"] == "2")
    }

    @Test func aProxyIsAskedForTheWholeURL() async throws {
        let proxy = ScriptedServer([.readRequest, .send(HTTPClientTests.head(0)), .hang])
        defer { proxy.stop() }
        let client = HTTPClientTests.client { $0.proxy = .url(proxy.url) }
        _ = try await client.send(HTTPRequest(.get, "http://muster.invalid/path?query"))
        #expect(
            proxy.requests.first?.hasPrefix("GET http://muster.invalid/path?query HTTP/1.1\r\n")
                == true
        )
    }

    @Test func gzipIsUndone() async throws {
        let server = ScriptedServer([
            .readRequest,
            .send(
                HTTPClientTests.head(HTTPClientTests.gzipped.count, "Content-Encoding: gzip\r\n")
            ),
            .sendBytes(HTTPClientTests.gzipped), .hang,
        ])
        defer { server.stop() }
        let response = try await HTTPClientTests.client().send(HTTPRequest(.get, server.url))
        #expect(
            response.body == Array(String(repeating: #"{"value":[]}"#, count: 20).utf8)
        )
    }

    @Test func connectionsAreUsedAgain() async throws {
        let server = ScriptedServer([
            .readRequest, .send(HTTPClientTests.head(0)), .readRequest,
            .send("HTTP/1.1 204 No Content\r\n\r\n"), .hang,
        ])
        defer { server.stop() }
        let client = HTTPClientTests.client()
        #expect(try await client.send(HTTPRequest(.get, server.url)).status == 200)
        #expect(try await client.send(HTTPRequest(.get, server.url)).status == 204)
    }

    @Test func manyRequestsAtOnceAreAllAnswered() async throws {
        let script: [ScriptedServer.Step] = (0..<40).flatMap { _ in
            [.readRequest, .send(HTTPClientTests.head(2)), .send("ok")] as [ScriptedServer.Step]
        }
        let server = ScriptedServer(script)
        defer { server.stop() }
        let client = HTTPClientTests.client { $0.connectionsPerHostMax = 2 }
        let answers = try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for _ in 0..<20 {
                group.addTask { try await client.send(HTTPRequest(.get, server.url)).body }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers == [[UInt8]](repeating: Array("ok".utf8), count: 20))
    }
}
