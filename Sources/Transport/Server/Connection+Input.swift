internal import CNGHTTP2
internal import Glibc

extension Connection {
    /// True while the peer takes so few of our frames that reading more would only queue more.
    var isReadPaused: Bool {
        phase == .open && session.outboundFrameCount > context.limits.outboundFramesPause
    }

    /// One bounded read; the rest waits for the next turn, so that no peer can hold the loop.
    func readOnce() {
        let input = context.input
        guard let base = input.baseAddress else { return }
        let count = context.loop.system.read(descriptor, base, input.count)
        guard count > 0 else {
            switch -count {
            case 0: close(.peer)
            case Int(EAGAIN): isReadable = false
            case Int(EINTR): break
            default: close(.socketError)
            }
            return
        }
        // A read that fills less than the buffer has emptied the socket, unless the peer's end is there too.
        if count < input.count, !sawHangup { isReadable = false }
        deadlines.read(now: context.now)
        guard phase != .lingering else { return }
        let received = UnsafeRawBufferPointer(start: base, count: count)
        if isSecure {
            receivedEncrypted(received)
        } else {
            receivedPlain(received)
        }
    }

    private func receivedEncrypted(_ bytes: UnsafeRawBufferPointer) {
        guard tls?.feed(bytes) == true else {
            close(.libraryError)
            return
        }
        if phase == .handshaking {
            switch tls?.handshake() {
            case .progressed:
                phase = .open
                context.handshakeEnded()
                deadlines.finishedHandshake(now: context.now)
            case .wantsInput:
                return
            case .closed, .failed, nil:
                _ = writeWaiting()
                close(.peer)
                return
            }
        }
        while phase == .open {
            switch tls?.decrypt(into: context.plaintext) {
            case .progressed(let count):
                receivedPlain(UnsafeRawBufferPointer(rebasing: context.plaintext[..<count]))
            case .wantsInput:
                return
            case .closed, .failed, nil:
                close(.peer)
                return
            }
        }
    }

    private func receivedPlain(_ bytes: UnsafeRawBufferPointer) {
        let result = session.receive(bytes)
        processTouched()
        guard phase == .open else { return }
        if sawDrainPing {
            sawDrainPing = false
            perform(drain.receivedPingAcknowledgement())
        }
        if brokeStreamOrder {
            condemn(
                .protocolError,
                code: NGHTTP2_PROTOCOL_ERROR.rawValue,
                debug: "stream id was skipped"
            )
        } else if let condemned {
            condemn(
                condemned,
                code: NGHTTP2_ENHANCE_YOUR_CALM.rawValue,
                debug: condemned == .ping ? "too_many_pings" : "fault budget is spent"
            )
        } else if result < 0 {
            received(fatal: CInt(result))
        } else if session.outboundFrameCount > context.limits.outboundFramesMax {
            condemn(
                .outboundQueue,
                code: NGHTTP2_ENHANCE_YOUR_CALM.rawValue,
                debug: "peer does not read"
            )
        } else if !session.wantsRead {
            // nghttp2 has queued its own GOAWAY for what it read.
            flush()
            linger()
        }
    }

    private func received(fatal code: CInt) {
        if code == CInt(NGHTTP2_ERR_TOO_MANY_CONTINUATIONS.rawValue) {
            condemn(
                .continuation,
                code: NGHTTP2_ENHANCE_YOUR_CALM.rawValue,
                debug: "too many CONTINUATION"
            )
        } else if code == CInt(NGHTTP2_ERR_FLOODED.rawValue) {
            condemn(.outboundQueue, code: NGHTTP2_ENHANCE_YOUR_CALM.rawValue, debug: "flooded")
        } else if code == CInt(NGHTTP2_ERR_BAD_CLIENT_MAGIC.rawValue) {
            condemn(.protocolError, code: NGHTTP2_PROTOCOL_ERROR.rawValue, debug: "bad preface")
        } else {
            condemn(.protocolError, code: NGHTTP2_PROTOCOL_ERROR.rawValue, debug: "protocol error")
        }
    }

    // What callbacks record.

