internal import CNGHTTP2

// nghttp2's callbacks: each records on the connection and returns. What they lead to happens after nghttp2 has
// returned; only frames that must take their place in the queue at that very moment are submitted from here.

private let endStreamFlag: UInt8 = 1
private let ackFlag: UInt8 = 1

private enum FrameType {
    static let data: UInt8 = 0
    static let headers: UInt8 = 1
    static let resetStream: UInt8 = 3
    static let settings: UInt8 = 4
    static let ping: UInt8 = 6
}

/// The connection that a callback is about; the loop holds it while a call into its session is in progress.
@inline(__always)
private func withConnection<Result>(
    _ context: UnsafeMutableRawPointer?,
    _ body: (Connection) -> Result
) -> Result {
    Unmanaged<Connection>.fromOpaque(context.unsafelyUnwrapped)._withUnsafeGuaranteedRef(body)
}

@inline(__always)
private func connection(_ context: UnsafeMutableRawPointer?) -> Connection {
    Unmanaged<Connection>.fromOpaque(context.unsafelyUnwrapped).takeUnretainedValue()
}

func onBeginFrame(
    _ session: OpaquePointer?,
    _ header: UnsafePointer<nghttp2_frame_hd>?,
    _ context: UnsafeMutableRawPointer?
) -> CInt {
    let header = header.unsafelyUnwrapped.pointee
    withConnection(context) {
        $0.beganFrame(
            FrameAccounting.Frame(
                type: header.type,
                flags: header.flags,
                length: header.length,
                streamID: header.stream_id
            )
        )
    }
    return 0
}

/// Frames of types that HTTP/2 does not define carry nothing for us.
func ignoreExtension(
    _ session: OpaquePointer?,
    _ payload: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    _ header: UnsafePointer<nghttp2_frame_hd>?,
    _ context: UnsafeMutableRawPointer?
) -> CInt {
    CInt(NGHTTP2_ERR_CANCEL.rawValue)
}

func onBeginHeaders(
    _ session: OpaquePointer?,
    _ frame: UnsafePointer<nghttp2_frame>?,
    _ context: UnsafeMutableRawPointer?
) -> CInt {
    let frame = frame.unsafelyUnwrapped
    guard frame.pointee.hd.type == FrameType.headers,
        frame.pointee.headers.cat == NGHTTP2_HCAT_REQUEST
    else { return 0 }
    let stream = connection(context).openStream(frame.pointee.hd.stream_id)
    nghttp2_session_set_stream_user_data(
        session,
        frame.pointee.hd.stream_id,
        Unmanaged.passUnretained(stream).toOpaque()
    )
    return 0
}

func onHeader(
    _ session: OpaquePointer?,
    _ frame: UnsafePointer<nghttp2_frame>?,
    _ name: UnsafePointer<UInt8>?,
    _ nameCount: Int,
    _ value: UnsafePointer<UInt8>?,
    _ valueCount: Int,
    _ flags: UInt8,
    _ context: UnsafeMutableRawPointer?
) -> CInt {
    let isWithinCaps = withConnection(context) {
        $0.receivedHeader(
            on: frame.unsafelyUnwrapped.pointee.hd.stream_id,
            name: UnsafeBufferPointer(start: name, count: nameCount),
            value: UnsafeBufferPointer(start: value, count: valueCount)
        )
    }
    return isWithinCaps ? 0 : CInt(NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE.rawValue)
}

