/// One call under way: request messages go out, response messages come in, a status ends it.
///
/// Dropping it cancels it. It belongs to the thread of its connection.
public final class ClientCall {
    public let connection: ClientConnection
    private let stream: Int32
    private let deadline: ContinuousClock.Instant?

    init(connection: ClientConnection, stream: Int32, deadline: ContinuousClock.Instant?) {
        self.connection = connection
        self.stream = stream
        self.deadline = deadline
    }

    deinit { connection.release(stream) }

    /// Sends one message, waiting while too much is on its way already.
    ///
    /// - Parameters:
    ///   - message: The encoded message.
    ///   - isLast: Whether the request ends with it.
    /// - Throws: The status, when the call has ended.
    public func send(_ message: [UInt8], isLast: Bool = false) throws(RPCStatus) {
        while connection.pendingRequestBytes(on: stream) > ClientLimits.pendingRequestBytesMax {
            if let status { throw status }
            wait()
        }
        if let status { throw status }
        var framed = [UInt8](unsafeUninitializedCapacity: MessageDecoder.prefixByteCount) {
            buffer,
            count in
            if let base = buffer.baseAddress {
                MessageDecoder.writePrefix(messageByteCount: message.count, to: base)
                count = MessageDecoder.prefixByteCount
            }
        }
        framed.append(contentsOf: message)
        connection.send(framed, on: stream, isLast: isLast)
    }

    /// Ends the request: no message follows.
    public func finishSending() {
        connection.send([], on: stream, isLast: true)
    }

    /// The next message, waiting for it; `nil` when the call has ended well.
    ///
    /// - Parameter limit: When to give up on a server that says nothing, if ever.
    /// - Returns: The encoded message.
    /// - Throws: The status, when the call has ended otherwise; `deadlineExceeded` after `limit`.
    public func receive(until limit: ContinuousClock.Instant? = nil) throws(RPCStatus) -> [UInt8]? {
        while true {
            switch try receiveIfReady() {
            case .message(let message): return message
            case .ended: return nil
            case .notYet: break
            }
            if let limit, ContinuousClock.now >= limit {
                connection.abandon(stream, Self.silent)
                throw Self.silent
            }
            wait(until: limit)
        }
    }

    /// What `receiveIfReady` found.
    public enum Ready: Equatable {
        case message([UInt8])
        case ended
        case notYet
    }

    /// The next message if it is here already, without waiting.
    ///
    /// - Throws: The status, when the call has ended with another one than `ok`.
    public func receiveIfReady() throws(RPCStatus) -> Ready {
        do {
            if let message = try connection.nextMessage(on: stream) { return .message(message) }
        } catch {
            connection.abandon(stream, error)
            throw error
        }
        if let status {
            guard status.code == .ok else { throw status }
            return .ended
        }
        connection.askForMore(on: stream)
        return .notYet
    }

    /// The status, once the call has ended.
    public var status: RPCStatus? {
        guard let status = connection.status(of: stream) else { return nil }
        // A server that gives up at the deadline can only reset the stream.
        guard status.code == .cancelled, let deadline, ContinuousClock.now >= deadline else {
            return status
        }
        return Self.late
    }

    /// What the server sent before its first message.
    public var initialMetadata: [MetadataField] { connection.initialMetadata(of: stream) }

    /// Ends the call; the server stops working on it.
    public func cancel() {
        connection.abandon(stream, RPCStatus(.cancelled, "the call was cancelled"))
    }

    private static let late = RPCStatus(.deadlineExceeded, "no answer before the deadline")
    private static let silent = RPCStatus(
        .deadlineExceeded,
        "the server has said nothing for too long"
    )

    /// Lets the connection go on until something happens, the deadline passes or it is `limit`.
    private func wait(until limit: ContinuousClock.Instant? = nil) {
        let end = [deadline, limit].compactMap { $0 }.min()
        do throws(RPCStatus) {
            let happened = try connection.turn(deadline: end)
            if happened { return }
        } catch {
            // The connection has ended this call too, perhaps after its last message: its status tells.
            return
        }
        if let deadline, ContinuousClock.now >= deadline { connection.abandon(stream, Self.late) }
    }
}

extension ClientConnection {
    /// One request, one response.
    ///
    /// - Parameters:
    ///   - path: `/package.Service/Method`.
    ///   - request: The encoded request.
    ///   - metadata: Further header fields.
    ///   - deadline: When to give up.
    /// - Returns: The encoded response.
    /// - Throws: The status, when it is not `ok`.
    public func unary(
        _ path: String,
        _ request: [UInt8],
        metadata: [MetadataField] = [],
        deadline: ContinuousClock.Instant? = nil
    ) throws(RPCStatus) -> [UInt8] {
        let call = try start(path, metadata: metadata, deadline: deadline)
        try call.send(request, isLast: true)
        guard let response = try call.receive() else {
            throw RPCStatus(.internalError, "the server answered without a message")
        }
        guard try call.receive() == nil else {
            throw RPCStatus(.internalError, "the server answered with more than one message")
        }
        return response
    }
}
