/// A complete response: the transfer ended well and the body is whole and decompressed.
public struct HTTPResponse: Sendable, Equatable {
    public enum Version: Sendable {
        case http1
        case http2
    }

    public var status: Int
    public var version: Version
    public var headers: HTTPHeaders
    public var body: [UInt8]

    public init(
        status: Int,
        version: Version = .http1,
        headers: HTTPHeaders = [:],
        body: [UInt8] = []
    ) {
        self.status = status
        self.version = version
        self.headers = headers
        self.body = body
    }
}

extension HTTPResponse: CustomStringConvertible, CustomReflectable {
    public var description: String { "\(status) with \(body.count) bytes" }

    public var customMirror: Mirror {
        Mirror(self, children: ["response": description as Any, "headers": headers as Any])
    }
}
