import Foundation
import GRPCCore
import GRPCNIOTransportHTTP2Posix

/// Answers every call of `/bench.Fixed/SIZE` with a message of SIZE bytes, over grpc-swift-2.
///
///     grpc-swift-peer SIZE…
///
/// Prints "ready PORT VERSION" when it serves on 127.0.0.1 and ends with SIGTERM.
@main
struct FixedBytesServer {
    /// As in the manifest: the packages do not say their version.
    static let version = "grpc-swift 2.4.3"

    static func main() async throws {
        let sizes = CommandLine.arguments.dropFirst().compactMap { Int($0) }
        let server = GRPCServer(
            transport: .http2NIOPosix(
                address: .ipv4(host: "127.0.0.1", port: 0),
                transportSecurity: .plaintext
            ),
            services: [FixedBytes(sizes: sizes)]
        )
        try await withThrowingTaskGroup { group in
            group.addTask { try await server.serve() }
            if let port = try await server.listeningAddress?.ipv4?.port {
                FileHandle.standardOutput.write(Data("ready \(port) \(version)\n".utf8))
            }
            try await group.waitForAll()
        }
    }
}

/// One method for each size; messages are bytes that nobody encodes or decodes.
struct FixedBytes: RegistrableRPCService {
    let sizes: [Int]

    func registerMethods<Transport: ServerTransport>(with router: inout RPCRouter<Transport>) {
        for size in sizes {
            let message = [UInt8](repeating: UInt8(ascii: "x"), count: size)
            router.registerHandler(
                forMethod: MethodDescriptor(
                    fullyQualifiedService: "bench.Fixed",
                    method: "\(size)"
                ),
                deserializer: BytesCoding(),
                serializer: BytesCoding()
            ) { request, _ in
                for try await _ in request.messages {}
                return StreamingServerResponse { writer in
                    try await writer.write(message)
                    return [:]
                }
            }
        }
    }
}

struct BytesCoding: MessageSerializer, MessageDeserializer {
    func serialize<Bytes: GRPCContiguousBytes>(_ message: [UInt8]) throws -> Bytes {
        Bytes(message)
    }

    func deserialize<Bytes: GRPCContiguousBytes>(_ bytes: Bytes) throws -> [UInt8] {
        bytes.withUnsafeBytes { Array($0) }
    }
}
