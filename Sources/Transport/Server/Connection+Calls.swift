internal import CNGHTTP2

extension Connection {
    /// Acts on what callbacks recorded, stream by stream, in the order of their first event.
    func processTouched() {
        var index = 0
        while index < touched.count, phase != .closed {
            let stream = touched[index]
            index += 1
            let pending = stream.pending
            stream.pending = []
            if pending.contains(.closed) {
                // A stream that came and went in one read never reaches a handler.
                closeStream(stream)
                continue
            }
            if pending.contains(.headers) { accept(stream) }
            if !pending.isDisjoint(with: [.data, .end]) {
                takeRequest(of: stream, isEnd: pending.contains(.end))
            }
            armTimer(of: stream)
        }
        touched.removeAll(keepingCapacity: true)
    }

    private func accept(_ stream: CallStream) {
        stream.receivedHeadersAt = context.now
        stream.receivedDataAt = context.now
        if stream.id >= context.limits.streamIDMax { beginDrain("max_stream_id") }
        switch stream.head.acceptance() {
        case .infoPage(let isHead): answerInfoPage(stream, isHead: isHead)
        case .httpStatus(let status): answer(stream, httpStatus: status)
        case .status(let code, let message): finish(stream, RPCStatus(code, message))
        case .call(let methodIndex): begin(stream, methodIndex: methodIndex)
        }
    }

    private func begin(_ stream: CallStream, methodIndex: Int) {
        let method = context.rules.methods.rules[methodIndex]
        stream.methodIndex = methodIndex
        if case .nanoseconds(let timeout) = stream.head.timeout {
            stream.deadline = context.now.adding(nanoseconds: timeout)
        }
        if method.weight == .bulk { session.setWeight(stream.id, 1) }
        switch stream.state.accepted(takesOneRequest: method.takesOneRequest) {
        case .collectRequest, .ignore:
            break
        case .startHandler:
            guard admit(stream, method) else { return }
            guard case .requestStream(let handler) = context.handlers[methodIndex] else {
                preconditionFailure("a method with a request stream has a handler for one")
            }
            context.counters.callsStarted.add()
            let receiver = handler(Call(stream))
            if stream.state.isOpen { stream.receiver = receiver }
        }
    }

    /// Takes the slot that the method needs; without one the stream is refused before any handler sees it.
    private func admit(_ stream: CallStream, _ method: MethodTable.Rules) -> Bool {
        let isAdmitted: Bool
        switch method.admission {
        case .free: isAdmitted = true
        case .work: isAdmitted = takeWork(stream)
        case .subscription:
            isAdmitted =
                subscriptionCount < context.limits.subscriptionsPerConnectionMax
                && context.takeSubscription()
            if isAdmitted {
                subscriptionCount += 1
                stream.holdsSubscription = true
            }
        }
        guard !isAdmitted else { return true }
        context.counters.callsRefused.add()
        _ = stream.state.finish()
        session.reset(stream.id, code: NGHTTP2_REFUSED_STREAM.rawValue)
        return false
    }

    // The request.

    private func takeRequest(of stream: CallStream, isEnd: Bool) {
        stream.receivedDataAt = context.now
        guard stream.state.isReceiving else { return }
        if stream.state.isBeforeHandler {
            takeOneRequest(of: stream, isEnd: isEnd)
        } else {
            deliverRequests(of: stream)
        }
    }

    /// Collects the one message of a call and dispatches at the end of the stream.
    private func takeOneRequest(of stream: CallStream, isEnd: Bool) {
        let method = context.rules.methods.rules[stream.methodIndex]
        switch nextMessage(of: stream, method) {
        case .refuse(let status):
            finish(stream, status)
        case .incomplete:
            guard isEnd else { return }
            finish(
                stream,
                stream.body.byteCount == 0
                    ? RPCStatus(.unimplemented, "the request holds no message")
                    : RPCStatus(.internalError, "the request ends inside a message")
            )
        case .message(let range):
            guard stream.body.byteCount == range.count + MessageDecoder.prefixByteCount else {
                finish(stream, RPCStatus(.unimplemented, "the request holds more than one message"))
                return
            }
            guard isEnd, stream.state.receivedEndStream() == .dispatch else { return }
            dispatch(stream, method, range)
        }
    }

    private func dispatch(_ stream: CallStream, _ method: MethodTable.Rules, _ range: Range<Int>) {
        guard admit(stream, method) else { return }
        guard case .request(let handler) = context.handlers[stream.methodIndex] else {
            preconditionFailure("a method with one request has a handler for one")
        }
        context.counters.callsStarted.add()
        handler(Call(stream), stream.body.span.extracting(range))
        // The request is not needed any more; a long stream does not pin its buffer.
        if stream.state.isOpen { stream.body.reset() }
    }

