import Client
import TestSupport
import Transport
import Wire

/// The answer to one call, masked: every message, and how the call ended.
struct RecordedReply: Equatable, CustomStringConvertible {
    private(set) var messages: [JSONValue] = []
    private(set) var end = ""

    var description: String { (messages.map { $0.text() } + [end]).joined(separator: "\n") }

    static let pool = DescriptorPool((Contract.files + Contract.foreignFiles).map(\.descriptor))

    /// Calls `method` with `request` as JSON.
    ///
    /// - Parameters:
    ///   - method: `muster.v1.Service/Method`.
    ///   - request: The fields to set.
    ///   - client: Who calls.
    ///   - seen: Gets each message before it is masked.
    /// - Throws: That the request cannot be made; how the call ends is part of the reply.
    init(
        _ method: String,
        _ request: JSONValue,
        _ client: MusterClient,
        seen: (JSONValue) -> Void = { _ in }
    ) throws {
        let type = try Self.type(of: method)
        let message = try Self.pool.message(from: request, as: type.request)
        do {
            let call = try client.start("/\(method)", deadline: .now + .seconds(300))
            try call.send(try Self.pool.encode(message))
            call.finishSending()
            while let bytes = try call.receive() {
                let reply = try Self.pool.json(try Self.pool.decode(bytes, as: type.response))
                seen(reply)
                messages.append(ReplyMask.masked(reply))
            }
            end = "ok"
        } catch let status as RPCStatus {
            end = Self.text(of: ClientError(status))
        } catch let error as ClientError {
            end = Self.text(of: error)
        }
    }

    /// The same with `text` wherever `id` stands, in any case.
    func replacing(_ id: String, with text: String) -> String {
        description.split(separator: id, omittingEmptySubsequences: false).joined(separator: text)
    }

    private static func type(of method: String) throws -> DescriptorPool.MethodType {
        guard let type = pool.methods[method] else { throw UnknownMethod(name: method) }
        return type
    }

    private static func text(of error: ClientError) -> String {
        "\(error.code) \(error.reason) \(ReplyMask.masked(sentence: error.message))"
    }

    struct UnknownMethod: Error {
        let name: String
    }
}
