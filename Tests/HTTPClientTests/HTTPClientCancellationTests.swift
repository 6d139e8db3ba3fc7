import HTTPClient
import Testing

@Suite(.timeLimit(.minutes(1))) struct HTTPClientCancellationTests {
    /// Waits until the server has seen `count` requests, which it will.
    private func waitForRequests(_ count: Int, at server: ScriptedServer) async {
        while server.requests.count < count, !Task.isCancelled { await Task.yield() }
    }

    @Test func cancellingEndsTheTransfer() async {
        let server = ScriptedServer([.readRequest, .hang])
        defer { server.stop() }
        let client = HTTPClientTests.client()
        let task = Task { try await client.send(HTTPRequest(.get, server.url)) }
        await waitForRequests(1, at: server)
        task.cancel()
        let error = await #expect(throws: HTTPClientError.self) { try await task.value }
        #expect(error?.kind == .cancelled)
        #expect(error?.isRetryable == false)
    }

    @Test func aTaskCancelledBeforehandSendsNothing() async {
        let server = ScriptedServer([.readRequest, .hang])
        defer { server.stop() }
        let client = HTTPClientTests.client()
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await client.send(HTTPRequest(.get, server.url))
        }
        let error = await #expect(throws: HTTPClientError.self) { try await task.value }
        #expect(error?.kind == .cancelled)
        #expect(server.requests.isEmpty)
    }

    @Test func otherTransfersGoOn() async throws {
        let server = ScriptedServer(
            [.readRequest, .hang],
            [.readRequest, .send(HTTPClientTests.head(0)), .hang]
        )
        defer { server.stop() }
        let client = HTTPClientTests.client()
        let task = Task { try await client.send(HTTPRequest(.get, server.url)) }
        await waitForRequests(1, at: server)
        #expect(try await client.send(HTTPRequest(.get, server.url)).status == 200)
        task.cancel()
        await #expect(throws: HTTPClientError.self) { try await task.value }
    }

    @Test func shutdownAnswersEverythingAndRefusesTheRest() async {
        let server = ScriptedServer([.readRequest, .hang])
        defer { server.stop() }
        let client = HTTPClientTests.client()
        let task = Task { try await client.send(HTTPRequest(.get, server.url)) }
        await waitForRequests(1, at: server)
        client.shutdown()
        let error = await #expect(throws: HTTPClientError.self) { try await task.value }
        #expect(error?.kind == .shutDown)
        let late = await #expect(throws: HTTPClientError.self) {
            try await client.send(HTTPRequest(.get, server.url))
        }
        #expect(late?.kind == .shutDown)
    }

    @Test func requestsUnderWayHaveALimit() async {
        let server = ScriptedServer([.readRequest, .hang])
        defer { server.stop() }
        let client = HTTPClientTests.client { $0.requestsMax = 2 }
        let tasks = (0..<2).map { _ in Task { try await client.send(HTTPRequest(.get, server.url)) }
        }
        await waitForRequests(2, at: server)
        let error = await #expect(throws: HTTPClientError.self) {
            try await client.send(HTTPRequest(.get, server.url))
        }
        #expect(error?.kind == .tooManyRequests)
        for task in tasks { task.cancel() }
        for task in tasks { _ = await task.result }
    }
}
