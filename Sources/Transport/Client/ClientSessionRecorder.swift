internal import CNGHTTP2

/// What nghttp2's callbacks write down, and the request bytes they hand out.
///
/// Owned by one `ClientSession` and touched only inside its calls.
final class ClientSessionRecorder {
    var events: [ClientEvent] = []
    var requests: [Int32: Request] = [:]
    private var fields: [MetadataField] = []

    /// One request body as far as it is known.
    struct Request {
        var bytes: [UInt8] = []
        /// Bytes before it are handed out already.
        var offset = 0
        var isFinished = false
        /// nghttp2 does not ask again until it is told that there are more bytes.
        var isDeferred = false
    }

    static func of(_ context: UnsafeMutableRawPointer?) -> ClientSessionRecorder? {
        context.map { Unmanaged<ClientSessionRecorder>.fromOpaque($0).takeUnretainedValue() }
    }

    static func install(_ callbacks: OpaquePointer?) {
        nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks) { _, _, context in
            ClientSessionRecorder.of(context)?.fields.removeAll()
            return 0
        }
        nghttp2_session_callbacks_set_on_header_callback(callbacks) {
            _,
            _,
            name,
            nameCount,
            value,
            valueCount,
            _,
            context in
            let name = UnsafeBufferPointer(start: name, count: nameCount)
            let value = UnsafeBufferPointer(start: value, count: valueCount)
            ClientSessionRecorder.of(context)?.fields.append(
                MetadataField(name: String(decoding: name, as: UTF8.self), value: Array(value))
            )
            return 0
        }
        nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks) { _, frame, context in
            if let frame { ClientSessionRecorder.of(context)?.received(frame) }
            return 0
        }
        nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks) {
            _,
            _,
            stream,
            start,
            count,
            context in
            let bytes = Array(UnsafeBufferPointer(start: start, count: count))
            ClientSessionRecorder.of(context)?.events.append(
                .receivedData(stream: stream, bytes: bytes)
            )
            return 0
        }
        nghttp2_session_callbacks_set_on_stream_close_callback(callbacks) {
            _,
            stream,
            code,
            context in
            guard let recorder = ClientSessionRecorder.of(context) else { return 0 }
            recorder.requests[stream] = nil
            recorder.events.append(.closedStream(stream: stream, code: code))
            return 0
        }
    }

    private func received(_ frame: UnsafePointer<nghttp2_frame>) {
        let header = frame.pointee.hd
        let endsStream = header.flags & UInt8(NGHTTP2_FLAG_END_STREAM.rawValue) != 0
        switch UInt32(header.type) {
        case NGHTTP2_HEADERS.rawValue:
            events.append(
                .receivedHeaders(stream: header.stream_id, fields: fields, endsStream: endsStream)
            )
            fields.removeAll()
        case NGHTTP2_DATA.rawValue:
            if endsStream { events.append(.endedStream(stream: header.stream_id)) }
        case NGHTTP2_GOAWAY.rawValue:
            let goAway = frame.pointee.goaway
            let debug = UnsafeBufferPointer(
                start: goAway.opaque_data,
                count: goAway.opaque_data_len
            )
            events.append(
                .receivedGoAway(
                    lastStream: goAway.last_stream_id,
                    code: goAway.error_code,
                    debug: String(decoding: debug, as: UTF8.self)
                )
            )
        default:
            break
        }
    }

    /// Hands the next request bytes to nghttp2.
    func readRequest(
        _ stream: Int32,
        into buffer: UnsafeMutablePointer<UInt8>,
        capacity: Int,
        flags: UnsafeMutablePointer<UInt32>
    ) -> Int {
        guard var request = requests[stream] else {
            return Int(NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE.rawValue)
        }
        requests[stream] = nil
        defer { requests[stream] = request }

        let count = min(capacity, request.bytes.count - request.offset)
        request.bytes.withUnsafeBufferPointer { bytes in
            guard count > 0, let base = bytes.baseAddress else { return }
            buffer.update(from: base + request.offset, count: count)
        }
        request.offset += count
        guard request.offset == request.bytes.count else { return count }
        request.bytes.removeAll(keepingCapacity: true)
        request.offset = 0
        if request.isFinished {
            flags.pointee |= UInt32(NGHTTP2_DATA_FLAG_EOF.rawValue)
            return count
        }
        guard count == 0 else { return count }
        request.isDeferred = true
        return Int(NGHTTP2_ERR_DEFERRED.rawValue)
    }
}
