internal import CNGHTTP2

/// The server half of one HTTP/2 connection, without any I/O: the only owner of an `nghttp2_session`.
///
/// nghttp2 calls back from inside `receive` and `send`, and forbids to enter either again from there. The callbacks
/// only record; the connection acts once the call has returned.
struct HTTP2Session: ~Copyable {
    private let raw: OpaquePointer

    /// Makes a session and queues our SETTINGS.
    init?(limits: Limits) {
        var session: OpaquePointer?
        guard
            nghttp2_session_server_new2(
                &session,
                SessionSetup.shared.callbacks,
                nil,
                SessionSetup.shared.options
            ) == 0,
            let session
        else { return nil }
        raw = session
        let entries = [
            nghttp2_settings_entry(
                settings_id: Int32(NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS.rawValue),
                value: UInt32(limits.streamsPerConnectionMax)
            ),
            nghttp2_settings_entry(
                settings_id: Int32(NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE.rawValue),
                value: UInt32(limits.headerBytesMax)
            ),
        ]
        // The stream window, the frame size and the header table stay at the protocol's defaults.
        nghttp2_submit_settings(raw, flagNone, entries, entries.count)
        nghttp2_session_set_local_window_size(raw, flagNone, 0, Self.connectionWindow)
    }

    deinit { nghttp2_session_del(raw) }

    private static let connectionWindow: Int32 = 1 << 20

    /// What callbacks get; to be set before any input or output.
    func setContext(_ context: UnsafeMutableRawPointer) {
        nghttp2_session_set_user_data(raw, context)
    }

    /// Parses input; a negative result is a fatal error of the session.
    func receive(_ bytes: UnsafeRawBufferPointer) -> Int {
        nghttp2_session_mem_recv(
            raw,
            bytes.baseAddress?.assumingMemoryBound(to: UInt8.self),
            bytes.count
        )
    }

    /// Frames output until there is none or the output buffer is full; false after a fatal error.
    func send() -> Bool { nghttp2_session_send(raw) == 0 }

    var wantsWrite: Bool { nghttp2_session_want_write(raw) != 0 }
    var wantsRead: Bool { nghttp2_session_want_read(raw) != 0 }
    var outboundFrameCount: Int { nghttp2_session_get_outbound_queue_size(raw) }

    func userData(of streamID: Int32) -> UnsafeMutableRawPointer? {
        nghttp2_session_get_stream_user_data(raw, streamID)
    }

    /// Response headers, followed by the data of `stream`.
    func submitResponse(
        _ streamID: Int32,
        _ fields: UnsafePointer<nghttp2_nv>?,
        _ count: Int,
        stream: CallStream
    ) -> Bool {
        var provider = nghttp2_data_provider()
        provider.source.ptr = Unmanaged.passUnretained(stream).toOpaque()
        provider.read_callback = readMessageData
        return nghttp2_submit_response(raw, streamID, fields, count, &provider) == 0
    }

    /// One block of headers that is the whole response.
    func submitHeadersOnly(_ streamID: Int32, _ fields: UnsafePointer<nghttp2_nv>?, _ count: Int)
        -> Bool
    {
        nghttp2_submit_response(raw, streamID, fields, count, nil) == 0
    }

    func resumeData(_ streamID: Int32) { nghttp2_session_resume_data(raw, streamID) }

    func reset(_ streamID: Int32, code: UInt32) {
        nghttp2_submit_rst_stream(raw, flagNone, streamID, code)
    }

    func consumeConnection(_ byteCount: Int) { nghttp2_session_consume_connection(raw, byteCount) }
    func consumeStream(_ streamID: Int32, _ byteCount: Int) {
        nghttp2_session_consume_stream(raw, streamID, byteCount)
    }

    /// Puts a stream behind others that have something to send.
    func setWeight(_ streamID: Int32, _ weight: Int32) {
        var priority = nghttp2_priority_spec()
        nghttp2_priority_spec_init(&priority, 0, weight, 0)
        nghttp2_session_change_stream_priority(raw, streamID, &priority)
    }

    /// The GOAWAY that names no stream.
    func submitShutdownNotice() { nghttp2_submit_shutdown_notice(raw) }

    /// A GOAWAY that names the last stream we have taken.
    func submitGoaway(code: UInt32, debug: StaticString) {
        nghttp2_submit_goaway(
            raw,
            flagNone,
            nghttp2_session_get_last_proc_stream_id(raw),
            code,
            debug.utf8Start,
            debug.utf8CodeUnitCount
        )
    }

    func submitPing(_ payload: UInt64) {
        withUnsafeBytes(of: payload.bigEndian) { bytes in
            _ = nghttp2_submit_ping(
                raw,
                flagNone,
                bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
            )
        }
    }
}

let flagNone = UInt8(NGHTTP2_FLAG_NONE.rawValue)

/// The callbacks and options that all sessions share; made once, never changed.
struct SessionSetup: ~Copyable, @unchecked Sendable {
    // Both objects are only read once `init` has returned, by nghttp2 itself.
    let callbacks: OpaquePointer?
    let options: OpaquePointer?

    static let shared = SessionSetup()

    private init() {
        var callbacks: OpaquePointer?
        nghttp2_session_callbacks_new(&callbacks)
        nghttp2_session_callbacks_set_on_begin_frame_callback(callbacks, onBeginFrame)
        nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks, onBeginHeaders)
        nghttp2_session_callbacks_set_on_header_callback(callbacks, onHeader)
        nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, onFrameReceived)
        nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, onDataChunk)
        nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, onStreamClosed)
        nghttp2_session_callbacks_set_on_frame_send_callback(callbacks, onFrameSent)
        nghttp2_session_callbacks_set_unpack_extension_callback(callbacks, ignoreExtension)
        nghttp2_session_callbacks_set_send_callback(callbacks, sendControl)
        nghttp2_session_callbacks_set_send_data_callback(callbacks, sendMessageData)
        self.callbacks = callbacks

        var options: OpaquePointer?
        nghttp2_option_new(&options)
        // 33 resets a second, the library's own rate, punishes clients that cancel honestly.
        nghttp2_option_set_stream_reset_rate_limit(options, 1000, 100)
        nghttp2_option_set_max_outbound_ack(options, 100)
        nghttp2_option_set_max_settings(options, 32)
        nghttp2_option_set_max_continuations(options, 8)
        // Windows are returned by the connection, so that a request stream can be held back.
        nghttp2_option_set_no_auto_window_update(options, 1)
        // Frames of unknown types are ignored (RFC 9113 section 5.5), but only registered types are reported to
        // `onBeginFrame`, which counts them.
        for type in UInt8(10)...UInt8.max {
            nghttp2_option_set_user_recv_extension_type(options, type)
        }
        self.options = options
    }
}
