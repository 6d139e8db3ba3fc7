/// Where the messages of a streamed response come from.
///
/// It is asked for the next message only when the client's window has room for it, on the loop, and never again
/// after it has said `end` or was told `cancelled`; exactly one of the two happens.
public protocol ResponseSource: AnyObject {
    func next(_ call: Call) -> ResponseStep
    func cancelled(_ reason: CancellationReason)
}

/// The answer of a source that is asked for the next message.
public enum ResponseStep {
    case message(MessageBytes)
    /// Nothing now; `Call.wake` asks again.
    case wait
    case end(RPCStatus)
}

/// Why a handler should stop working on a call.
public enum CancellationReason: Equatable, Sendable {
    case deadlineExceeded
    /// RST_STREAM with this code came from the peer, or the transport reset the stream.
    case reset(code: UInt32)
    case connectionClosed
}

/// Takes the messages of a request stream, on the loop.
public protocol RequestReceiver: AnyObject {
    func received(_ message: Span<UInt8>)
    /// The client has sent its last message.
    func receivedEnd()
}

/// What runs when a call of a method has come in.
public enum RPCHandler {
    /// For unary and server-streaming methods: runs once, with the one request message.
    case request((Call, Span<UInt8>) -> Void)
    /// For methods with a request stream: runs when the headers are in.
    case requestStream((Call) -> any RequestReceiver)
}
