import HTTPClient
import Testing

@Suite(.timeLimit(.minutes(1))) struct HTTPClientFailureTests {
    static func failure(
        _ script: [ScriptedServer.Step],
        _ change: (inout HTTPClientConfiguration) -> Void = { _ in }
    ) async -> HTTPClientError? {
        let server = ScriptedServer(script)
        defer { server.stop() }
        return await #expect(throws: HTTPClientError.self) {
            try await HTTPClientTests.client(change).send(
                HTTPRequest(
                    .get,
                    server.url + "/path?secret",
                    headers: ["Authorization": "Bearer secret"]
                )
            )
        }
    }

    @Test func aBodyCutOffIsAnErrorAtEveryByte() async throws {
        let whole = Array((HTTPClientTests.head(5) + "hello").utf8)
        for count in 0..<whole.count {
            let error = await HTTPClientFailureTests.failure([
                .readRequest, .sendBytes(Array(whole.prefix(count))), .close,
            ])
            #expect(error?.kind == .interrupted, "after \(count) bytes")
            #expect(error?.isRetryable == true, "after \(count) bytes")
        }
    }

    @Test(arguments: [0, 17, 40])
    func aResetIsAnInterruption(count: Int) async {
        let start = Array((HTTPClientTests.head(5) + "hello").utf8.prefix(count))
        let error = await HTTPClientFailureTests.failure([.readRequest, .sendBytes(start), .reset])
        #expect(error?.kind == .interrupted)
        #expect(error?.isRetryable == true)
    }

    @Test func aChunkedBodyThatNeverEndsProperlyIsAnInterruption() async {
        let error = await HTTPClientFailureTests.failure([
            .readRequest,
            .send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"), .close,
        ])
        #expect(error?.kind == .interrupted)
    }

    @Test func brokenGzipIsAnInterruption() async {
        let error = await HTTPClientFailureTests.failure([
            .readRequest, .send(HTTPClientTests.head(5, "Content-Encoding: gzip\r\n") + "hello"),
            .hang,
        ])
        #expect(error?.kind == .interrupted)
    }

    @Test func aStalledResponseRunsOutOfTime() async {
        let error = await HTTPClientFailureTests.failure([.readRequest, .hang]) {
            $0.totalMillisecondsMax = 50
        }
        #expect(error?.kind == .timedOut)
        #expect(error?.isRetryable == true)
    }

    @Test func aBodyThatStandsStillRunsOutOfTime() async {
        let error = await HTTPClientFailureTests.failure([
            .readRequest, .send(HTTPClientTests.head(5) + "he"), .hang,
        ]) { $0.lowSpeedSecondsMax = 1 }
        #expect(error?.kind == .timedOut)
    }

    @Test(arguments: [false, true])
    func theBodyHasALimit(isDeclared: Bool) async {
        let head = isDeclared ? HTTPClientTests.head(11) : "HTTP/1.1 200 OK\r\n\r\n"
        let error = await HTTPClientFailureTests.failure([
            .readRequest, .send(head + "hello world"), .close,
        ]) { $0.bodyBytesMax = 10 }
        #expect(error?.kind == .tooLarge)
        #expect(error?.isRetryable == false)
    }

    @Test func theLimitCountsWhatCompressionHides() async {
        let bomb = HTTPClientTests.bomb
        #expect(bomb.count < 1000)
        let error = await HTTPClientFailureTests.failure([
            .readRequest, .send(HTTPClientTests.head(bomb.count, "Content-Encoding: gzip\r\n")),
            .sendBytes(bomb), .hang,
        ]) { $0.bodyBytesMax = 50_000 }
        #expect(error?.kind == .tooLarge)
    }

    @Test func theHeadersHaveALimit() async {
        let field = "X: " + String(repeating: "x", count: 1000) + "\r\n"
        let error = await HTTPClientFailureTests.failure([
            .readRequest, .send(HTTPClientTests.head(0, String(repeating: field, count: 3))), .hang,
        ]) { $0.headerBytesMax = 2000 }
        #expect(error?.kind == .tooLarge)
    }

    @Test func nobodyListens() async {
        let error = await #expect(throws: HTTPClientError.self) {
            try await HTTPClientTests.client().send(HTTPRequest(.get, "http://127.0.0.1:1/"))
        }
        #expect(error?.kind == .notConnected)
        #expect(error?.isRetryable == true)
        #expect(error?.code == 7)
    }

    @Test func plainTextWhereTLSShouldBe() async {
        let server = ScriptedServer([.send("HTTP/1.1 400 Bad Request\r\n\r\n"), .close])
        defer { server.stop() }
        let error = await #expect(throws: HTTPClientError.self) {
            try await HTTPClientTests.client().send(
                HTTPRequest(.get, "https://127.0.0.1:\(server.port)/")
            )
        }
        #expect(error?.kind == .interrupted)
    }

    @Test func aMissingAuthorityFileIsNamed() async {
        let server = ScriptedServer([.hang])
        defer { server.stop() }
        let client = HTTPClientTests.client { $0.certificateAuthorityFile = "/nonexistent.pem" }
        let error = await #expect(throws: HTTPClientError.self) {
            try await client.send(HTTPRequest(.get, "https://127.0.0.1:\(server.port)/"))
        }
        #expect(error?.kind == .notTrusted)
        #expect(error?.isRetryable == false)
    }

    @Test(arguments: [
        HTTPRequest(.get, "ftp://127.0.0.1/"), HTTPRequest(.get, "http://"),
        HTTPRequest(.get, "http://a/ b"),
        HTTPRequest(.get, "http://a/ü"),
        HTTPRequest(.get, "http://a/", headers: ["A": "1\r\nB: 2"]),
        HTTPRequest(.get, "http://a/", headers: ["A: 1\r\nB": "2"]),
        HTTPRequest(.get, "http://a/", headers: ["": "2"]),
    ])
    func aMalformedRequestIsRefused(request: HTTPRequest) async {
        let error = await #expect(throws: HTTPClientError.self) {
            try await HTTPClientTests.client().send(request)
        }
        #expect(error?.kind == .invalidRequest)
    }

    @Test func noErrorShowsAQueryOrAHeader() async {
        let error = await HTTPClientFailureTests.failure([.readRequest, .reset])
        let text = error?.description ?? ""
        #expect(text.hasPrefix("GET http://127.0.0.1:"))
        #expect(text.contains("/path: "))
        #expect(text.contains("libcurl code"))
        #expect(!text.contains("secret"))
    }

    @Test func noDumpShowsAHeaderOrABody() {
        let headers: HTTPHeaders = ["Authorization": "Bearer secret"]
        let request = HTTPRequest(
            .post,
            "http://a/b?secret",
            headers: headers,
            body: Array("secret".utf8)
        )
        let response = HTTPResponse(status: 200, headers: headers, body: Array("secret".utf8))
        var text = "\(request) \(response) \(headers) \([request])"
        dump(request, to: &text)
        dump(response, to: &text)
        #expect(text.contains("Authorization"))
        #expect(!text.contains("secret"))
    }
}
