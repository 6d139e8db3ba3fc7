internal import CNGHTTP2

extension Connection {
    /// Answers with one message and status OK, or with `status` after it.
    func respond(on stream: CallStream, _ message: MessageBytes, then status: RPCStatus? = nil) {
        guard stream.state.respond() == .submitHeaders else { return }
        stream.begin(message: message)
        stream.progressedAt = context.now
        if let status { stream.endStatus = status } else { stream.endsOK = true }
        submitResponseHeaders(stream)
        _ = stream.state.finish()
        answered(stream, code: status?.code ?? .ok)
        schedule()
    }

    func startStreaming(on stream: CallStream, from source: any ResponseSource) {
        guard stream.state.respond() == .submitHeaders else {
            source.cancelled(.connectionClosed)
            return
        }
        stream.source = source
        stream.progressedAt = context.now
        submitResponseHeaders(stream)
        schedule()
    }

    /// Ends the call with a status: alone if nothing was sent, otherwise after the message in progress.
    func finish(_ stream: CallStream, _ status: RPCStatus) {
        switch stream.state.finish() {
        case .trailersOnly:
            submitStatusOnly(stream, status)
        case .trailers:
            stream.endStatus = status
            resume(stream)
        case .ignore:
            return
        }
        answered(stream, code: status.code)
        schedule()
    }

    /// Gives a call up on the handler's behalf: a status if nothing was sent, otherwise a reset.
    func expire(_ stream: CallStream, _ status: RPCStatus, _ reason: CancellationReason) {
        switch stream.state.expire() {
        case .trailersOnly(let cancelsHandler):
            submitStatusOnly(stream, status)
            if cancelsHandler { cancelHandler(stream, reason) }
        case .reset:
            session.reset(stream.id, code: NGHTTP2_CANCEL.rawValue)
            cancelHandler(stream, reason)
        case .ignore:
            return
        }
        releaseWork(stream)
        context.counters.callsFailed.add()
        schedule()
    }

    /// Resets the stream at the handler's wish, or because the client takes nothing.
    func abandon(_ stream: CallStream, code: UInt32) {
        session.reset(stream.id, code: code)
        if stream.state.streamClosed() {
            cancelHandler(stream, .reset(code: code))
            context.counters.callsFailed.add()
        }
        releaseWork(stream)
        schedule()
    }

    private func submitResponseHeaders(_ stream: CallStream) {
        if stream.initialMetadata.isEmpty {
            _ = session.submitResponse(
                stream.id,
                StaticFields.shared.responseHeaders,
                StaticFields.responseHeaderCount,
                stream: stream
            )
            return
        }
        var fields = Self.responseFields()
        for field in stream.initialMetadata { fields.append(field) }
        fields.withFields { _ = session.submitResponse(stream.id, $0, $1, stream: stream) }
    }

    private func submitStatusOnly(_ stream: CallStream, _ status: RPCStatus) {
        var fields = Self.responseFields()
        for field in stream.initialMetadata { fields.append(field) }
        status.encode(into: &fields)
        fields.withFields { _ = session.submitHeadersOnly(stream.id, $0, $1) }
    }

    private static func responseFields() -> HeaderFields {
        var fields = HeaderFields()
        fields.append(name: ":status", value: "200")
        fields.append(name: "content-type", value: "application/grpc")
        return fields
    }

    /// An answer from before the RPC layer: no body, no grpc-status.
    func answer(_ stream: CallStream, httpStatus: Int) {
        guard stream.state.finish() == .trailersOnly else { return }
        var fields = HeaderFields()
        fields.append(name: ":status", value: String(httpStatus))
        if httpStatus == 405 { fields.append(name: "allow", value: "POST") }
        fields.append(name: "content-length", value: "0")
        fields.withFields { _ = session.submitHeadersOnly(stream.id, $0, $1) }
    }

    func answerInfoPage(_ stream: CallStream, isHead: Bool) {
        guard stream.state.finish() == .trailersOnly else { return }
        let page = context.infoPage
        var fields = HeaderFields()
        fields.append(name: ":status", value: "200")
        fields.append(name: "content-type", value: "text/plain; charset=utf-8")
        fields.append(name: "content-length", value: String(page.count))
        if isHead {
            fields.withFields { _ = session.submitHeadersOnly(stream.id, $0, $1) }
            return
        }
        stream.isFramed = false
        stream.begin(message: page)
        stream.progressedAt = context.now
        stream.endsOK = true
        fields.withFields { _ = session.submitResponse(stream.id, $0, $1, stream: stream) }
    }

