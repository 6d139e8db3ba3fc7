import ArgumentParser
import Client
import Transport
import Wire

/// `muster call`: any method of a server, JSON in and JSON out, by what the server says of itself.
struct Call: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "call",
        abstract: "Call any method with JSON; without a method, list them all.",
        discussion: """
            The request is JSON by protobuf's mapping: muster call Groups/List '{"organizationId":\
            "contoso","kind":"GROUP_KIND_SECURITY"}'. Streams answer one document a line; a method \
            that takes a stream takes one document a line.
            """
    )

    @Argument(help: "Service/Method; the package muster.v1 may be left out.")
    var method: String?

    @Argument(help: "The request: JSON, @file, or - for the standard input. Default: {}.")
    var request: String?

    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        let client = try connection.client()
        let output = StandardOutput()
        guard let method else { return try list(client, output) }
        let name = try Self.fullName(method)
        let pool = try types(of: name, client)
        guard let type = pool.methods[name] else {
            throw CommandError(
                .notFound,
                "the server has no method \(name); muster call lists them"
            )
        }
        let requests = try Self.requests(try text(), type, pool)
        let isStream = type.isClientStreaming || type.isServerStreaming
        let deadline: ContinuousClock.Instant? =
            isStream ? nil : .now + .seconds(connection.timeout)
        let call = try client.start("/\(name)", deadline: deadline)
        do throws(RPCStatus) {
            for request in requests { try call.send(request) }
            call.finishSending()
            while let response = try call.receive() {
                output.line(
                    try Self.text(response, type, pool, isPretty: !isStream && Terminal.isOutput)
                )
                output.flush()
            }
        } catch {
            throw ClientError(error)
        }
    }

    /// The full name of a method, `package.Service/Method`.
    static func fullName(_ text: String) throws(CommandError) -> String {
        let parts = text.split(separator: "/")
        guard parts.count == 2 else {
            throw CommandError(
                .usage,
                "\"\(text)\" is no method; write Service/Method, for instance Groups/List"
            )
        }
        let service = parts[0].contains(".") ? String(parts[0]) : "muster.v1.\(parts[0])"
        return "\(service)/\(parts[1])"
    }

    /// The encoded requests in `text`: one document, or for a stream of requests one a line.
    static func requests(
        _ text: String,
        _ method: DescriptorPool.MethodType,
        _ pool: DescriptorPool
    ) throws(CommandError) -> [[UInt8]] {
        let documents =
            method.isClientStreaming
            ? text.split(whereSeparator: \.isNewline).map(String.init)
                .filter { !$0.allSatisfy(\.isWhitespace) }
            : [text]
        var requests: [[UInt8]] = []
        for document in documents {
            do {
                let message = try pool.message(from: JSONParser.parse(document), as: method.request)
                requests.append(try pool.encode(message))
            } catch {
                throw CommandError(.usage, "the request: \(error)")
            }
        }
        return requests
    }

    private static func text(
        _ response: [UInt8],
        _ method: DescriptorPool.MethodType,
        _ pool: DescriptorPool,
        isPretty: Bool
    ) throws(RPCStatus) -> String {
        do {
            let message = try pool.decode(response, as: method.response)
            return try pool.json(message).text(isPretty: isPretty)
        } catch {
            throw RPCStatus(.internalError, "the server's answer cannot be read: \(error)")
        }
    }

    private func text() throws(CommandError) -> String {
        guard let request else { return "{}" }
        let bytes: [UInt8]
        if request == "-" {
            bytes = try InputFile.contents(of: "-")
        } else if request.hasPrefix("@") {
            bytes = try InputFile.contents(of: String(request.dropFirst()))
        } else {
            return request
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func types(of method: String, _ client: MusterClient) throws -> DescriptorPool {
        let service = String(method.prefix { $0 != "/" })
        var reflection = try ServiceReflection(
            client,
            deadline: .now + .seconds(connection.timeout)
        )
        do throws(ClientError) {
            return try reflection.types(for: service)
        } catch {
            guard error.code == .notFound else { throw error }
            throw CommandError(
                .notFound,
                "the server has no service \(service); muster call lists them"
            )
        }
    }

    private func list(_ client: MusterClient, _ output: StandardOutput) throws {
        var reflection = try ServiceReflection(
            client,
            deadline: .now + .seconds(connection.timeout)
        )
        var pool = DescriptorPool()
        for service in try reflection.services() { pool = try reflection.types(for: service) }
        for name in pool.methods.keys.sorted() { output.line(name) }
    }
}
