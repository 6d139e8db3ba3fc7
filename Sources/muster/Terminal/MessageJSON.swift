import Wire

/// Messages as JSON and back, by protobuf's mapping and the contract's own tables.
enum MessageJSON {
    private static let pool = DescriptorPool(
        (Contract.files + Contract.foreignFiles).map(\.descriptor)
    )

    /// The message as one line of JSON.
    static func text(_ message: some Message) throws(CommandError) -> String {
        try value(message).text()
    }

    /// The message as JSON to go on with.
    static func value(_ message: some Message) throws(CommandError) -> JSONValue {
        do {
            let type = Swift.type(of: message)
            return try pool.json(pool.decode(message.encoded(), as: type.protoName))
        } catch {
            throw CommandError(.failure, "the answer has no JSON form: \(error)")
        }
    }

    /// The message that a line of JSON describes.
    ///
    /// - Parameters:
    ///   - text: The JSON.
    ///   - type: The message's type.
    /// - Returns: The message.
    /// - Throws: What is wrong, with the field where that is known.
    static func message<M: Message>(_ text: String, as type: M.Type) throws(CommandError) -> M {
        do {
            let dynamic = try pool.message(from: JSONParser.parse(text), as: M.protoName)
            return try M(decoding: pool.encode(dynamic))
        } catch {
            throw CommandError(.usage, "\(error)")
        }
    }
}
