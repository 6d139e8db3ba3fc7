import Directory
import HTTPClient
import TestSupport
import Testing

@testable import Graph

@Suite struct GraphClientTests {
    static let page = #"{"value":[],"@odata.nextLink":"https://graph.test/n"}"#

    private func error(
        _ script: [ScriptedTransport.Answer],
        clock: FakeClock = FakeClock(),
        at position: DeltaPosition = .initial
    ) async throws -> (error: GraphError?, transport: ScriptedTransport) {
        let transport = ScriptedTransport(script)
        let client = try GraphFixture.client(transport, clock: clock)
        let error = await #expect(throws: GraphError.self) {
            try await client.page(of: .groups, at: position)
        }
        return (error, transport)
    }

    /// Rule 3: everything is in the first request, `id` and `members` included.
    @Test(arguments: DeltaStream.allCases)
    func theFirstRequestSelectsEverything(stream: DeltaStream) async throws {
        let transport = ScriptedTransport([.lastPage])
        _ = try await GraphFixture.client(transport).page(of: stream, at: .initial)
        let url = try #require(transport.requests.first?.url)
        let prefix = "https://graph.test/v1.0/\(stream.rawValue)/delta?$select=id,displayName,"
        #expect(url.hasPrefix(prefix))
        #expect(url.hasSuffix(",members") == (stream == .groups))
        #expect(!url.contains("$top"))
    }

    /// Rule 23.
    @Test func everyRequestIsModestAndTraceable() async throws {
        let transport = ScriptedTransport([.json(GraphClientTests.page)])
        let client = try GraphFixture.client(transport)
        for _ in 0..<2 { _ = try await client.page(of: .groups, at: .initial) }
        #expect(
            transport.requests.map { $0.headers["x-ms-throttle-priority"] } == ["Low", "Low"]
        )
        let identifiers = transport.requests.compactMap { $0.headers["client-request-id"] }
        #expect(Set(identifiers).count == 2)
        #expect(identifiers.allSatisfy { GUID($0) != nil })
    }

    /// Rule 1: byte for byte.
    @Test(arguments: [
        "https://graph.test/v1.0/groups/delta?$skiptoken=A_b-c~(')!*%2F+=&&#x",
        "https://graph.test:443/v1.0/groups/delta()?%24deltaToken=../x",
        "https://GRAPH.test/",
    ])
    func linksGoOutAsTheyCameIn(link: String) async throws {
        let transport = ScriptedTransport([.lastPage])
        _ = try await GraphFixture.client(transport).page(of: .groups, at: .link(link))
        #expect(transport.requests.map(\.url) == [link])
    }

    /// Rule 2: no token, and nothing else, goes to a foreign host.
    @Test(arguments: [
        "https://evil.test/v1.0/groups/delta", "http://graph.test/v1.0/groups/delta",
        "https://graph.test:8443/", "https://graph.test@evil.test/", "/v1.0/groups/delta",
    ])
    func foreignLinksAreNotRequested(link: String) async throws {
        let (error, transport) = try await error([.lastPage], at: .link(link))
        #expect(error?.kind == .forbiddenHost)
        #expect(transport.requests.isEmpty)
        #expect(transport.tokenRequests.isEmpty)
        #expect(error?.description.contains("evil") == false)
    }

    @Test func aPageSaysWhereItComesFrom() async throws {
        let transport = ScriptedTransport([
            .failure(503),
            .json(
                GraphClientTests.page,
                headers: ["Request-Id": "abc-1", "x-ms-resource-unit": "2"]
            ),
        ])
        let page = try await GraphFixture.client(transport).page(of: .groups, at: .initial)
        #expect(page.requestID == "abc-1")
        #expect(page.resourceUnits == 2)
        #expect(page.attemptCount == 2)
        #expect(page.links == DeltaLinks(nextLink: "https://graph.test/n"))
    }

    /// Rule 21.
    @Test func whatPassesIsTriedAgain() async throws {
        let clock = FakeClock()
        let script: [ScriptedTransport.Answer] = [
            .failure(500), .failure(502), .failure(504), .network(.interrupted),
            .json(#"{"value":[{"id":"#), .failure(404, "unknownerror"), .lastPage,
        ]
        let transport = ScriptedTransport(script)
        let page = try await GraphFixture.client(transport, clock: clock)
            .page(of: .groups, at: .link("https://graph.test/n"))
        #expect(page.attemptCount == 7)
        #expect(clock.sleeps.count <= 6)
        let bounds: [Int64] = [1000, 2000, 4000, 8000, 16_000, 32_000]
        #expect(zip(clock.sleeps, bounds).allSatisfy { $0 <= $1 })
    }

    /// Rule 21: bounded.
    @Test(arguments: [
        (ScriptedTransport.Answer.failure(503), GraphError.Kind.transient),
        (.json("<html>", status: 502), .transient), (.network(.timedOut), .transient),
        (.json("{"), .data), (.failure(404, "UnknownError"), .transient),
        (.failure(429), .throttled(retryAfterSeconds: nil)),
    ])
    func whatDoesNotPassIsAnError(
        answer: ScriptedTransport.Answer,
        kind: GraphError.Kind
    ) async throws {
        let (error, transport) = try await error([answer])
        #expect(error?.kind == kind)
        #expect(transport.requests.count == RetryPolicy().attemptsMax)
    }

    /// Rules 18, 19, 21, 26 and 34: each class of error, at once and whatever the case of the code.
    @Test(arguments: [
        (400, "Request_UnsupportedQuery", GraphError.Kind.request),
        (501, "NotImplemented", .request),
        (403, "Authorization_RequestDenied", .consent), (403, "", .consent),
        (404, "Request_ResourceNotFound", .notFound), (410, "", .resync),
        (410, "syncStateNotFound", .resync), (400, "SyncStateNotFound", .resync),
        (400, "resyncrequired", .resync), (404, "resyncRequired", .resync),
        (400, "Directory_ExpiredPageToken", .pageTokenExpired),
        (400, "directorypagetokennotfoundexception", .pageTokenExpired), (302, "", .data),
    ])
    func finalAnswersAreClassified(
        status: Int,
        code: String,
        kind: GraphError.Kind
    ) async throws {
        let answer = ScriptedTransport.Answer.failure(
            status,
            code,
            headers: ["request-id": "abc-1"]
        )
        let (error, transport) = try await error([answer])
        #expect(error?.kind == kind)
        #expect(error?.status == status)
        #expect(error?.code == (code.isEmpty ? nil : code))
        #expect(error?.requestID == "abc-1")
        #expect(transport.requests.count == 1)
    }

    @Test(arguments: [
        (HTTPClientError.Kind.notTrusted, GraphError.Kind.notTrusted), (.tooLarge, .data),
        (.cancelled, .cancelled), (.shutDown, .transient), (.invalidRequest, .data),
    ])
    func whatTheNetworkWillNotMendIsNotTriedAgain(
        failure: HTTPClientError.Kind,
        kind: GraphError.Kind
    ) async throws {
        let (error, transport) = try await error([.network(failure)])
        #expect(error?.kind == kind)
        #expect(transport.requests.count == 1)
    }

    /// A 200 whose body is no page is not tried again: it would be the same.
    @Test func aWholeAnswerThatIsNoPageIsAnErrorAtOnce() async throws {
        let (error, transport) = try await error([.json(#"{"value":[{}]}"#)])
        #expect(error?.kind == .data)
        #expect(error?.detail == "an object has no id")
        #expect(transport.requests.count == 1)
    }

    @Test func cancellingDuringAWaitEndsTheRequest() async throws {
        let transport = ScriptedTransport([.failure(503)])
        let client = try GraphFixture.client(transport)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await client.page(of: .groups, at: .initial)
        }
        let error = await #expect(throws: GraphError.self) { try await task.value }
        #expect(error?.kind == .cancelled)
        #expect(transport.requests.count <= 1)
    }

    /// Rule 26: no message shows a secret, a token or a link, even if Graph echoes one.
    @Test func messagesShowNothingSecret() async throws {
        let echo = #"{"error":{"code":"Bearer token-1","message":"token-1 s3cret"}}"#
        let (error, _) = try await error(
            [.json(echo, status: 400, headers: ["request-id": "token 1"])],
            at: .link("https://graph.test/v1.0/groups/delta?$skiptoken=opaque")
        )
        let text = try #require(error).description
        #expect(text.contains("status 400"))
        #expect(text.contains("read a page of groups of tenant \(GraphFixture.tenant)"))
        for secret in ["token-1", "token 1", "s3cret", "opaque"] {
            #expect(!text.contains(secret))
        }
    }
}