func onDataChunk(
    _ session: OpaquePointer?,
    _ flags: UInt8,
    _ streamID: Int32,
    _ bytes: UnsafePointer<UInt8>?,
    _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> CInt {
    connection(context).receivedData(
        on: streamID,
        UnsafeBufferPointer(start: bytes, count: count)
    )
    return 0
}

func onFrameReceived(
    _ session: OpaquePointer?,
    _ frame: UnsafePointer<nghttp2_frame>?,
    _ context: UnsafeMutableRawPointer?
) -> CInt {
    let frame = frame.unsafelyUnwrapped
    let header = frame.pointee.hd
    let connection = connection(context)
    switch header.type {
    case FrameType.headers:
        connection.receivedHeadersEnd(
            on: header.stream_id,
            isRequest: frame.pointee.headers.cat == NGHTTP2_HCAT_REQUEST,
            endsStream: header.flags & endStreamFlag != 0
        )
    case FrameType.data:
        connection.receivedDataEnd(
            on: header.stream_id,
            length: header.length,
            padding: frame.pointee.data.padlen,
            endsStream: header.flags & endStreamFlag != 0
        )
    case FrameType.settings where header.flags & ackFlag != 0:
        connection.deadlines.receivedSettingsAcknowledgement()
    case FrameType.settings:
        connection.deadlines.receivedSettings()
    case FrameType.ping where header.flags & ackFlag != 0:
        let payload = withUnsafeBytes(of: frame.pointee.ping.opaque_data) {
            UInt64(bigEndian: $0.loadUnaligned(as: UInt64.self))
        }
        connection.receivedPingAcknowledgement(payload)
    default:
        break
    }
    return 0
}

func onStreamClosed(
    _ session: OpaquePointer?,
    _ streamID: Int32,
    _ code: UInt32,
    _ context: UnsafeMutableRawPointer?
) -> CInt {
    connection(context).recordClosed(streamID, code: code)
    return 0
}

func onFrameSent(
    _ session: OpaquePointer?,
    _ frame: UnsafePointer<nghttp2_frame>?,
    _ context: UnsafeMutableRawPointer?
) -> CInt {
    let frame = frame.unsafelyUnwrapped
    let header = frame.pointee.hd
    switch header.type {
    case FrameType.headers:
        let connection = connection(context)
        connection.pings.sentFrame()
        if header.flags & endStreamFlag != 0, let stream = connection.stream(header.stream_id),
            !stream.isRemoteClosed
        {
            // The response is complete: ask the client to send no more of its request. Submitted any earlier,
            // this frame would overtake the response (RFC 9113 section 8.1).
            nghttp2_submit_rst_stream(
                session,
                flagNone,
                header.stream_id,
                NGHTTP2_NO_ERROR.rawValue
            )
        }
    case FrameType.data:
        let connection = connection(context)
        connection.pings.sentFrame()
        connection.frames.sentData()
    case FrameType.resetStream:
        connection(context).sentReset(code: frame.pointee.rst_stream.error_code)
    default:
        break
    }
    return 0
}

func sendControl(
    _ session: OpaquePointer?,
    _ bytes: UnsafePointer<UInt8>?,
    _ count: Int,
    _ flags: CInt,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    withConnection(context) { connection in
        let output = connection.context.output
        guard !output.isFull else { return Int(NGHTTP2_ERR_WOULDBLOCK.rawValue) }
        output.append(bytes.unsafelyUnwrapped, count: count)
        return count
    }
}

/// Asked for the next bytes of a response: says how many there are; `sendMessageData` hands them over.
func readMessageData(
    _ session: OpaquePointer?,
    _ streamID: Int32,
    _ buffer: UnsafeMutablePointer<UInt8>?,
    _ length: Int,
    _ flags: UnsafeMutablePointer<UInt32>?,
    _ source: UnsafeMutablePointer<nghttp2_data_source>?,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    let stream = Unmanaged<CallStream>.fromOpaque(source.unsafelyUnwrapped.pointee.ptr)
        .takeUnretainedValue()
    let unsent = stream.unsentCount
    let flags = flags.unsafelyUnwrapped
    if stream.message == nil, !stream.isEnding {
        connection(context).wantsMessage(stream)
        return Int(NGHTTP2_ERR_DEFERRED.rawValue)
    }
    let count = min(length, unsent)
    if count > 0 { flags.pointee |= NGHTTP2_DATA_FLAG_NO_COPY.rawValue }
    if count == unsent, stream.isEnding {
        flags.pointee |= NGHTTP2_DATA_FLAG_EOF.rawValue
        if stream.isFramed {
            flags.pointee |= NGHTTP2_DATA_FLAG_NO_END_STREAM.rawValue
            submitTrailers(session, streamID, stream)
        }
    }
    return count
}

private func submitTrailers(_ session: OpaquePointer?, _ streamID: Int32, _ stream: CallStream) {
    if let status = stream.endStatus {
        var fields = HeaderFields()
        status.encode(into: &fields)
        fields.withFields { _ = nghttp2_submit_trailer(session, streamID, $0, $1) }
    } else {
        nghttp2_submit_trailer(
            session,
            streamID,
            StaticFields.shared.okTrailers,
            StaticFields.okTrailerCount
        )
    }
}

func sendMessageData(
    _ session: OpaquePointer?,
    _ frame: UnsafeMutablePointer<nghttp2_frame>?,
    _ header: UnsafePointer<UInt8>?,
    _ length: Int,
    _ source: UnsafeMutablePointer<nghttp2_data_source>?,
    _ context: UnsafeMutableRawPointer?
) -> CInt {
    let connection = connection(context)
    let output = connection.context.output
    guard !output.isFull else { return CInt(NGHTTP2_ERR_WOULDBLOCK.rawValue) }
    output.append(header.unsafelyUnwrapped, count: 9)
    let stream = Unmanaged<CallStream>.fromOpaque(source.unsafelyUnwrapped.pointee.ptr)
        .takeUnretainedValue()
    stream.writeMessage(length, to: output, copyBelow: connection.copyBelow)
    stream.progressedAt = connection.context.now
    return 0
}
