/// What one call has received, as a value: wire events go in, messages and one final status come out.
///
///     awaitingHeaders ──headers──▶ receiving ──trailers, reset or deadline──▶ ended
///            └──────────── trailers only, reset or deadline ─────────────────────▲
///
/// Messages come out in order and before the status; once ended, nothing changes the status any more.
package struct ClientCallState {
    private enum Phase {
        case awaitingHeaders
        case receiving
        case ended(RPCStatus)
    }

    private var phase = Phase.awaitingHeaders
    private var decoder = MessageDecoder()
    /// Kept until the end of the stream is seen: a truncated message spoils it.
    private var trailers: [MetadataField]?
    private let messageBytesMax: Int
    /// What came before the first message.
    package private(set) var initialMetadata: [MetadataField] = []
    /// Bytes received that the stream's window has not been opened for again.
    private var unacknowledgedBytes = 0

    package init(messageBytesMax: Int = ClientLimits.messageBytesMax) {
        self.messageBytesMax = messageBytesMax
    }

    /// The status, once the call has one; messages may still be waiting before it.
    package var status: RPCStatus? {
        guard case .ended(let status) = phase else { return nil }
        return status
    }

    package mutating func receivedHeaders(_ fields: [MetadataField], endsStream: Bool) {
        switch phase {
        case .awaitingHeaders:
            if endsStream {
                end(Self.status(ofTrailers: fields))
            } else if let refusal = Self.refusal(ofHeaders: fields) {
                end(refusal)
            } else if !Self.isInformational(fields) {
                initialMetadata = fields.filter { !$0.name.hasPrefix(":") }
                phase = .receiving
            }
        case .receiving:
            trailers = fields
            if endsStream { receivedEnd() }
        case .ended:
            break
        }
    }

    package mutating func receivedData(_ bytes: [UInt8]) {
        unacknowledgedBytes += bytes.count
        guard case .receiving = phase else { return }
        decoder.append(bytes)
    }

    /// The server has ended the stream properly.
    package mutating func receivedEnd() {
        switch phase {
        case .awaitingHeaders:
            end(RPCStatus(.internalError, "the server ended the call without headers"))
        case .receiving:
            guard let trailers else {
                return end(RPCStatus(.unknown, "the server ended the call without a status"))
            }
            let status = Self.status(ofTrailers: trailers)
            guard status.code != .ok || endsAtBoundary else {
                return end(RPCStatus(.internalError, "the last message is truncated"))
            }
            end(status)
        case .ended:
            break
        }
    }

    /// The stream is gone; without an end of its own, by the reset `code`.
    package mutating func closed(code: UInt32) {
        guard status == nil else { return }
        if code == 0, trailers != nil { return receivedEnd() }
        end(
            RPCStatus(
                StatusCode(resetCode: code),
                "the server broke the call off (HTTP/2 code \(code))"
            )
        )
    }

    /// Ends the call for a reason of the client's own, unless it has ended.
    package mutating func abandon(_ status: RPCStatus) {
        guard self.status == nil else { return }
        end(status)
    }

    /// The next whole message, if there is one.
    ///
    /// - Throws: A status when the bytes are no messages, or one is over the limit.
    package mutating func nextMessage() throws(RPCStatus) -> [UInt8]? {
        let problem: RPCStatus
        switch decoder.next(messageBytesMax: messageBytesMax) {
        case .needsMore:
            return nil
        case .message(let range, isCompressed: false):
            let message = Self.copy(range, of: decoder)
            decoder.take(range)
            return message
        case .message(_, isCompressed: true):
            problem = RPCStatus(.internalError, "a message is compressed, which was not asked for")
        case .tooLarge(let count):
            problem = RPCStatus(
                .resourceExhausted,
                "a message of \(count) bytes is over the limit of \(messageBytesMax)"
            )
        case .badFlag(let flag):
            problem = RPCStatus(.internalError, "a message begins with the unknown flag \(flag)")
        }
        decoder.reset()
        phase = .ended(problem)
        throw problem
    }

    /// Bytes for which the stream's window is to be opened again, now that the reader wants more.
    package mutating func takeUnacknowledgedBytes() -> Int {
        defer { unacknowledgedBytes = 0 }
        return unacknowledgedBytes
    }

    private mutating func end(_ status: RPCStatus) {
        phase = .ended(status)
    }

    private static func copy(_ range: Range<Int>, of decoder: borrowing MessageDecoder) -> [UInt8] {
        decoder.span.withUnsafeBufferPointer { Array($0[range]) }
    }

    /// Whether what is held is whole messages only.
    private var endsAtBoundary: Bool {
        var copy = decoder
        while case .message(let range, _) = copy.next(messageBytesMax: messageBytesMax) {
            copy.take(range)
        }
        return copy.isAtBoundary
    }

    private static func isInformational(_ fields: [MetadataField]) -> Bool {
        httpStatus(fields).map { (100..<200).contains($0) } ?? false
    }

    private static func httpStatus(_ fields: [MetadataField]) -> Int? {
        fields.first { $0.name == ":status" }.flatMap {
            Int(String(decoding: $0.value, as: UTF8.self))
        }
    }

    /// The status for headers that no gRPC server sends; `nil` when they are in order.
    private static func refusal(ofHeaders fields: [MetadataField]) -> RPCStatus? {
        guard let httpStatus = httpStatus(fields) else {
            return RPCStatus(.internalError, "the response has no HTTP status")
        }
        if (100..<200).contains(httpStatus) { return nil }
        guard httpStatus == 200 else {
            return RPCStatus(
                StatusCode(httpStatus: httpStatus),
                "the server answered HTTP \(httpStatus)"
            )
        }
        let contentType = fields.first { $0.name == "content-type" }?.value ?? []
        guard contentType.starts(with: "application/grpc".utf8) else {
            let text = String(decoding: contentType, as: UTF8.self)
            return RPCStatus(
                .unknown,
                "the server does not speak gRPC here (content type \"\(text)\")"
            )
        }
        return nil
    }

    private static func status(ofTrailers fields: [MetadataField]) -> RPCStatus {
        guard fields.contains(where: { $0.name == "grpc-status" }) else {
            if let httpStatus = httpStatus(fields), httpStatus != 200 {
                return RPCStatus(
                    StatusCode(httpStatus: httpStatus),
                    "the server answered HTTP \(httpStatus)"
                )
            }
            return RPCStatus(.unknown, "the server ended the call without a status")
        }
        var status = RPCStatus(.ok)
        for field in fields where !field.name.hasPrefix(":") {
            status.decode(name: field.name, value: field.value)
        }
        return status
    }
}
