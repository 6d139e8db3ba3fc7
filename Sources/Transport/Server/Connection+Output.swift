internal import CLinux
internal import CNGHTTP2
internal import Glibc

extension Connection {
    /// Bytes that are framed but not yet on the socket.
    var unsentByteCount: Int {
        isSecure ? (tls?.encryptedByteCount ?? 0) : unsent.count - unsentStart
    }

    /// True when another flush would make progress.
    var hasMoreToFlush: Bool {
        phase == .open && isWritable
            && (unsentByteCount > 0 || session.wantsWrite || !pulls.isEmpty)
    }

    /// Moves frames from the session to the socket until it has none or the socket is full.
    ///
    /// Bounded: a fast reader of a long response gets a few writes a turn, then the others have theirs.
    func flush() {
        let output = context.output
        for _ in 0..<context.limits.writesPerTurnMax {
            guard phase == .open, writeWaiting() else { return }
            guard frame(into: output) else {
                output.removeAll()
                close(.libraryError)
                return
            }
            guard output.count > 0 else { return }
            let wasFull = output.isFull
            let isAllOut = write(output)
            output.removeAll()
            if !isAllOut || (!wasFull && pulls.isEmpty) { return }
        }
    }

    /// Fills the output buffer from the session, asking sources for messages as windows allow.
    private func frame(into output: OutputBuffer) -> Bool {
        guard session.send() else { return false }
        processTouched()
        while !pulls.isEmpty, !output.isFull {
            pullSources()
            guard session.send() else { return false }
            processTouched()
        }
        return true
    }

    /// Asks each waiting source for one message.
    private func pullSources() {
        let waiting = pulls
        pulls.removeAll(keepingCapacity: true)
        for stream in waiting {
            guard stream.connection === self, stream.isQueuedForPull else { continue }
            stream.isQueuedForPull = false
            guard stream.message == nil, !stream.isEnding, let source = stream.source else {
                continue
            }
            switch source.next(Call(stream)) {
            case .message(let message):
                stream.begin(message: message)
                stream.progressedAt = context.now
                resume(stream)
            case .wait:
                break
            case .end(let status):
                finish(stream, status)
            }
        }
    }

    /// A callback found the stream without a message while its window was open.
    func wantsMessage(_ stream: CallStream) {
        stream.isDeferred = true
        guard stream.source != nil, !stream.isQueuedForPull else { return }
        stream.isQueuedForPull = true
        pulls.append(stream)
    }

    /// The source of `stream` has something now.
    func wake(_ stream: CallStream) {
        guard stream.isDeferred, !stream.isQueuedForPull, stream.source != nil else { return }
        stream.isQueuedForPull = true
        pulls.append(stream)
        schedule()
    }

    /// Puts a stream that waited for data back into nghttp2's schedule.
    func resume(_ stream: CallStream) {
        guard stream.isDeferred else { return }
        stream.isDeferred = false
        session.resumeData(stream.id)
    }

    // The socket.

    /// Writes what an earlier flush left behind; false while the socket is full.
    func writeWaiting() -> Bool {
        guard unsentByteCount > 0 else { return true }
        guard isWritable else { return false }
        if isSecure { return writeEncrypted() }
        let waiting = unsent.count - unsentStart
        let written = unsent.withUnsafeBytes { bytes in
            bytes.baseAddress.map {
                context.loop.system.write(descriptor, $0 + unsentStart, waiting)
            } ?? 0
        }
        guard note(written, of: waiting) else { return false }
        unsentStart += max(0, written)
        guard unsentStart == unsent.count else { return false }
        unsent = []
        unsentStart = 0
        return true
    }

    /// Writes the gathered output; true when the socket took all of it.
    private func write(_ output: OutputBuffer) -> Bool {
        if isSecure {
            let isEncrypted = output.withVectors { vectors in
                vectors.allSatisfy { vector in
                    tls?.encrypt(
                        UnsafeRawBufferPointer(start: vector.iov_base, count: vector.iov_len)
                    ) == true
                }
            }
            guard isEncrypted else {
                close(.libraryError)
                return false
            }
            return writeEncrypted()
        }
        let total = output.count
        let written = output.withVectors { vectors in
            vectors.baseAddress.map {
                context.loop.system.writeVector(descriptor, $0, CInt(vectors.count))
            } ?? 0
        }
        guard note(written, of: total) else { return false }
        guard written < total else { return true }
        output.appendRemainder(from: max(0, written), to: &unsent)
        return false
    }

    private func writeEncrypted() -> Bool {
        guard let encrypted = tls?.encrypted, let start = encrypted.baseAddress, encrypted.count > 0
        else {
            return true
        }
        guard isWritable else { return false }
        let written = context.loop.system.write(descriptor, start, encrypted.count)
        guard note(written, of: encrypted.count) else { return false }
        if written > 0 { tls?.wrote(written, scratch: context.input) }
        return written == encrypted.count
    }

    /// Records how a write went; false when the connection is gone.
    private func note(_ written: Int, of total: Int) -> Bool {
        if written < 0, written != -Int(EAGAIN), written != -Int(EINTR) {
            close(.socketError)
            return false
        }
        if written == total {
            deadlines.wrote(now: context.now, stillBlocked: false)
        } else {
            // An interrupted write is tried again in the next turn, the others when the socket has room.
            isWritable = written == -Int(EINTR)
            if written > 0 {
                deadlines.wrote(now: context.now, stillBlocked: true)
            } else {
                deadlines.writeBlocked(now: context.now)
            }
        }
        return true
    }
}
