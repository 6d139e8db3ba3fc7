extension DescriptorPool {
    /// The JSON of a type that has a form of its own; `nil` for every other type.
    func wellKnownJSON(_ message: DynamicMessage) throws(DynamicError) -> JSONValue? {
        switch message.typeName {
        case "google.protobuf.Timestamp":
            let timestamp = Google.Timestamp {
                ($0.seconds, $0.nanos) = message.secondsAndNanos
            }
            guard let text = TimeText.text(of: timestamp) else {
                throw DynamicError("outside the years 1 to 9999")
            }
            return .string(text)
        case "google.protobuf.Duration":
            let duration = Google.Duration {
                ($0.seconds, $0.nanos) = message.secondsAndNanos
            }
            guard let text = TimeText.text(of: duration) else { throw DynamicError("out of range") }
            return .string(text)
        case "google.protobuf.FieldMask":
            var paths: [String] = []
            for case .string(let path) in message.values[1] ?? [] {
                paths.append(DescriptorBuilder.jsonName(of: path))
            }
            return .string(paths.joined(separator: ","))
        case "google.protobuf.Any":
            return try anyJSON(message)
        case let name where Self.wrappers.contains(name):
            guard let field = try type(name).field(1) else { return nil }
            return try json(message.value(1), field)
        default:
            return nil
        }
    }

    /// The message that JSON of a type with a form of its own means; `nil` for every other type.
    func wellKnownMessage(
        from json: JSONValue,
        as typeName: String,
        depth: Int
    ) throws(DynamicError) -> DynamicMessage? {
        var message = DynamicMessage(typeName: typeName)
        switch typeName {
        case "google.protobuf.Timestamp":
            guard case .string(let text) = json, let timestamp = TimeText.timestamp(text) else {
                throw DynamicError("expected a time such as 2026-02-28T09:30:00Z")
            }
            message.secondsAndNanos = (timestamp.seconds, timestamp.nanos)
        case "google.protobuf.Duration":
            guard case .string(let text) = json, let duration = TimeText.duration(text) else {
                throw DynamicError("expected a duration such as 1.5s")
            }
            message.secondsAndNanos = (duration.seconds, duration.nanos)
        case "google.protobuf.FieldMask":
            guard case .string(let text) = json else {
                throw DynamicError("expected names with commas between them")
            }
            let paths = text.split(separator: ",").map { Self.protoName(of: String($0)) }
            if !paths.isEmpty { message.values[1] = paths.map { .string($0) } }
        case "google.protobuf.Any":
            return try anyMessage(from: json, depth: depth)
        case let name where Self.wrappers.contains(name):
            guard let field = try type(name).field(1) else { return nil }
            let value = try value(of: field, from: json, depth: depth)
            if !value.isDefault { message.values[1] = [value] }
        default:
            return nil
        }
        return message
    }

    /// Messages that hold one scalar, so that it can be absent.
    private static let wrappers: Set<String> = Set(
        ["Double", "Float", "Int64", "UInt64", "Int32", "UInt32", "Bool", "String", "Bytes"]
            .map { "google.protobuf.\($0)Value" }
    )

    /// The packed message with `@type` before its fields; of a type with a form of its own, under `value`.
    private func anyJSON(_ message: DynamicMessage) throws(DynamicError) -> JSONValue {
        guard case .string(let url)? = message.value(1) else { return .object([]) }
        var bytes: [UInt8] = []
        if case .bytes(let value)? = message.value(2) { bytes = value }
        let packed = try decode(bytes, as: Self.typeName(of: url))
        let type = JSONValue.Member("@type", .string(url))
        if let wellKnown = try wellKnownJSON(packed) {
            return .object([type, .init("value", wellKnown)])
        }
        guard case .object(let members) = try json(packed) else { return .object([type]) }
        return .object([type] + members)
    }

    private func anyMessage(from json: JSONValue, depth: Int) throws(DynamicError) -> DynamicMessage
    {
        guard case .object(let members) = json else { throw DynamicError("expected an object") }
        var message = DynamicMessage(typeName: "google.protobuf.Any")
        if members.isEmpty { return message }
        guard case .string(let url)? = json["@type"] else {
            throw DynamicError("expected a type's name", at: "@type")
        }
        let typeName = Self.typeName(of: url)
        let content: JSONValue =
            if Self.hasOwnForm(typeName) { json["value"] ?? .null } else {
                .object(members.filter { $0.name != "@type" })
            }
        let bytes = try encode(
            try self.message(from: content, as: typeName, depth: depth + 1)
        )
        message.values[1] = [.string(url)]
        if !bytes.isEmpty { message.values[2] = [.bytes(bytes)] }
        return message
    }

    private static func hasOwnForm(_ name: String) -> Bool {
        let others = ["Timestamp", "Duration", "FieldMask", "Any"].map { "google.protobuf.\($0)" }
        return wrappers.contains(name) || others.contains(name)
    }

    private static func typeName(of url: String) -> String {
        String(url.split(separator: "/").last ?? "")
    }

    /// `snake_case` of a name in lowerCamelCase.
    private static func protoName(of jsonName: String) -> String {
        jsonName.reduce(into: "") { name, letter in
            if letter.isUppercase { name += "_" }
            name += letter.lowercased()
        }
    }
}

extension DynamicMessage {
    /// The two fields that timestamps and durations have.
    fileprivate var secondsAndNanos: (Int64, Int32) {
        get {
            var (seconds, nanos): (Int64, Int32) = (0, 0)
            if case .signed(let number)? = value(1) { seconds = number }
            if case .signed(let number)? = value(2) { nanos = Int32(truncatingIfNeeded: number) }
            return (seconds, nanos)
        }
        set {
            values[1] = newValue.0 == 0 ? nil : [.signed(newValue.0)]
            values[2] = newValue.1 == 0 ? nil : [.signed(Int64(newValue.1))]
        }
    }
}
