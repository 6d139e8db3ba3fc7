/// One method of the service, as the transport needs to know it: its path and its bounds.
public struct RPCMethod: Sendable {
    /// How many messages each side sends.
    public enum Kind: Sendable {
        case unary
        case serverStreaming
        case clientStreaming
        case bidirectional

        var takesOneRequest: Bool { self == .unary || self == .serverStreaming }
    }

    /// The share of a connection that a stream gets while others also wait to send.
    ///
    /// HTTP/2 gives a stream weight 16 unless told otherwise, so interactive streams cost nothing to set and
    /// bulk ones are put at a sixteenth of that.
    public enum Weight: Sendable {
        case interactive
        case bulk
    }

    /// What a call must find free before its handler starts.
    public enum Admission: Sendable {
        /// Nothing: health checks and the like.
        case free
        /// A work slot, held until the call is answered.
        case work
        /// A subscription slot, held until the stream ends. Work slots are taken and released by the handler.
        case subscription
    }

    /// `/package.Service/Method`.
    public let path: String
    public let kind: Kind
    /// The largest request message; nil for the transport's own limit.
    public let requestBytesMax: Int?
    public let weight: Weight
    public let admission: Admission
    /// The longest pause between two request messages of a stream; nil for the transport's own limit.
    public let requestIdleMilliseconds: Int64?

    public init(
        path: String,
        kind: Kind,
        requestBytesMax: Int? = nil,
        weight: Weight = .interactive,
        admission: Admission = .work,
        requestIdleMilliseconds: Int64? = nil
    ) {
        self.path = path
        self.kind = kind
        self.requestBytesMax = requestBytesMax
        self.weight = weight
        self.admission = admission
        self.requestIdleMilliseconds = requestIdleMilliseconds
    }
}