    func stream(_ id: Int32) -> CallStream? {
        if let lastStream, lastStream.id == id { return lastStream }
        guard let pointer = session.userData(of: id) else { return nil }
        let stream = Unmanaged<CallStream>.fromOpaque(pointer).takeUnretainedValue()
        lastStream = stream
        return stream
    }

    private func touch(_ stream: CallStream, _ pending: CallStream.Pending) {
        if stream.pending.isEmpty { touched.append(stream) }
        stream.pending.formUnion(pending)
    }

    func beganFrame(_ frame: FrameAccounting.Frame) {
        let now = context.now
        if frame.type == 1 {
            deadlines.beganHeaders(now: now)
            if skipped.receivedHeaders(on: frame.streamID) { brokeStreamOrder = true }
        } else if frame.type != 9 {
            deadlines.endedHeaders()
            if frame.type == 6, !frame.isAcknowledgement {
                let verdict = pings.receivedPing(hasOpenStreams: !streams.isEmpty, now: now)
                if verdict == .tooManyPings { condemned = condemned ?? .ping }
            }
        }
        judge(frames.received(frame, now: now))
    }

    func openStream(_ id: Int32) -> CallStream {
        let stream = context.takeStream()
        stream.connection = self
        stream.id = id
        stream.listIndex = streams.count
        streams.append(stream)
        lastStream = stream
        frames.openedStream()
        if streams.count == 1 {
            deadlines.openedStream()
            beginSweeping()
        }
        context.counters.streamsOpen.add()
        return stream
    }

    func receivedHeader(
        on id: Int32,
        name: UnsafeBufferPointer<UInt8>,
        value: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        guard let stream = stream(id) else { return true }
        guard stream.head.received(name: name, value: value, rules: context.rules) else {
            deadlines.endedHeaders()
            record(.headerLimit)
            return false
        }
        return true
    }

    func receivedHeadersEnd(on id: Int32, isRequest: Bool, endsStream: Bool) {
        deadlines.endedHeaders()
        guard let stream = stream(id) else { return }
        if endsStream { stream.isRemoteClosed = true }
        var pending: CallStream.Pending = isRequest ? .headers : []
        if endsStream { pending.insert(.end) }
        if !pending.isEmpty { touch(stream, pending) }
    }

    func receivedData(on id: Int32, _ bytes: UnsafeBufferPointer<UInt8>) {
        session.consumeConnection(bytes.count)
        guard let stream = stream(id) else { return }
        guard stream.state.isReceiving else { return }
        stream.body.append(bytes)
        if stream.isPaused {
            stream.withheldByteCount += bytes.count
        } else {
            session.consumeStream(id, bytes.count)
        }
        touch(stream, .data)
    }

    func receivedDataEnd(on id: Int32, length: Int, padding: Int, endsStream: Bool) {
        if padding > 0 { judge(frames.receivedData(payload: length - padding, padding: padding)) }
        guard endsStream, let stream = stream(id) else { return }
        stream.isRemoteClosed = true
        touch(stream, .end)
    }

    func recordClosed(_ id: Int32, code: UInt32) {
        guard let stream = stream(id) else { return }
        stream.closeCode = code
        lastStream = nil
        touch(stream, .closed)
    }

    func sentReset(code: UInt32) {
        switch code {
        case NGHTTP2_NO_ERROR.rawValue, NGHTTP2_CANCEL.rawValue, NGHTTP2_REFUSED_STREAM.rawValue,
            NGHTTP2_ENHANCE_YOUR_CALM.rawValue:
            break
        default:
            record(.streamError)
        }
    }

    func receivedPingAcknowledgement(_ payload: UInt64) {
        if payload == Self.drainPing { sawDrainPing = true }
    }

    private func judge(_ verdict: FrameAccounting.Verdict) {
        switch verdict {
        case .ordinary: break
        case .fault(let cause): record(cause)
        case .close(let cause):
            context.counters.faults.add()
            condemned = condemned ?? cause
        }
    }

    /// Counts a fault against the budget.
    func record(_ cause: FaultCause) {
        context.counters.faults.add()
        if !budget.spend(cause, now: context.now) { condemned = condemned ?? cause }
    }

    static let drainPing: UInt64 = 0x6472_6169_6E20_2020
}
