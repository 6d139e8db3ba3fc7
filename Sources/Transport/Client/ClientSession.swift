internal import CNGHTTP2

/// What the server did, in the order of the wire.
///
/// Read after `receive` has returned, never during it.
enum ClientEvent: Equatable {
    case receivedHeaders(stream: Int32, fields: [MetadataField], endsStream: Bool)
    case receivedData(stream: Int32, bytes: [UInt8])
    case endedStream(stream: Int32)
    case closedStream(stream: Int32, code: UInt32)
    case receivedGoAway(lastStream: Int32, code: UInt32, debug: String)
}

/// The client half of one HTTP/2 connection, without any I/O.
///
/// nghttp2 calls back from inside `receive` and `nextOutput`, and forbids calling it again from there.
/// So the callbacks only record events and hand out request bytes; the owner acts once the call has
/// returned. A stream's window opens again only by `acknowledge`: a reader that does not read stops the
/// server, not the memory.
struct ClientSession: ~Copyable {
    private let raw: OpaquePointer
    private let recorder: ClientSessionRecorder

    init() throws(RPCStatus) {
        let recorder = ClientSessionRecorder()
        var callbacks: OpaquePointer?
        var options: OpaquePointer?
        guard nghttp2_session_callbacks_new(&callbacks) == 0, nghttp2_option_new(&options) == 0
        else {
            throw RPCStatus(.unavailable, "out of memory for an HTTP/2 session")
        }
        defer {
            nghttp2_session_callbacks_del(callbacks)
            nghttp2_option_del(options)
        }
        ClientSessionRecorder.install(callbacks)
        nghttp2_option_set_no_auto_window_update(options, 1)

        var session: OpaquePointer?
        let context = Unmanaged.passUnretained(recorder).toOpaque()
        guard nghttp2_session_client_new2(&session, callbacks, context, options) == 0, let session
        else {
            throw RPCStatus(.unavailable, "out of memory for an HTTP/2 session")
        }
        let settings = [
            nghttp2_settings_entry(
                settings_id: Int32(NGHTTP2_SETTINGS_ENABLE_PUSH.rawValue),
                value: 0
            ),
            nghttp2_settings_entry(
                settings_id: Int32(NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE.rawValue),
                value: UInt32(ClientLimits.streamWindowBytes)
            ),
            nghttp2_settings_entry(
                settings_id: Int32(NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE.rawValue),
                value: ClientLimits.headerListBytesMax
            ),
        ]
        let flags = UInt8(NGHTTP2_FLAG_NONE.rawValue)
        guard nghttp2_submit_settings(session, flags, settings, settings.count) == 0,
            nghttp2_session_set_local_window_size(
                session,
                flags,
                0,
                Int32(ClientLimits.connectionWindowBytes)
            ) == 0
        else {
            nghttp2_session_del(session)
            throw RPCStatus(.unavailable, "out of memory for an HTTP/2 session")
        }
        self.raw = session
        self.recorder = recorder
    }

    deinit { nghttp2_session_del(raw) }

    /// Opens a stream with these header fields and an open request body.
    mutating func openStream(_ fields: HeaderFields) throws(RPCStatus) -> Int32 {
        var provider = nghttp2_data_provider()
        provider.read_callback = { _, stream, buffer, capacity, flags, _, context in
            guard let recorder = ClientSessionRecorder.of(context), let buffer, let flags else {
                return Int(NGHTTP2_ERR_CALLBACK_FAILURE.rawValue)
            }
            return recorder.readRequest(stream, into: buffer, capacity: capacity, flags: flags)
        }
        let stream = fields.withFields { pairs, count in
            nghttp2_submit_request(raw, nil, pairs, count, &provider, nil)
        }
        guard stream > 0 else {
            throw RPCStatus(
                .unavailable,
                "no further call fits this connection: \(Self.text(of: stream))"
            )
        }
        recorder.requests[stream] = .init()
        return stream
    }

    /// Adds request bytes; with `isLast`, the request ends after them.
    mutating func send(_ bytes: [UInt8], on stream: Int32, isLast: Bool) {
        guard var request = recorder.requests[stream] else { return }
        recorder.requests[stream] = nil
        request.bytes.append(contentsOf: bytes)
        request.isFinished = request.isFinished || isLast
        recorder.requests[stream] = request
        if request.isDeferred {
            recorder.requests[stream]?.isDeferred = false
            nghttp2_session_resume_data(raw, stream)
        }
    }

    /// Request bytes of `stream` that the server has not made room for.
    func pendingRequestBytes(on stream: Int32) -> Int {
        recorder.requests[stream].map { $0.bytes.count - $0.offset } ?? 0
    }

    /// Ends a stream whose result is not wanted any more.
    mutating func cancel(_ stream: Int32) {
        recorder.requests[stream] = nil
        nghttp2_submit_rst_stream(
            raw,
            UInt8(NGHTTP2_FLAG_NONE.rawValue),
            stream,
            UInt32(NGHTTP2_CANCEL.rawValue)
        )
    }

    /// Opens the stream's window again by `count` bytes that its reader has taken.
    mutating func acknowledge(_ count: Int, on stream: Int32) {
        nghttp2_session_consume_stream(raw, stream, count)
    }

    /// Takes bytes from the wire and says what they meant.
    mutating func receive(_ bytes: [UInt8]) throws(RPCStatus) -> [ClientEvent] {
        let consumed = nghttp2_session_mem_recv(raw, bytes, bytes.count)
        guard consumed >= 0 else {
            throw RPCStatus(
                .unavailable,
                "the server does not speak HTTP/2: \(Self.text(of: Int32(consumed)))"
            )
        }
        let events = recorder.events
        recorder.events.removeAll(keepingCapacity: true)
        for case .receivedData(_, let data) in events {
            nghttp2_session_consume_connection(raw, data.count)
        }
        return events
    }

    /// The next bytes for the wire; empty when there are none.
    mutating func nextOutput() throws(RPCStatus) -> [UInt8] {
        var start: UnsafePointer<UInt8>?
        let count = nghttp2_session_mem_send(raw, &start)
        guard count >= 0 else {
            throw RPCStatus(
                .unavailable,
                "the HTTP/2 session failed: \(Self.text(of: Int32(count)))"
            )
        }
        return Array(UnsafeBufferPointer(start: start, count: count))
    }

    /// Whether neither side has anything more to say, which is also so after a breach of the protocol.
    var isOver: Bool {
        nghttp2_session_want_read(raw) == 0 && nghttp2_session_want_write(raw) == 0
    }

    /// Says goodbye; calls under way may end first.
    mutating func goAway() {
        nghttp2_session_terminate_session(raw, UInt32(NGHTTP2_NO_ERROR.rawValue))
    }

    private static func text(of code: Int32) -> String {
        nghttp2_strerror(code).map { String(cString: $0) } ?? "error \(code)"
    }
}
