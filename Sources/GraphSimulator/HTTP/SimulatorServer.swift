import HTTPTypes
import Hummingbird
import HummingbirdCore
import HummingbirdHTTP2
import Logging
import NIOCore
import NIOSSL
import ServiceLifecycle
import Synchronization
import UnixSignals

/// The simulator on two ports of the loopback address: Graph's, and the one that controls it.
///
/// Graph is served over HTTPS, with HTTP/2 where the client can, or over plain HTTP. The control
/// port is plain HTTP. Nothing is decided here: requests are handed on, answers sent back.
public struct SimulatorServer: Sendable {
    /// The certificate that Graph is served with, and its key.
    public struct TLS: Sendable {
        let certificatePEM: String
        let privateKeyPEM: String

        public init(certificatePEM: String, privateKeyPEM: String) {
            self.certificatePEM = certificatePEM
            self.privateKeyPEM = privateKeyPEM
        }
    }

    /// The ports that were bound.
    public struct Ports: Sendable, Equatable {
        public let graph: Int
        public let control: Int
    }

    private let simulator: Simulator
    private let tls: TLS?
    private let graphPort: Int
    private let controlPort: Int

    /// A server that is not running yet.
    ///
    /// - Parameters:
    ///   - simulator: what is served.
    ///   - tls: the certificate for HTTPS, nil for plain HTTP.
    ///   - graphPort: the port of Graph, 0 for any.
    ///   - controlPort: the control port, 0 for any.
    public init(
        _ simulator: Simulator,
        tls: TLS? = nil,
        graphPort: Int = 0,
        controlPort: Int = 0
    ) {
        self.simulator = simulator
        self.tls = tls
        self.graphPort = graphPort
        self.controlPort = controlPort
    }

    /// Serves until the task is cancelled or the process is told to stop, by SIGTERM or SIGINT.
    ///
    /// Answers that are under way then are finished where that takes no longer than two seconds.
    ///
    /// - Parameter onReady: is called once, when both ports are bound.
    /// - Throws: an error where a port cannot be bound or the certificate cannot be read.
    public func run(onReady: @escaping @Sendable (Ports) -> Void) async throws {
        let bound = BoundPorts(onReady)
        let scheme = tls == nil ? "http" : "https"
        let simulator = simulator
        let control = ControlEndpoint(simulator)
        var logger = Logger(label: "graph-simulator")
        logger.logLevel = .error
        var graph = Application(
            responder: CallbackResponder { (request: Request, _: BasicRequestContext) in
                try await SimulatorServer.answer(request, scheme: scheme, from: simulator)
            },
            server: try channel(),
            configuration: .init(address: .hostname("127.0.0.1", port: graphPort)),
            onServerRunning: { bound.bindGraph($0.localAddress?.port) },
            logger: logger
        )
        let other = Application(
            responder: CallbackResponder { (request: Request, _: BasicRequestContext) in
                try await SimulatorServer.answer(request, from: control)
            },
            configuration: .init(address: .hostname("127.0.0.1", port: controlPort)),
            onServerRunning: { bound.bindControl($0.localAddress?.port) },
            logger: logger
        )
        graph.addServices(other)
        var configuration = ServiceGroupConfiguration(
            services: [graph],
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger
        )
        configuration.maximumGracefulShutdownDuration = SimulatorServer.drainDurationMax
        try await ServiceGroup(configuration: configuration).run()
    }

    /// How long open connections are waited for once the process is told to stop.
    ///
    /// HTTP/2 asks the other side to agree before it closes, and a client that keeps an idle
    /// connection in a pool may never look at it again.
    private static let drainDurationMax = Duration.seconds(2)

    private func channel() throws -> HTTPServerBuilder {
        guard let tls else { return .http1() }
        let certificates = try NIOSSLCertificate.fromPEMBytes(Array(tls.certificatePEM.utf8))
        let key = try NIOSSLPrivateKey(bytes: Array(tls.privateKeyPEM.utf8), format: .pem)
        return try .http2Upgrade(
            tlsConfiguration: .makeServerConfiguration(
                certificateChain: certificates.map { .certificate($0) },
                privateKey: .privateKey(key)
            )
        )
    }