    // Off-loop work.

    func makeHandle(for stream: CallStream) -> CallHandle? {
        guard stream.state.isOpen, stream.handle == nil else { return nil }
        let handle = CallHandle(
            mailbox: context.mailbox,
            connection: registration,
            streamID: stream.id,
            holdsWork: stream.holdsWork,
            queuedBytesMax: context.limits.handleBytesMax
        )
        stream.holdsWork = false
        stream.handle = handle
        stream.hasHandle = true
        return handle
    }

    /// A message that another thread sent.
    func queue(_ message: MessageBytes, on stream: CallStream, for handle: CallHandle) {
        guard stream.state.isOpen else { return }
        let source: HandleSource
        if let existing = stream.source as? HandleSource {
            source = existing
        } else {
            source = HandleSource(handle: handle)
            startStreaming(on: stream, from: source)
        }
        guard source.byteCount <= context.limits.handleBytesMax else {
            abandon(stream, code: NGHTTP2_ENHANCE_YOUR_CALM.rawValue)
            return
        }
        source.append(message)
        wake(stream)
    }

    /// The end that another thread put behind its messages.
    func endQueue(_ status: RPCStatus, on stream: CallStream) {
        guard let source = stream.source as? HandleSource else {
            finish(stream, status)
            return
        }
        source.end(status)
        wake(stream)
    }

    // Slots.

    func takeWork(_ stream: CallStream) -> Bool {
        guard !stream.holdsWork else { return true }
        guard workCount < context.limits.workPerConnectionMax, context.takeWork() else {
            return false
        }
        workCount += 1
        stream.holdsWork = true
        return true
    }

    func releaseWork(_ stream: CallStream) {
        guard stream.holdsWork else { return }
        stream.holdsWork = false
        context.returnWork(of: self)
    }

    // The end of a call.

    /// The handler has said its last word.
    private func answered(_ stream: CallStream, code: StatusCode) {
        releaseWork(stream)
        if code == .ok {
            context.counters.callsOK.add()
        } else {
            context.counters.callsFailed.add()
        }
        if stream.hasHandle { stream.handle?.cancel() }
        if stream.onCancel != nil { stream.onCancel = nil }
        if stream.receiver != nil { stream.receiver = nil }
        if stream.source != nil { stream.source = nil }
        stopTimer(of: stream)
    }

    private func stopTimer(of stream: CallStream) {
        guard stream.timer != .none else { return }
        context.loop.cancel(stream.timer)
        stream.timer = .none
    }

    /// Tells the handler, once, that nobody waits any more.
    private func cancelHandler(_ stream: CallStream, _ reason: CancellationReason) {
        context.counters.callsCancelled.add()
        let source = stream.source
        let onCancel = stream.onCancel
        stream.source = nil
        stream.onCancel = nil
        stream.receiver = nil
        stream.message = nil
        stream.handle?.cancel()
        releaseWork(stream)
        stopTimer(of: stream)
        source?.cancelled(reason)
        onCancel?(reason)
    }

    /// The session has forgotten the stream: so do we.
    func closeStream(_ stream: CallStream) {
        closeStream(stream, .reset(code: stream.closeCode))
    }

    func closeStream(_ stream: CallStream, _ reason: CancellationReason) {
        guard stream.connection === self else { return }
        if stream.state.streamClosed() {
            cancelHandler(stream, reason)
        } else if stream.closeCode == NGHTTP2_NO_ERROR.rawValue {
            budget.earn()
        }
        releaseWork(stream)
        stopTimer(of: stream)
        if stream.holdsSubscription {
            subscriptionCount -= 1
            context.returnSubscription()
        }
        if stream === lastStream { lastStream = nil }
        let last = streams.removeLast()
        if last !== stream {
            streams[stream.listIndex] = last
            last.listIndex = stream.listIndex
        }
        if streams.isEmpty { deadlines.closedLastStream(now: context.now) }
        context.counters.streamsOpen.add(-1)
        context.returnStream(stream)
    }
}
