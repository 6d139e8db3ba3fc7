/// One file of the contract: which messages, enums and services it declares, in their printed order.
///
/// A type whose full name continues that of a message of the same file is nested in it.
public struct ProtoFile: Sendable {
    /// The path by which other files import it.
    public let path: String
    public let package: String
    public let meaning: String
    public let services: [ServiceDescription]
    public let messages: [any Message.Type]
    public let enums: [any WireEnum.Type]

    init(
        _ path: String,
        package: String,
        meaning: String,
        services: [ServiceDescription] = [],
        messages: [any Message.Type],
        enums: [any WireEnum.Type] = []
    ) {
        self.path = path
        self.package = package
        self.meaning = meaning
        self.services = services
        self.messages = messages
        self.enums = enums
    }

    /// The files that declare the types which this file names, sorted; `owners` maps a type to its file.
    func imports(owners: [String: String]) -> [String] {
        var names = Set<String>()
        for message in messages {
            for field in message.fieldDescriptions {
                if let name = field.type.protoName { names.insert(name) }
            }
        }
        for method in services.flatMap(\.methods) {
            names.insert(method.request.protoName)
            names.insert(method.response.protoName)
        }
        let paths = Set(names.compactMap { owners[$0] })
        return paths.filter { $0 != path }.sorted()
    }

    /// The messages declared directly in the file (`nil`) or in the message named `parent`.
    func messages(in parent: String?) -> [any Message.Type] {
        messages.filter { Self.parent(of: $0.protoName, package: package) == parent }
    }

    /// The enums declared directly in the file (`nil`) or in the message named `parent`.
    func enums(in parent: String?) -> [any WireEnum.Type] {
        enums.filter { Self.parent(of: $0.protoName, package: package) == parent }
    }

    private static func parent(of name: String, package: String) -> String? {
        let relative = name.dropFirst(package.count + 1)
        guard let dot = relative.lastIndex(of: ".") else { return nil }
        return "\(package).\(relative[..<dot])"
    }
}

extension FieldType {
    /// The full name of a message or an enum; `nil` for a scalar.
    var protoName: String? {
        switch self {
        case .message(let type): type.protoName
        case .enumeration(let type): type.protoName
        case .bool, .int32, .int64, .uint32, .uint64, .string, .bytes: nil
        }
    }
}
