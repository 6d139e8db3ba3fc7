import Synchronization
import Transport
import Wire

/// The transport's own server with a `Changes/Subscribe` that follows a script: each stream that is opened
/// plays the next part.
final class ChangesServer {
    /// What one stream does: its messages, and how it ends; without an end it stays open and silent.
    struct Part: Sendable {
        var messages: [V1.SubscribeResponse]
        var end: RPCStatus?
    }

    private let server: TransportServer
    private let script: Script

    init(_ parts: Part...) throws {
        let script = Script(parts)
        self.script = script
        final class NoState {}
        server = try TransportServer(
            configuration: .init(
                endpoints: [.init(address: "127.0.0.1", port: 0, isSecure: false)]
            ),
            methods: [.init(path: V1.ChangesService.subscribe.path, kind: .serverStreaming)],
            infoPage: Array("changes\n".utf8)
        ) { _ in
            LoopApplication(
                state: NoState(),
                handlers: [
                    .request { call, request in
                        let bytes = request.withUnsafeBufferPointer(Array.init)
                        call.stream(Player(script.next(bytes)))
                    }
                ]
            )
        }
    }

    deinit { server.stop() }

    var address: ServerAddress {
        ServerAddress(host: "127.0.0.1", port: server.ports[0], isSecure: false)
    }

    /// What the streams so far asked for.
    var requests: [V1.SubscribeRequest] { script.requests }

    private final class Script: Sendable {
        private let state: Mutex<(parts: [Part], requests: [V1.SubscribeRequest])>

        init(_ parts: [Part]) {
            state = Mutex((parts, []))
        }

        var requests: [V1.SubscribeRequest] { state.withLock { $0.requests } }

        func next(_ request: [UInt8]) -> Part {
            state.withLock { state in
                if let request = try? V1.SubscribeRequest(decoding: request) {
                    state.requests.append(request)
                }
                guard !state.parts.isEmpty else {
                    return Part(messages: [], end: RPCStatus(.dataLoss, "the script is over"))
                }
                return state.parts.removeFirst()
            }
        }
    }

    private final class Player: ResponseSource {
        private var part: Part

        init(_ part: Part) {
            self.part = part
        }

        func next(_ call: Call) -> ResponseStep {
            guard part.messages.isEmpty else {
                return .message(MessageBytes(part.messages.removeFirst().encoded()))
            }
            guard let end = part.end else { return .wait }
            return .end(end)
        }

        func cancelled(_ reason: CancellationReason) {}
    }
}
