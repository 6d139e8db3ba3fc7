import Foundation
import Transport

/// A server and the one request that it is asked again and again.
struct Contender {
    var name: String
    var version: String
    var server: ChildProcess
    var request: LoadGenerator.Request
    var loop: OpenLoop
    /// Content of each reply.
    var byteCount: Int
    var isFile = false

    /// The server itself; the file at `body` holds what is asked.
    static func tenant(_ tenant: ServedTenant, _ cell: WireCell, body: String) -> Contender {
        Contender(
            name: cell.name,
            version: "muster",
            server: tenant.server,
            address: cell.isSecure ? tenant.secure : tenant.cleartext,
            path: cell.path,
            body: (body, cell.body),
            token: tenant.token,
            byteCount: cell.byteCount
        )
    }

    /// A server that is asked by gRPC.
    init(
        name: String,
        version: String,
        server: ChildProcess,
        address: ServerAddress,
        path: String,
        body: (file: String, bytes: [UInt8]),
        token: String?,
        byteCount: Int
    ) {
        self.name = name
        self.version = version
        self.server = server
        self.byteCount = byteCount
        let authorization = token.map { ["-H", "authorization: Bearer \($0)"] } ?? []
        request = LoadGenerator.Request(
            url: "\(address)\(path)",
            arguments: [
                "-d", body.file, "-H", "content-type: application/grpc", "-H", "te: trailers",
            ]
                + authorization
        )
        var fields = Self.fields(method: "POST", port: address.port, path: path)
        fields.append(.init(name: "te", value: "trailers"))
        fields.append(.init(name: "content-type", value: "application/grpc"))
        if let token { fields.append(.init(name: "authorization", value: "Bearer \(token)")) }
        loop = OpenLoop(
            port: address.port,
            fields: fields,
            body: body.bytes,
            replyByteCount: byteCount
        )
    }

    /// nghttpd with a file of as many bytes.
    init(name: String, version: String, file server: FileServer, byteCount: Int) {
        self.name = name
        self.version = version
        self.server = server.child
        self.byteCount = byteCount
        isFile = true
        request = LoadGenerator.Request(url: "\(server.base)/\(byteCount)")
        loop = OpenLoop(
            port: server.port,
            fields: Self.fields(method: "GET", port: server.port, path: "/\(byteCount)"),
            body: [],
            replyByteCount: byteCount
        )
    }

    private static func fields(method: String, port: UInt16, path: String) -> [OpenLoop.Field] {
        [
            .init(name: ":method", value: method), .init(name: ":scheme", value: "http"),
            .init(name: ":path", value: path),
            .init(name: ":authority", value: "127.0.0.1:\(port)"),
        ]
    }
}

/// The servers beside ours: nghttpd in the clear and over TLS, and those of other gRPC libraries.
struct Servers {
    private let plain: FileServer
    private let secure: FileServer
    private let peers: [GRPCPeer]
    private let version: String

    init(_ cells: [WireCell], tenant: ServedTenant, peers: [String]) throws {
        let sizes = cells.map(\.byteCount)
        plain = try FileServer(sizes: sizes, tls: nil, pin: Pins.current.server)
        secure = try FileServer(
            sizes: sizes,
            tls: (tenant.privateKeyPath, tenant.certificatePath),
            pin: Pins.current.server
        )
        self.peers = try peers.map { program in
            try GRPCPeer(
                program,
                sizes: sizes.map { $0 - GRPCPeer.prefixByteCount },
                pin: Pins.current.server
            )
        }
        version = (ChildProcess.output(of: ["nghttpd", "--version"]) ?? "nghttpd")
            .split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// All that answer as many bytes as `cell` asks for; the file at `body` holds what is asked.
    func contenders(of cell: WireCell, body: String) -> [Contender] {
        let file = Contender(
            name: "nghttpd \(cell.name)",
            version: version,
            file: cell.isSecure ? secure : plain,
            byteCount: cell.byteCount
        )
        guard !cell.isSecure else { return [file] }
        return [file]
            + peers.map { peer in
                Contender(
                    name: "\(peer.version) \(cell.name)",
                    version: peer.version,
                    server: peer.child,
                    address: ServerAddress(host: "127.0.0.1", port: peer.port, isSecure: false),
                    path: "/bench.Fixed/\(cell.byteCount - GRPCPeer.prefixByteCount)",
                    body: (body, cell.body),
                    token: nil,
                    byteCount: cell.byteCount
                )
            }
    }
}
