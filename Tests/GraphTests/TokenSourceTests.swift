import Cryptography
import Directory
import HTTPClient
import Testing

@testable import Graph

@Suite struct TokenSourceTests {
    /// Rule 25: one request, however many ask.
    @Test func manyRequestsShareOneFetch() async throws {
        let transport = ScriptedTransport([.lastPage])
        let client = try GraphFixture.client(transport)
        try await withThrowingTaskGroup { group in
            for _ in 0..<20 {
                group.addTask { _ = try await client.page(of: .groups, at: .initial) }
            }
            try await group.waitForAll()
        }
        #expect(transport.requests.count == 20)
        #expect(transport.tokenRequests.count == 1)
    }

    /// Rule 26: a refusal stops the request; it is not kept, so the next request asks again.
    @Test func aRefusedCredentialIsAnError() async throws {
        let refusal = ScriptedTransport.Answer.json(
            #"{"error":"invalid_client","error_description":"AADSTS7000215: no","error_codes":[7000215]}"#,
            status: 401
        )
        let transport = ScriptedTransport([.lastPage], tokens: [refusal])
        let client = try GraphFixture.client(transport)
        let error = await #expect(throws: GraphError.self) {
            try await client.page(of: .groups, at: .initial)
        }
        #expect(error?.kind == .credentials(aadsts: 7_000_215))
        #expect(transport.requests.isEmpty)
        _ = try await client.page(of: .groups, at: .initial)
        #expect(transport.tokenRequests.count == 2)
    }

    /// Rule 25: five minutes before its end.
    @Test func aTokenIsRenewedBeforeItEnds() async throws {
        let clock = FakeClock()
        let transport = ScriptedTransport([.lastPage], tokens: [.token("a", seconds: 3600)])
        let client = try GraphFixture.client(transport, clock: clock)
        _ = try await client.page(of: .groups, at: .initial)
        clock.advance(seconds: 3299)
        _ = try await client.page(of: .groups, at: .initial)
        #expect(transport.tokenRequests.count == 1)
        clock.advance(seconds: 1)
        _ = try await client.page(of: .groups, at: .initial)
        #expect(transport.tokenRequests.count == 2)
        #expect(
            transport.requests.map { $0.headers["Authorization"] }
                == ["Bearer a", "Bearer a", "Bearer token-2"]
        )
    }

    /// Rule 25: once on a 401, and the refused token is never offered again.
    @Test func aRefusedTokenIsRenewedOnce() async throws {
        let refusal = ScriptedTransport.Answer.failure(401, "InvalidAuthenticationToken")
        let transport = ScriptedTransport([refusal, .lastPage])
        let client = try GraphFixture.client(transport)
        _ = try await client.page(of: .groups, at: .initial)
        #expect(
            transport.requests.map { $0.headers["Authorization"] }
                == ["Bearer token-1", "Bearer token-2"]
        )
        #expect(transport.tokenRequests.count == 2)
    }

    /// Rule 25.
    @Test func aSecondRefusalIsAnError() async throws {
        let transport = ScriptedTransport([.failure(401, "InvalidAuthenticationToken")])
        let client = try GraphFixture.client(transport)
        let error = await #expect(throws: GraphError.self) {
            try await client.page(of: .groups, at: .initial)
        }
        #expect(error?.kind == .credentials(aadsts: nil))
        #expect(error?.code == "InvalidAuthenticationToken")
        #expect(transport.requests.count == 2)
    }

    @Test func theSecretGoesIntoTheForm() async throws {
        let transport = ScriptedTransport([.lastPage])
        _ = try await GraphFixture.client(transport).page(of: .groups, at: .initial)
        let request = try #require(transport.tokenRequests.first)
        #expect(request.method == .post)
        #expect(
            request.url
                == "https://login.test/11112222-3333-4444-5555-666677778888/oauth2/v2.0/token"
        )
        #expect(request.headers["Content-Type"] == "application/x-www-form-urlencoded")
        #expect(request.headers["Authorization"] == nil)
        #expect(
            String(decoding: request.body, as: UTF8.self)
                == "client_id=app-id&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default"
                + "&grant_type=client_credentials&client_secret=s3cret%2F%2B%26%3D"
        )
    }

    /// Rule 35: an assertion of its own for every attempt.
    @Test func aCertificateSignsAFreshAssertionEachTime() async throws {
        let made = try GraphCredentialTests.certificate()
        let credential = try GraphCredential(
            certificatePEM: made.certificatePEM,
            privateKeyPEM: made.privateKeyPEM
        )
        let transport = ScriptedTransport([.lastPage], tokens: [.failure(503), .failure(503)])
        let client = try GraphFixture.client(transport, credential: credential)
        _ = try await client.page(of: .groups, at: .initial)
        let bodies = transport.tokenRequests.map { String(decoding: $0.body, as: UTF8.self) }
        #expect(bodies.count == 3)
        #expect(Set(bodies).count == 3)
        for body in bodies {
            #expect(
                body.contains(
                    "client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type"
                )
            )
            #expect(body.contains("&client_assertion=ey"))
            #expect(!body.contains("client_secret"))
        }
    }

    @Test(arguments: [
        #"{}"#, #"{"access_token":"","expires_in":3599}"#, #"{"access_token":"a"}"#,
        #"{"access_token":"a b","expires_in":3599}"#, #"{"access_token":"a","expires_in":"1"}"#,
        #"{"access_token":"a","expires_in":0}"#, "[]",
    ])
    func anAnswerWithoutATokenIsAnError(text: String) async throws {
        let transport = ScriptedTransport([.lastPage], tokens: [.json(text)])
        let client = try GraphFixture.client(transport)
        let error = await #expect(throws: GraphError.self) {
            try await client.page(of: .groups, at: .initial)
        }
        #expect(error?.kind == .data)
        #expect(transport.requests.isEmpty)
    }

    /// Rule 26: the number is shown, by whichever way the service tells it.
    @Test(arguments: [
        (#"{"error":"invalid_client","error_codes":[7000222]}"#, 7_000_222),
        (#"{"error":"invalid_request","error_description":"AADSTS90002: Tenant"}"#, 90_002),
    ])
    func theServicesNumberIsKept(body: String, number: Int) async throws {
        let transport = ScriptedTransport(
            [.lastPage],
            tokens: [.json(body, status: 400, headers: ["x-ms-request-id": "trace-1"])]
        )
        let client = try GraphFixture.client(transport)
        let error = await #expect(throws: GraphError.self) {
            try await client.page(of: .groups, at: .initial)
        }
        #expect(error?.kind == .credentials(aadsts: number))
        #expect(error?.requestID == "trace-1")
        #expect(error?.description.contains("AADSTS\(number)") == true)
        #expect(transport.tokenRequests.count == 1)
    }

    /// The one who asked first goes away; the others still get the token.
    @Test func aCancelledRequestDoesNotTakeTheTokenAlong() async throws {
        let transport = ScriptedTransport([.lastPage])
        let client = try GraphFixture.client(transport)
        let first = Task { try await client.page(of: .groups, at: .initial) }
        let second = Task { try await client.page(of: .groups, at: .initial) }
        first.cancel()
        _ = await first.result
        let page = try await second.value
        #expect(page.links.deltaLink != nil)
        #expect(transport.tokenRequests.count == 1)
    }
}
