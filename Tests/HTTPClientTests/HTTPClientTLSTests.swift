import HTTPClient
import Testing

@Suite(.timeLimit(.minutes(1))) struct HTTPClientTLSTests {
    private func client(_ file: String) -> HTTPClient {
        HTTPClientTests.client { $0.certificateAuthorityFile = file }
    }

    @Test func http2IsUsedWhereItIsOffered() async throws {
        let server = try SecureServer(names: ["127.0.0.1"])
        let response = try await client(server.certificateFile).send(HTTPRequest(.get, server.url))
        #expect(response.status == 200)
        #expect(response.version == .http2)
        #expect(response.body == Array(SecureServer.page.utf8))
    }

    @Test func manyRequestsShareOneConnection() async throws {
        let server = try SecureServer(names: ["127.0.0.1"])
        let client = client(server.certificateFile)
        let url = server.url
        let versions = try await withThrowingTaskGroup(of: HTTPResponse.Version.self) { group in
            for _ in 0..<50 {
                group.addTask { try await client.send(HTTPRequest(.get, url)).version }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(versions == [HTTPResponse.Version](repeating: .http2, count: 50))
        #expect(server.connectionCount == 1)
    }

    @Test func aCertificateOfAnotherAuthorityIsNotTrusted() async throws {
        let server = try SecureServer(names: ["127.0.0.1"])
        let client = client(try server.otherCertificateFile())
        let url = server.url
        let error = await #expect(throws: HTTPClientError.self) {
            try await client.send(HTTPRequest(.get, url))
        }
        #expect(error?.kind == .notTrusted)
        #expect(error?.isRetryable == false)
    }

    @Test func aCertificateForAnotherNameIsNotTrusted() async throws {
        let server = try SecureServer(names: ["localhost", "127.0.0.2"])
        let client = client(server.certificateFile)
        let url = server.url
        let error = await #expect(throws: HTTPClientError.self) {
            try await client.send(HTTPRequest(.get, url))
        }
        #expect(error?.kind == .notTrusted)
    }
}