    /// Hands complete messages of a request stream to their receiver.
    private func deliverRequests(of stream: CallStream) {
        let generation = stream.generation
        let method = context.rules.methods.rules[stream.methodIndex]
        while stream.generation == generation, stream.state.isOpen, !stream.isPaused {
            switch nextMessage(of: stream, method) {
            case .refuse(let status):
                let isHandlerOpen = stream.state.isOpen
                let receiverCancel = stream.onCancel
                finish(stream, status)
                if isHandlerOpen { receiverCancel?(.reset(code: NGHTTP2_NO_ERROR.rawValue)) }
            case .message(let range):
                stream.receiver?.received(stream.body.span.extracting(range))
                guard stream.generation == generation else { return }
                stream.body.take(range)
                stream.messageBegunAt = .distantFuture
            case .incomplete:
                if stream.body.isAtBoundary {
                    stream.messageBegunAt = .distantFuture
                } else if stream.messageBegunAt == .distantFuture {
                    stream.messageBegunAt = context.now
                }
                endRequests(of: stream)
                return
            }
        }
    }

    private func endRequests(of stream: CallStream) {
        guard stream.isRemoteClosed else { return }
        guard stream.body.isAtBoundary else {
            expire(
                stream,
                RPCStatus(.internalError, "the request ends inside a message"),
                .connectionClosed
            )
            return
        }
        if stream.state.receivedEndStream() == .deliverEnd { stream.receiver?.receivedEnd() }
    }

    func resumeReceiving(_ stream: CallStream) {
        guard stream.isPaused else { return }
        stream.isPaused = false
        if stream.withheldByteCount > 0 {
            session.consumeStream(stream.id, stream.withheldByteCount)
            stream.withheldByteCount = 0
        }
        touchForDelivery(stream)
        schedule()
    }

    private func touchForDelivery(_ stream: CallStream) {
        if stream.pending.isEmpty { touched.append(stream) }
        stream.pending.insert(.data)
    }

    private enum NextMessage {
        case incomplete
        case message(Range<Int>)
        case refuse(RPCStatus)
    }

    private func nextMessage(of stream: CallStream, _ method: MethodTable.Rules) -> NextMessage {
        let bytesMax = method.requestBytesMax
        switch stream.body.next(messageBytesMax: bytesMax) {
        case .needsMore:
            return .incomplete
        case .badFlag(let flag):
            return .refuse(RPCStatus(.internalError, "message flag \(flag) is not 0 or 1"))
        case .tooLarge(let byteCount):
            return .refuse(
                RPCStatus(
                    .resourceExhausted,
                    "message of \(byteCount) bytes; at most \(bytesMax) are taken"
                )
            )
        case .message(let range, isCompressed: false):
            return .message(range)
        case .message(_, isCompressed: true):
            guard stream.head.encoding == .unsupported else {
                return .refuse(
                    RPCStatus(.internalError, "a compressed message without grpc-encoding")
                )
            }
            return .refuse(
                RPCStatus(
                    .unimplemented,
                    "the message encoding is not supported",
                    trailers: [MetadataField(name: "grpc-accept-encoding", text: "identity")]
                )
            )
        }
    }

    // Deadlines of a stream.

    private func nextDeadline(of stream: CallStream) -> Instant {
        let limits = context.limits
        guard stream.state.isReceiving || stream.state.isOpen else { return .distantFuture }
        guard stream.state.isReceiving, !stream.isRemoteClosed else { return stream.deadline }
        if stream.state.isBeforeHandler {
            return min(
                stream.deadline,
                stream.receivedDataAt.adding(milliseconds: limits.bodyIdleMilliseconds),
                stream.receivedHeadersAt.adding(milliseconds: limits.bodyTotalMilliseconds)
            )
        }
        guard !stream.isPaused else { return stream.deadline }
        let idle = context.rules.methods.rules[stream.methodIndex].requestIdleMilliseconds
        return min(
            stream.deadline,
            stream.receivedDataAt.adding(milliseconds: idle),
            limits.slowestEnd(
                ofMessageBegunAt: stream.messageBegunAt,
                byteCount: stream.body.byteCount,
                idleMilliseconds: idle
            )
        )
    }

    private func armTimer(of stream: CallStream) {
        guard stream.timer == .none, stream.connection === self else { return }
        let next = nextDeadline(of: stream)
        guard next < .distantFuture else { return }
        stream.timer = context.loop.arm(at: next, .handler(registration, key: stream.id))
    }

    func checkDeadline(of stream: CallStream) {
        let now = context.now
        if now >= stream.deadline {
            expire(stream, RPCStatus(.deadlineExceeded, "deadline exceeded"), .deadlineExceeded)
        } else if now >= nextDeadline(of: stream) {
            context.counters.timeouts.add()
            expire(
                stream,
                RPCStatus(.deadlineExceeded, "the request did not arrive in time"),
                .deadlineExceeded
            )
        } else {
            armTimer(of: stream)
        }
    }
}
