/// One method of a service, with the types of its messages: what a server registers and a client calls.
public struct Method<Request: Message, Response: Message>: Sendable {
    public let service: String
    public let name: String
    public let streaming: Streaming
    /// Who may call it, what it does and which errors are its own: the comment above it in the `.proto`.
    public let meaning: String

    init(_ service: String, _ name: String, _ streaming: Streaming, _ meaning: String) {
        self.service = service
        self.name = name
        self.streaming = streaming
        self.meaning = meaning
    }

    /// The HTTP/2 `:path`.
    public var path: String { "/\(service)/\(name)" }

    /// The method without its types.
    public var description: MethodDescription {
        MethodDescription(
            name: name,
            request: Request.self,
            response: Response.self,
            streaming: streaming,
            meaning: meaning
        )
    }
}

/// Which side of a call sends more than one message.
public enum Streaming: Sendable {
    case none
    case server
    case client
    case both

    public var isClientStreaming: Bool { self == .client || self == .both }
    public var isServerStreaming: Bool { self == .server || self == .both }
}

/// One method in a service's table.
public struct MethodDescription: Sendable {
    public let name: String
    public let request: any Message.Type
    public let response: any Message.Type
    public let streaming: Streaming
    public let meaning: String
}

/// A service's table.
public struct ServiceDescription: Sendable {
    /// The full name, for instance `muster.v1.Groups`.
    public let name: String
    public let meaning: String
    public let methods: [MethodDescription]
}
