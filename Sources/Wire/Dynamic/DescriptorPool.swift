/// The message, enum and service types of a set of descriptor files: what a program knows of a contract at run time.
///
/// Names are full and without the leading dot. A type may refer to one that is not in the pool; using it
/// then fails, and says which one is missing.
public struct DescriptorPool: Sendable {
    public private(set) var messages: [String: MessageType] = [:]
    public private(set) var enums: [String: EnumType] = [:]
    public private(set) var methods: [String: MethodType] = [:]
    public private(set) var fileNames: Set<String> = []

    /// A pool of `files`, in any order.
    public init(_ files: [Google.FileDescriptorProto] = []) {
        for file in files { add(file) }
    }

    /// Adds what `file` declares; a second file of the same name changes nothing.
    public mutating func add(_ file: Google.FileDescriptorProto) {
        guard fileNames.insert(file.name).inserted else { return }
        let isProto3 = file.syntax == "proto3"
        for message in file.messageType { add(message, in: file.package, isProto3: isProto3) }
        for type in file.enumType { add(type, in: file.package) }
        for service in file.service {
            let serviceName = Self.joined(file.package, service.name)
            for method in service.method {
                methods["\(serviceName)/\(method.name)"] = MethodType(
                    service: serviceName,
                    name: method.name,
                    request: Self.withoutDot(method.inputType),
                    response: Self.withoutDot(method.outputType),
                    isClientStreaming: method.clientStreaming,
                    isServerStreaming: method.serverStreaming
                )
            }
        }
    }

    private mutating func add(
        _ message: Google.DescriptorProto,
        in scope: String,
        isProto3: Bool
    ) {
        let name = Self.joined(scope, message.name)
        for nested in message.nestedType { add(nested, in: name, isProto3: isProto3) }
        for nested in message.enumType { add(nested, in: name) }
        let oneofs = message.oneofDecl.map(\.name)
        let fields = message.field.map { Self.field($0, oneofs: oneofs, isProto3: isProto3) }
        messages[name] = MessageType(
            name: name,
            fields: fields,
            isMapEntry: message.options?.mapEntry ?? false
        )
    }

    private mutating func add(_ type: Google.EnumDescriptorProto, in scope: String) {
        let name = Self.joined(scope, type.name)
        enums[name] = EnumType(
            name: name,
            values: type.value.map { .init(name: $0.name, number: $0.number ?? 0) }
        )
    }

    private static func field(
        _ field: Google.FieldDescriptorProto,
        oneofs: [String],
        isProto3: Bool
    ) -> FieldType {
        let isRepeated = field.label == Google.FieldDescriptorProto.repeatedLabel
        let index = field.oneofIndex.map { Int($0) }
        let oneof = index.flatMap { oneofs.indices.contains($0) ? oneofs[$0] : nil }
        return FieldType(
            number: Int(field.number),
            name: field.name,
            jsonName: field.jsonName.isEmpty
                ? DescriptorBuilder.jsonName(of: field.name) : field.jsonName,
            kind: field.type,
            typeName: withoutDot(field.typeName),
            isRepeated: isRepeated,
            isPacked: isRepeated && (field.options?.packed ?? isProto3),
            hasPresence: !isRepeated
                && (!isProto3 || field.oneofIndex != nil || field.type == .message),
            oneof: field.proto3Optional ? nil : oneof
        )
    }

    private static func joined(_ scope: String, _ name: String) -> String {
        scope.isEmpty ? name : "\(scope).\(name)"
    }

    private static func withoutDot(_ name: String) -> String {
        name.hasPrefix(".") ? String(name.dropFirst()) : name
    }

    /// A message type.
    public struct MessageType: Sendable {
        public let name: String
        public let fields: [FieldType]
        public let isMapEntry: Bool

        func field(_ number: Int) -> FieldType? {
            fields.first { $0.number == number }
        }

        /// The field called `name` in JSON or in the `.proto`.
        func field(named name: String) -> FieldType? {
            fields.first { $0.jsonName == name } ?? fields.first { $0.name == name }
        }
    }

    /// A field of a message type.
    public struct FieldType: Sendable {
        public let number: Int
        public let name: String
        public let jsonName: String
        public let kind: Google.FieldKind
        /// Of a message or an enum.
        public let typeName: String
        public let isRepeated: Bool
        public let isPacked: Bool
        public let hasPresence: Bool
        /// The oneof that the file declares; not the synthetic one of an `optional` field.
        public let oneof: String?
    }

    /// An enum type.
    public struct EnumType: Sendable {
        public let name: String
        public let values: [Value]

        public struct Value: Sendable {
            public let name: String
            public let number: Int32
        }

        func name(of number: Int32) -> String? {
            values.first { $0.number == number }?.name
        }

        func number(of name: String) -> Int32? {
            values.first { $0.name == name }?.number
        }
    }

    /// A method of a service.
    public struct MethodType: Sendable {
        public let service: String
        public let name: String
        public let request: String
        public let response: String
        public let isClientStreaming: Bool
        public let isServerStreaming: Bool
    }
}
