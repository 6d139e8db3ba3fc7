/// Turns a file's tables into the descriptor that reflection answers: what `protoc` makes of the printed file.
enum DescriptorBuilder {
    static func descriptor(of file: ProtoFile) -> Google.FileDescriptorProto {
        Google.FileDescriptorProto {
            $0.name = file.path
            $0.package = file.package
            $0.dependency = file.imports(owners: Contract.owners)
            $0.messageType = file.messages(in: nil).map { message($0, of: file) }
            $0.enumType = file.enums(in: nil).map { enumeration($0) }
            $0.service = file.services.map { service($0) }
            $0.syntax = "proto3"
        }
    }

    /// `lowerCamelCase` of a field's name, by `protoc`'s rule.
    static func jsonName(of name: String) -> String {
        var result = ""
        var isAfterUnderscore = false
        for character in name {
            if character == "_" {
                isAfterUnderscore = true
            } else {
                result += isAfterUnderscore ? character.uppercased() : String(character)
                isAfterUnderscore = false
            }
        }
        return result
    }

    /// The name of a map's entry type, by `protoc`'s rule: `statuses` has `StatusesEntry`.
    static func entryName(of field: String) -> String {
        let name = jsonName(of: field)
        return name.prefix(1).uppercased() + name.dropFirst() + "Entry"
    }

    private static func message(
        _ type: any Message.Type,
        of file: ProtoFile
    ) -> Google.DescriptorProto {
        let fields = type.fieldDescriptions
        var oneofs: [String] = []
        for field in fields {
            if case .oneof(let name) = field.presence, !oneofs.contains(name) {
                oneofs.append(name)
            }
        }
        let synthetic = fields.filter(\.isProto3Optional).map { "_\($0.name)" }
        oneofs += synthetic
        return Google.DescriptorProto {
            $0.name = shortName(type.protoName)
            $0.field = fields.map { self.field($0, oneofs: oneofs, parent: type.protoName) }
            $0.nestedType = file.messages(in: type.protoName).map { message($0, of: file) }
            $0.nestedType += fields.filter { $0.presence == .map }.map { entry($0) }
            $0.enumType = file.enums(in: type.protoName).map { enumeration($0) }
            $0.oneofDecl = oneofs.map { name in .init { $0.name = name } }
        }
    }

    private static func field(
        _ field: FieldDescription,
        oneofs: [String],
        parent: String
    ) -> Google.FieldDescriptorProto {
        Google.FieldDescriptorProto {
            $0.name = field.name
            $0.number = Int32(field.number)
            $0.label = 1
            $0.type = field.type.kind
            $0.typeName = field.type.protoName.map { ".\($0)" } ?? ""
            $0.jsonName = jsonName(of: field.name)
            switch field.presence {
            case .single:
                break
            case .optional:
                guard field.isProto3Optional else { break }
                $0.proto3Optional = true
                $0.oneofIndex = oneofs.firstIndex(of: "_\(field.name)").map { Int32($0) }
            case .oneof(let name):
                $0.oneofIndex = oneofs.firstIndex(of: name).map { Int32($0) }
            case .repeated:
                $0.label = Google.FieldDescriptorProto.repeatedLabel
            case .map:
                $0.label = Google.FieldDescriptorProto.repeatedLabel
                $0.type = .message
                $0.typeName = ".\(parent).\(entryName(of: field.name))"
            }
        }
    }

    private static func entry(_ field: FieldDescription) -> Google.DescriptorProto {
        Google.DescriptorProto {
            $0.name = entryName(of: field.name)
            $0.field = [
                .init {
                    $0.name = "key"
                    $0.number = 1
                    $0.label = 1
                    $0.type = .string
                    $0.jsonName = "key"
                },
                .init {
                    $0.name = "value"
                    $0.number = 2
                    $0.label = 1
                    $0.type = field.type.kind
                    $0.typeName = field.type.protoName.map { ".\($0)" } ?? ""
                    $0.jsonName = "value"
                },
            ]
            $0.options = .init { $0.mapEntry = true }
        }
    }

    private static func enumeration(
        _ type: any WireEnum.Type
    ) -> Google.EnumDescriptorProto {
        Google.EnumDescriptorProto {
            $0.name = shortName(type.protoName)
            $0.value = type.entries.map { entry in
                .init {
                    $0.name = entry.name
                    $0.number = entry.number
                }
            }
        }
    }

    private static func service(_ service: ServiceDescription) -> Google.ServiceDescriptorProto {
        Google.ServiceDescriptorProto {
            $0.name = shortName(service.name)
            $0.method = service.methods.map { method in
                .init {
                    $0.name = method.name
                    $0.inputType = ".\(method.request.protoName)"
                    $0.outputType = ".\(method.response.protoName)"
                    $0.clientStreaming = method.streaming.isClientStreaming
                    $0.serverStreaming = method.streaming.isServerStreaming
                }
            }
        }
    }

    private static func shortName(_ name: String) -> String {
        name.split(separator: ".").last.map(String.init) ?? name
    }
}

extension FieldDescription {
    /// Written `optional` in the file: a scalar whose absence can be told from its default.
    var isProto3Optional: Bool {
        guard presence == .optional else { return false }
        if case .message = type { return false }
        return true
    }
}

extension FieldType {
    var kind: Google.FieldKind {
        switch self {
        case .bool: .bool
        case .int32: .int32
        case .int64: .int64
        case .uint32: .uint32
        case .uint64: .uint64
        case .string: .string
        case .bytes: .bytes
        case .enumeration: .enumeration
        case .message: .message
        }
    }
}

extension WireEnum {
    /// The values without their Swift type.
    static var entries: [(name: String, number: Int32, meaning: String)] {
        values.map { ($0.name, $0.value.rawValue, $0.meaning) }
    }
}