    /// The largest body is a list of a thousand identifiers.
    fileprivate static let bodyBytesMax = 1 << 20

    private static func answer(
        _ request: Request,
        scheme: String,
        from simulator: Simulator
    ) async throws -> Response {
        let graphRequest = try await GraphRequest(request, scheme: scheme)
        let response = simulator.respond(to: graphRequest)
        let milliseconds = simulator.latencyMilliseconds
        if milliseconds > 0 { try await Task.sleep(for: .milliseconds(milliseconds)) }
        var fields = HTTPFields()
        for (name, value) in response.headers {
            guard let name = HTTPField.Name(name) else { continue }
            fields.append(HTTPField(name: name, value: value))
        }
        return Response(
            status: HTTPResponse.Status(code: response.status),
            headers: fields,
            body: try await body(of: response)
        )
    }

    /// The body as it is delivered: whole, cut off, late or slowly.
    private static func body(of response: GraphResponse) async throws -> ResponseBody {
        let bytes = response.body
        switch response.delivery {
        case .whole: break
        case .stalled(let seconds): try await Task.sleep(for: .seconds(seconds))
        case .refused: return ResponseBody(contentLength: bytes.count) { _ in throw BrokenOff() }
        case .cut(let hundredths):
            let part = Array(bytes.prefix(bytes.count * min(99, hundredths) / 100))
            return ResponseBody(contentLength: bytes.count) { writer in
                try await writer.write(ByteBuffer(bytes: part))
                throw BrokenOff()
            }
        case .slow(let seconds):
            let size = max(1, bytes.count / max(1, seconds))
            return ResponseBody(contentLength: bytes.count) { writer in
                for start in stride(from: 0, to: bytes.count, by: size) {
                    let part = bytes[start..<min(start + size, bytes.count)]
                    try await writer.write(ByteBuffer(bytes: part))
                    try await Task.sleep(for: .seconds(1))
                }
                try await writer.finish(nil)
            }
        }
        return ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
    }

    /// Ends a body, and with it its connection or stream, before it is whole.
    private struct BrokenOff: Error {}

    private static func answer(
        _ request: Request,
        from control: ControlEndpoint
    ) async throws -> Response {
        let response = control.respond(to: try await GraphRequest(request, scheme: "http"))
        let body =
            switch response.body {
            case .whole(let bytes): ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
            case .lines(let dump):
                ResponseBody { writer in
                    for part in dump { try await writer.write(ByteBuffer(bytes: part)) }
                    try await writer.finish(nil)
                }
            }
        return Response(
            status: HTTPResponse.Status(code: response.status),
            headers: [.contentType: response.contentType],
            body: body
        )
    }
}

extension GraphRequest {
    /// A request as it came over HTTP, with its whole body.
    fileprivate init(_ request: Request, scheme: String) async throws {
        var request = request
        let body = try await request.collectBody(upTo: SimulatorServer.bodyBytesMax)
        self.init(
            method: request.method.rawValue,
            scheme: scheme,
            authority: request.head.authority ?? "127.0.0.1",
            target: request.head.path ?? "/",
            headers: request.headers.map { ($0.name.canonicalName, $0.value) },
            body: Array(body.readableBytesView)
        )
    }
}

/// Waits for both ports and then tells them, once.
private final class BoundPorts: Sendable {
    private let ports = Mutex<(graph: Int?, control: Int?)>((nil, nil))
    private let onReady: @Sendable (SimulatorServer.Ports) -> Void

    init(_ onReady: @escaping @Sendable (SimulatorServer.Ports) -> Void) {
        self.onReady = onReady
    }

    func bindGraph(_ port: Int?) { bind { $0.graph = port } }

    func bindControl(_ port: Int?) { bind { $0.control = port } }

    private func bind(_ change: (inout (graph: Int?, control: Int?)) -> Void) {
        let bound = ports.withLock { ports in
            change(&ports)
            return ports
        }
        guard let graph = bound.graph, let control = bound.control else { return }
        onReady(SimulatorServer.Ports(graph: graph, control: control))
    }
}
