/// One call, as its handler sees it: what was asked, and the ways to answer.
///
/// It belongs to the loop it arrived on. Once the call has ended, whatever is done with it has no effect, so a
/// handler may keep it without asking whether it still lives.
public struct Call {
    let stream: CallStream
    let generation: UInt32

    init(_ stream: CallStream) {
        self.stream = stream
        generation = stream.generation
    }

    private var live: (CallStream, Connection)? {
        guard stream.generation == generation, let connection = stream.connection else {
            return nil
        }
        return (stream, connection)
    }

    /// True until the call is answered in full, cancelled or gone.
    public var isOpen: Bool { live.map { $0.0.state.isOpen } ?? false }

    /// The loop that the call lives on.
    public var loop: LoopContext? { live.map { $0.1.context } }

    /// The place of the method in the server's list.
    public var methodIndex: Int? { live?.0.methodIndex }

    /// The moment after which the client no longer waits; `distantFuture` when it named none.
    public var deadline: Instant { live?.0.deadline ?? .distantFuture }

    /// Who is on the other end of the connection.
    public var peer: PeerAddress? { live?.1.peer }

    /// True when the connection is encrypted.
    public var isSecure: Bool { live?.1.isSecure ?? false }

    /// Identifies the connection among those of its loop.
    public var connectionID: UInt64? { live?.1.identity }

    /// The first value of a metadata field that the server keeps, as it was sent.
    public func metadata(_ name: String) -> ArraySlice<UInt8>? {
        guard let (stream, connection) = live,
            let index = connection.context.keptNameIndex(name)
        else { return nil }
        return stream.head.metadata(nameIndex: index)
    }

    /// Every value of a metadata field that the server keeps, with `-bin` values decoded.
    public func metadataValues(_ name: String) -> [[UInt8]] {
        guard let (stream, connection) = live,
            let index = connection.context.keptNameIndex(name)
        else { return [] }
        let values = stream.head.metadataValues(nameIndex: index)
        guard name.hasSuffix("-bin") else { return values.map(Array.init) }
        return values.flatMap { Base64.decodeList(Array($0)) ?? [] }
    }

    /// Adds fields to the response headers; without effect once they are out.
    public func addInitialMetadata(_ fields: [MetadataField]) {
        guard let (stream, _) = live else { return }
        stream.initialMetadata.append(contentsOf: fields)
    }

    /// Answers with one message and status OK.
    public func respond(_ message: MessageBytes) {
        guard let (stream, connection) = live else { return }
        connection.respond(on: stream, message)
    }

    /// Answers with one message, then a status that carries trailers.
    public func respond(_ message: MessageBytes, then status: RPCStatus) {
        guard let (stream, connection) = live else { return }
        connection.respond(on: stream, message, then: status)
    }

    /// Ends the call; after whole messages only, never inside one.
    public func end(_ status: RPCStatus) {
        guard let (stream, connection) = live else { return }
        connection.finish(stream, status)
    }

    /// Answers with the messages of `source`, as the client takes them.
    public func stream(_ source: any ResponseSource) {
        guard let (stream, connection) = live else {
            source.cancelled(.connectionClosed)
            return
        }
        connection.startStreaming(on: stream, from: source)
    }

    /// Tells the transport that a source that waited has something now.
    public func wake() {
        guard let (stream, connection) = live else { return }
        connection.wake(stream)
    }

    /// Runs `work` once if the call ends in any way but by the handler's own answer.
    public func onCancel(_ work: @escaping (CancellationReason) -> Void) {
        guard let (stream, _) = live else {
            work(.connectionClosed)
            return
        }
        stream.onCancel = work
    }

    /// Gives the call to another thread, which must complete it or let the handle go.
    public func makeHandle() -> CallHandle? {
        guard let (stream, connection) = live else { return nil }
        return connection.makeHandle(for: stream)
    }

    /// Resets the stream, for a client that is too slow or broke the rules of a method.
    public func reset(code: UInt32) {
        guard let (stream, connection) = live else { return }
        connection.abandon(stream, code: code)
    }

    /// Takes a work slot for a subscription that has catching up to do; false when none is free.
    public func takeWorkSlot() -> Bool {
        guard let (stream, connection) = live else { return false }
        return connection.takeWork(stream)
    }

    /// Returns the call's work slot before its end.
    public func releaseWorkSlot() {
        guard let (stream, connection) = live else { return }
        connection.releaseWork(stream)
    }

    /// Stops taking request messages; the client's window closes when it is used up.
    public func pauseReceiving() {
        guard let (stream, _) = live else { return }
        stream.isPaused = true
    }

    /// Takes request messages again, first those that have arrived already.
    public func resumeReceiving() {
        guard let (stream, connection) = live else { return }
        connection.resumeReceiving(stream)
    }
}
