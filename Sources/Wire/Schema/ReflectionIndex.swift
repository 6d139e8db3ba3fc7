/// What server reflection answers: descriptors by file name and by symbol, as the bytes that are sent.
///
/// Built once at start-up from the same tables as the codec. Every answer is a file followed by all that
/// it imports, directly or not, each file once.
public struct ReflectionIndex: Sendable {
    private let files: [String: [UInt8]]
    private let imports: [String: [String]]
    private let fileOfSymbol: [String: String]

    /// An index of everything that this program serves.
    public init() {
        self.init(Contract.files + Contract.foreignFiles)
    }

    init(_ protoFiles: [ProtoFile]) {
        var files: [String: [UInt8]] = [:]
        var imports: [String: [String]] = [:]
        var fileOfSymbol: [String: String] = [:]
        for file in protoFiles {
            files[file.path] = file.descriptor.encoded()
            imports[file.path] = file.imports(owners: Contract.owners)
            for service in file.services {
                fileOfSymbol[service.name] = file.path
                for method in service.methods {
                    fileOfSymbol["\(service.name).\(method.name)"] = file.path
                }
            }
            for message in file.messages {
                fileOfSymbol[message.protoName] = file.path
                for field in message.fieldDescriptions {
                    fileOfSymbol["\(message.protoName).\(field.name)"] = file.path
                }
            }
            for type in file.enums { fileOfSymbol[type.protoName] = file.path }
        }
        self.files = files
        self.imports = imports
        self.fileOfSymbol = fileOfSymbol
    }

    /// The serialized file called `name` with its imports; `nil` when there is none.
    public func files(named name: String) -> [[UInt8]]? {
        guard files[name] != nil else { return nil }
        var names = [name]
        var index = 0
        while index < names.count {
            for other in imports[names[index]] ?? [] where !names.contains(other) {
                names.append(other)
            }
            index += 1
        }
        return names.compactMap { files[$0] }
    }

    /// The file that declares a service, a method, a message, a field or an enum; `nil` when none does.
    public func files(containing symbol: String) -> [[UInt8]]? {
        fileOfSymbol[symbol].flatMap { files(named: $0) }
    }
}
