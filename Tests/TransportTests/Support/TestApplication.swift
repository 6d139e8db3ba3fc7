import Glibc
import Synchronization
import Transport

/// The methods that the tests call, in a table like any service's.
enum TestMethod: Int, CaseIterable {
    case echo, count, collect, bidirectional, never, handedOver, abandoned, failure, subscribe,
        page, pushed, paused

    var path: String { "/test.Service/\(self)" }

    var descriptor: RPCMethod {
        switch self {
        case .count: RPCMethod(path: path, kind: .serverStreaming, weight: .bulk)
        case .collect: RPCMethod(path: path, kind: .clientStreaming)
        case .bidirectional: RPCMethod(path: path, kind: .bidirectional)
        case .subscribe: RPCMethod(path: path, kind: .serverStreaming, admission: .subscription)
        case .pushed: RPCMethod(path: path, kind: .serverStreaming)
        case .paused: RPCMethod(path: path, kind: .clientStreaming)
        case .echo, .never, .handedOver, .abandoned, .failure, .page:
            RPCMethod(path: path, kind: .unary)
        }
    }
}

/// The application of one loop in the tests; it reports what happens to its handlers.
final class TestApplication {
    let log: EventLog
    let worker: Worker
    var subscriptions: [Call] = []
    var revision = 0

    init(log: EventLog, worker: Worker) {
        self.log = log
        self.worker = worker
    }

    var handlers: [RPCHandler] { TestMethod.allCases.map(handler) }

    private func handler(_ method: TestMethod) -> RPCHandler {
        let log = log
        let worker = worker
        switch method {
        case .echo:
            return .request { call, message in call.respond(MessageBytes(bytes(message))) }
        case .page:
            let rows = (0..<64).map { row in
                [UInt8](repeating: UInt8(row), count: 40 + row * 100)[...]
            }
            return .request { call, _ in call.respond(MessageBytes(slices: rows)) }
        case .count:
            return .request { call, message in
                call.stream(
                    CountingSource(
                        count: Int(message[0]) << 8 | Int(message[1]),
                        byteCount: 1000,
                        log: log
                    )
                )
            }
        case .subscribe:
            return .request { [unowned self] call, _ in
                subscriptions.append(call)
                call.stream(SubscriptionSource(self))
            }
        case .collect:
            return .requestStream { call in CollectingReceiver(call, log: log) }
        case .paused:
            return .requestStream { call in
                call.pauseReceiving()
                log.record("paused")
                return CollectingReceiver(call, log: log)
            }
        case .bidirectional:
            return .requestStream { call in EchoingReceiver(call) }
        case .never:
            return .request { call, _ in
                call.onCancel { reason in log.record("cancelled \(reason)") }
                log.record("started")
            }
        case .handedOver:
            return .request { call, message in
                guard let handle = call.makeHandle() else { return }
                let bytes = bytes(message)
                worker.submit {
                    log.record("working")
                    handle.respond(MessageBytes(bytes))
                    handle.end(.ok)
                }
            }
        case .pushed:
            return .request { call, _ in
                guard let handle = call.makeHandle() else { return }
                worker.submit {
                    for index in 0..<5 { _ = handle.send(MessageBytes([UInt8(index)])) }
                    handle.end(RPCStatus(.aborted, "five were enough"))
                }
            }
        case .abandoned:
            return .request { call, _ in _ = call.makeHandle() }
        case .failure:
            return .request { call, _ in
                call.addInitialMetadata([MetadataField(name: "x-initial", text: "first")])
                call.end(
                    RPCStatus(
                        .failedPrecondition,
                        "nicht möglich: 100%",
                        details: [8, 9],
                        retryPushbackMilliseconds: 250,
                        trailers: [
                            MetadataField(name: "x-bin", value: [0, 255]),
                            MetadataField(
                                name: "x-seen",
                                value: Array(call.metadata("authorization") ?? [])
                            ),
                        ]
                    )
                )
            }
        }
    }
}

func bytes(_ message: Span<UInt8>) -> [UInt8] { message.withUnsafeBufferPointer { Array($0) } }

/// Messages of one size, as many as asked for.
final class CountingSource: ResponseSource {
    private var left: Int
    private let byteCount: Int
    private let log: EventLog

    init(count: Int, byteCount: Int, log: EventLog) {
        left = count
        self.byteCount = byteCount
        self.log = log
    }

    func next(_ call: Call) -> ResponseStep {
        guard left > 0 else { return .end(.ok) }
        left -= 1
        return .message(
            MessageBytes([UInt8](repeating: UInt8(truncatingIfNeeded: left), count: byteCount))
        )
    }

    func cancelled(_ reason: CancellationReason) { log.record("cancelled \(reason)") }
}

/// The revisions of a loop, one message each.
final class SubscriptionSource: ResponseSource {
    private unowned let application: TestApplication
    private var sent = 0

    init(_ application: TestApplication) {
        self.application = application
    }

    func next(_ call: Call) -> ResponseStep {
        guard sent < application.revision else { return .wait }
        sent += 1
        return .message(MessageBytes([UInt8(truncatingIfNeeded: sent)]))
    }

    func cancelled(_ reason: CancellationReason) { application.log.record("cancelled \(reason)") }
}

/// Answers with the number of messages and their bytes.
final class CollectingReceiver: RequestReceiver {
    private let call: Call
    private let log: EventLog
    private var messageCount = 0
    private var byteCount = 0

    init(_ call: Call, log: EventLog) {
        self.call = call
        self.log = log
        call.onCancel { reason in log.record("cancelled \(reason)") }
    }

    func received(_ message: Span<UInt8>) {
        messageCount += 1
        byteCount += message.count
        log.record("message \(message.count)")
    }

    func receivedEnd() { call.respond(MessageBytes(Array("\(messageCount) \(byteCount)".utf8))) }
}

/// Sends every message back.
final class EchoingReceiver: RequestReceiver {
    private let call: Call
    private let source = QueueSource()

    init(_ call: Call) {
        self.call = call
        call.stream(source)
    }

    func received(_ message: Span<UInt8>) {
        source.messages.append(bytes(message))
        call.wake()
    }

    func receivedEnd() {
        source.hasEnded = true
        call.wake()
    }
}

final class QueueSource: ResponseSource {
    var messages: [[UInt8]] = []
    var hasEnded = false

    func next(_ call: Call) -> ResponseStep {
        guard messages.isEmpty else { return .message(MessageBytes(messages.removeFirst())) }
        return hasEnded ? .end(.ok) : .wait
    }

    func cancelled(_ reason: CancellationReason) { messages = [] }
}

/// A thread beside the loops that runs what is submitted, one after the other, when it is let.
final class Worker: Sendable {
    private let waiting = Mutex<[@Sendable () -> Void]>([])

    func submit(_ work: @escaping @Sendable () -> Void) { waiting.withLock { $0.append(work) } }

    /// Runs what was submitted, on the caller's thread; the number of pieces of work.
    func runAll() -> Int {
        let work = waiting.withLock { waiting in
            let taken = waiting
            waiting = []
            return taken
        }
        for piece in work { piece() }
        return work.count
    }

    /// Lets go of what was submitted without running it.
    func dropAll() { waiting.withLock { $0 = [] } }

    var count: Int { waiting.withLock { $0.count } }
}
