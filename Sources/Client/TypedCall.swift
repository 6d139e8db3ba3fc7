internal import Transport
public import Wire

/// One call under way, in messages of its method.
///
/// Dropping it cancels it. It belongs to the thread of its client.
public struct TypedCall<Request: Message, Response: Message> {
    private let call: ClientCall

    init(_ call: ClientCall) {
        self.call = call
    }

    /// Sends one request, waiting while too much is on its way already.
    ///
    /// - Parameters:
    ///   - request: The message.
    ///   - isLast: Whether no other follows.
    /// - Throws: The status, when the call has ended.
    public func send(_ request: Request, isLast: Bool = false) throws(ClientError) {
        do throws(RPCStatus) {
            try call.send(request.encoded(), isLast: isLast)
        } catch {
            throw ClientError(error)
        }
    }

    /// Ends the request: no message follows.
    public func finishSending() {
        call.finishSending()
    }

    /// The next response, waiting for it; `nil` when the call has ended well.
    ///
    /// - Parameter limit: When to give up on a server that says nothing, if ever.
    /// - Returns: The response.
    /// - Throws: The status, when the call has ended otherwise; `deadlineExceeded` after `limit`.
    public func next(
        until limit: ContinuousClock.Instant? = nil
    ) throws(ClientError) -> Response? {
        do throws(RPCStatus) {
            guard let bytes = try call.receive(until: limit) else { return nil }
            return try decode(bytes)
        } catch {
            throw ClientError(error)
        }
    }

    /// The only response of a call that has one.
    ///
    /// - Throws: The status when it is not `ok`, or that the number of responses is not one.
    public func only() throws(ClientError) -> Response {
        guard let response = try next() else {
            throw ClientError(.internalError, "the server answered without a message")
        }
        guard try next() == nil else {
            throw ClientError(.internalError, "the server answered with more than one message")
        }
        return response
    }

    /// Ends the call; the server stops working on it.
    public func cancel() {
        call.cancel()
    }

    private func decode(_ bytes: [UInt8]) throws(RPCStatus) -> Response {
        do {
            return try Response(decoding: bytes)
        } catch {
            throw RPCStatus(.internalError, "the server's answer cannot be read: \(error)")
        }
    }
}
