/// A request as it goes out: nothing is rebuilt, re-encoded or redirected on the way.
///
/// Its description leaves out the query, the header values and the body, which carry credentials.
public struct HTTPRequest: Sendable, Equatable {
    public enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
    }

    public var method: Method
    /// An absolute `http` or `https` URL, already percent-encoded.
    public var url: String
    public var headers: HTTPHeaders
    /// Sent with POST only.
    public var body: [UInt8]

    public init(
        _ method: Method = .get,
        _ url: String,
        headers: HTTPHeaders = [:],
        body: [UInt8] = []
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }
}

extension HTTPRequest: CustomStringConvertible, CustomReflectable {
    public var description: String {
        "\(method.rawValue) \(url.prefix { $0 != "?" && $0 != "#" })"
    }

    public var customMirror: Mirror {
        Mirror(self, children: ["request": description as Any, "headers": headers as Any])
    }
}
