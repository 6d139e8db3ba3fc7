public import HTTPClient

/// What carries a request to Graph and brings the response back.
public protocol GraphTransport: Sendable {
    func send(_ request: HTTPRequest) async throws(HTTPClientError) -> HTTPResponse
}

extension HTTPClient: GraphTransport {}
