/// Prints a file of the contract as `.proto` text, comments included.
struct ProtoText {
    private let file: ProtoFile
    private var lines: [String] = []

    /// The text of `file`.
    static func text(of file: ProtoFile) -> String {
        var text = ProtoText(file)
        text.print()
        return text.lines.joined(separator: "\n") + "\n"
    }

    private init(_ file: ProtoFile) {
        self.file = file
    }

    private mutating func print() {
        comment(file.meaning, indent: "")
        comment("Printed from the tables in Sources/Wire; a test keeps the two equal.", indent: "")
        lines += ["syntax = \"proto3\";", "", "package \(file.package);"]
        let imports = file.imports(owners: Contract.owners)
        if !imports.isEmpty { lines.append("") }
        lines += imports.map { "import \"\($0)\";" }
        for service in file.services { print(service) }
        for message in file.messages(in: nil) {
            lines.append("")
            print(message, indent: "")
        }
        for type in file.enums(in: nil) {
            lines.append("")
            print(type, indent: "")
        }
    }

    private mutating func print(_ service: ServiceDescription) {
        lines.append("")
        comment(service.meaning, indent: "")
        lines.append("service \(shortName(service.name)) {")
        for (index, method) in service.methods.enumerated() {
            if index > 0 { lines.append("") }
            comment(method.meaning, indent: "  ")
            let request = reference(method.request.protoName)
            let response = reference(method.response.protoName)
            let requests = method.streaming.isClientStreaming ? "stream \(request)" : request
            let responses = method.streaming.isServerStreaming ? "stream \(response)" : response
            lines.append("  rpc \(method.name)(\(requests)) returns (\(responses));")
        }
        lines.append("}")
    }

    private mutating func print(_ type: any Message.Type, indent: String) {
        comment(type.meaning, indent: indent)
        lines.append("\(indent)message \(shortName(type.protoName)) {")
        let inner = indent + "  "
        for nested in file.messages(in: type.protoName) { print(nested, indent: inner) }
        for nested in file.enums(in: type.protoName) { print(nested, indent: inner) }
        var openOneof: String?
        for field in type.fieldDescriptions {
            var oneof: String?
            if case .oneof(let name) = field.presence { oneof = name }
            if openOneof != oneof, openOneof != nil { lines.append("\(inner)}") }
            if let oneof, openOneof != oneof { lines.append("\(inner)oneof \(oneof) {") }
            openOneof = oneof
            print(field, indent: oneof == nil ? inner : inner + "  ")
        }
        if openOneof != nil { lines.append("\(inner)}") }
        lines.append("\(indent)}")
    }

    private mutating func print(_ field: FieldDescription, indent: String) {
        comment(field.meaning, indent: indent)
        let type = field.type.protoName.map(reference) ?? field.type.keyword
        let declared =
            switch field.presence {
            case .single, .oneof: type
            case .optional: field.isProto3Optional ? "optional \(type)" : type
            case .repeated: "repeated \(type)"
            case .map: "map<string, \(type)>"
            }
        lines.append("\(indent)\(declared) \(field.name) = \(field.number);")
    }

    private mutating func print(_ type: any WireEnum.Type, indent: String) {
        comment(type.meaning, indent: indent)
        lines.append("\(indent)enum \(shortName(type.protoName)) {")
        for entry in type.entries {
            comment(entry.meaning, indent: indent + "  ")
            lines.append("\(indent)  \(entry.name) = \(entry.number);")
        }
        lines.append("\(indent)}")
    }

    /// Wraps `text` into comment lines of at most 100 characters.
    private mutating func comment(_ text: String, indent: String) {
        var line = "\(indent)//"
        for word in text.split(whereSeparator: \.isWhitespace) {
            if line.count + 1 + word.count > 100 {
                lines.append(line)
                line = "\(indent)//"
            }
            line += " \(word)"
        }
        if line != "\(indent)//" { lines.append(line) }
    }

    /// The name by which this file refers to a type: relative inside its package.
    private func reference(_ name: String) -> String {
        name.hasPrefix(file.package + ".") ? String(name.dropFirst(file.package.count + 1)) : name
    }

    private func shortName(_ name: String) -> String {
        name.split(separator: ".").last.map(String.init) ?? name
    }
}

extension FieldType {
    /// The word for a scalar type in a `.proto`.
    var keyword: String {
        switch self {
        case .bool: "bool"
        case .int32: "int32"
        case .int64: "int64"
        case .uint32: "uint32"
        case .uint64: "uint64"
        case .string: "string"
        case .bytes: "bytes"
        case .enumeration(let type): type.protoName
        case .message(let type): type.protoName
        }
    }
}

extension ProtoFile {
    /// The file as `.proto` text.
    public var text: String { ProtoText.text(of: self) }

    /// The file as a descriptor.
    public var descriptor: Google.FileDescriptorProto { DescriptorBuilder.descriptor(of: self) }
}
