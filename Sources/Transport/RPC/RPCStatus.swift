/// How a call ended: a code, a sentence for people, and details for programs.
///
/// The message is plain UTF-8 here; it is percent-encoded only on its way to the wire.
public struct RPCStatus: Error, Sendable, Equatable {
    public var code: StatusCode
    public var message: String
    /// An encoded `google.rpc.Status`, sent as `grpc-status-details-bin`; empty when there is none.
    public var details: [UInt8]
    /// Sent as `grpc-retry-pushback-ms`; a negative number asks the client not to retry.
    public var retryPushbackMilliseconds: Int32?
    /// Further fields of the trailer block, in order.
    public var trailers: [MetadataField]

    /// Success without a message.
    public static let ok = RPCStatus(.ok)

    public init(
        _ code: StatusCode,
        _ message: String = "",
        details: [UInt8] = [],
        retryPushbackMilliseconds: Int32? = nil,
        trailers: [MetadataField] = []
    ) {
        self.code = code
        self.message = message
        self.details = details
        self.retryPushbackMilliseconds = retryPushbackMilliseconds
        self.trailers = trailers
    }
}

/// One name and value of a header or trailer block.
///
/// The name is lower case. A name ending in `-bin` carries any bytes and is base64 on the wire only.
public struct MetadataField: Sendable, Equatable {
    public var name: String
    public var value: [UInt8]

    public init(name: String, value: [UInt8]) {
        self.name = name
        self.value = value
    }

    public init(name: String, text: String) {
        self.init(name: name, value: Array(text.utf8))
    }
}

extension RPCStatus {
    /// Appends `grpc-status` and whatever accompanies it.
    public func encode(into fields: inout HeaderFields) {
        fields.append(name: "grpc-status", value: String(code.rawValue))
        if !message.isEmpty {
            fields.append(name: "grpc-message", bytes: PercentEncoding.encode(message))
        }
        if !details.isEmpty {
            fields.append(name: "grpc-status-details-bin", bytes: Base64.encode(details))
        }
        if let retryPushbackMilliseconds {
            fields.append(name: "grpc-retry-pushback-ms", value: String(retryPushbackMilliseconds))
        }
        for field in trailers { fields.append(field) }
    }

    /// Reads one trailer into the status; unknown names join `trailers`.
    ///
    /// A code outside 0 to 16 or not a number is `unknown`, as clients of every language do.
    public mutating func decode(name: String, value: [UInt8]) {
        switch name {
        case "grpc-status":
            let number = UInt8(String(decoding: value, as: UTF8.self))
            code = number.flatMap(StatusCode.init(rawValue:)) ?? .unknown
        case "grpc-message":
            message = PercentEncoding.decode(value)
        case "grpc-status-details-bin":
            details = Base64.decode(value) ?? []
        case "grpc-retry-pushback-ms":
            retryPushbackMilliseconds = Int32(String(decoding: value, as: UTF8.self))
        default:
            trailers.append(MetadataField(name: name, value: value))
        }
    }
}
