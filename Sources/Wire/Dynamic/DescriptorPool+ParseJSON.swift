extension DescriptorPool {
    /// The message of type `typeName` that a JSON value means, by protobuf's JSON mapping.
    ///
    /// - Parameters:
    ///   - json: An object; field names as in JSON or as in the `.proto`; `null` means absent.
    ///   - typeName: The full name of the message's type.
    /// - Returns: The message, without fields that are at their default and have no presence.
    /// - Throws: The field that is unknown or has the wrong form, and what was expected.
    public func message(
        from json: JSONValue,
        as typeName: String
    ) throws(DynamicError) -> DynamicMessage {
        try message(from: json, as: typeName, depth: 0)
    }

    func message(
        from json: JSONValue,
        as typeName: String,
        depth: Int
    ) throws(DynamicError) -> DynamicMessage {
        guard depth < WireLimits.depthMax else { throw DynamicError("too deep") }
        if let wellKnown = try wellKnownMessage(from: json, as: typeName, depth: depth) {
            return wellKnown
        }
        let type = try type(typeName)
        guard case .object(let members) = json else { throw DynamicError("expected an object") }
        var message = DynamicMessage(typeName: typeName)
        var oneofs: [String: String] = [:]
        for member in members {
            guard let field = type.field(named: member.name) else {
                throw DynamicError("\(typeName) has no such field", at: member.name)
            }
            if member.value == .null { continue }
            if message.values[field.number] != nil {
                throw DynamicError("is set twice", at: member.name)
            }
            if let oneof = field.oneof, let other = oneofs.updateValue(field.name, forKey: oneof) {
                throw DynamicError("excludes \(other)", at: member.name)
            }
            do {
                try set(field, of: &message, from: member.value, depth: depth)
            } catch {
                throw DynamicError(error.problem, at: Self.pathJoined(member.name, error.path))
            }
        }
        return message
    }

    private func set(
        _ field: FieldType,
        of message: inout DynamicMessage,
        from json: JSONValue,
        depth: Int
    ) throws(DynamicError) {
        if try isMap(field) {
            message.values[field.number] = try entries(of: field, from: json, depth: depth)
        } else if field.isRepeated {
            guard case .array(let elements) = json else { throw DynamicError("expected an array") }
            var values: [DynamicMessage.Value] = []
            for (index, element) in elements.enumerated() {
                do {
                    values.append(try value(of: field, from: element, depth: depth))
                } catch {
                    throw DynamicError(error.problem, at: Self.pathJoined("[\(index)]", error.path))
                }
            }
            message.values[field.number] = values
        } else {
            let value = try value(of: field, from: json, depth: depth)
            if value.isDefault, !field.hasPresence { return }
            message.values[field.number] = [value]
        }
    }

    private func entries(
        of field: FieldType,
        from json: JSONValue,
        depth: Int
    ) throws(DynamicError) -> [DynamicMessage.Value] {
        let entryType = try type(field.typeName)
        guard case .object(let members) = json else { throw DynamicError("expected an object") }
        guard let keyField = entryType.field(1), let valueField = entryType.field(2) else {
            throw DynamicError("\(field.typeName) is no map entry")
        }
        var entries: [DynamicMessage.Value] = []
        for member in members {
            let keyJSON: JSONValue =
                switch (keyField.kind, member.name) {
                case (.bool, "true"): .bool(true)
                case (.bool, "false"): .bool(false)
                default: .string(member.name)
                }
            var entry = DynamicMessage(typeName: field.typeName)
            do {
                try set(keyField, of: &entry, from: keyJSON, depth: depth + 1)
                try set(valueField, of: &entry, from: member.value, depth: depth + 1)
            } catch {
                throw DynamicError(
                    error.problem,
                    at: Self.pathJoined("[\(member.name)]", error.path)
                )
            }
            entries.append(.message(entry))
        }
        return entries
    }

    func value(
        of field: FieldType,
        from json: JSONValue,
        depth: Int
    ) throws(DynamicError) -> DynamicMessage.Value {
        switch field.kind {
        case .bool:
            guard case .bool(let value) = json else { throw DynamicError("expected true or false") }
            return .bool(value)
        case .int32, .sint32, .sfixed32:
            return .signed(Int64(try Self.integer(json, Int32.self)))
        case .int64, .sint64, .sfixed64: return .signed(try Self.integer(json, Int64.self))
        case .uint32, .fixed32: return .unsigned(UInt64(try Self.integer(json, UInt32.self)))
        case .uint64, .fixed64: return .unsigned(try Self.integer(json, UInt64.self))
        case .double: return .double(try Self.real(json))
        case .float:
            let real = try Self.real(json)
            let float = Float(real)
            guard float.isFinite || !real.isFinite else { throw DynamicError("out of range") }
            return .float(float)
        case .string:
            guard case .string(let text) = json else { throw DynamicError("expected text") }
            return .string(text)
        case .bytes:
            guard case .string(let text) = json, let bytes = Base64.decode(text) else {
                throw DynamicError("expected text in base64")
            }
            return .bytes(bytes)
        case .enumeration: return .enumeration(try enumNumber(json, field.typeName))
        case .message:
            return .message(try message(from: json, as: field.typeName, depth: depth + 1))
        case .group, .unspecified, .unrecognized:
            throw DynamicError("fields of \(field.kind) are not supported")
        }
    }

    private func enumNumber(_ json: JSONValue, _ typeName: String) throws(DynamicError) -> Int32 {
        guard case .string(let name) = json else { return try Self.integer(json, Int32.self) }
        guard let type = enums[typeName] else {
            throw DynamicError("unknown enum type \(typeName)")
        }
        guard let number = type.number(of: name) else {
            let names = type.values.map(\.name).joined(separator: ", ")
            throw DynamicError("\(typeName) has no \(name); it has \(names)")
        }
        return number
    }

    /// An integer written as a number or as text; `1.0` and `1e3` are integers too.
    private static func integer<Integer: FixedWidthInteger>(
        _ json: JSONValue,
        _ type: Integer.Type
    ) throws(DynamicError) -> Integer {
        let digits: String
        switch json {
        case .number(let text), .string(let text): digits = text
        case .null, .bool, .array, .object: throw DynamicError("expected a number")
        }
        let hasSign = digits.hasPrefix("+")
        if !hasSign, let number = Integer(digits) { return number }
        guard case .number? = try? JSONParser.parse(digits) else {
            throw DynamicError("expected a number")
        }
        guard let real = Double(digits), let number = Integer(exactly: real) else {
            throw DynamicError("expected a whole number of \(Integer.bitWidth) bits")
        }
        return number
    }

    private static func real(_ json: JSONValue) throws(DynamicError) -> Double {
        switch json {
        case .string("NaN"): return .nan
        case .string("Infinity"): return .infinity
        case .string("-Infinity"): return -.infinity
        case .number(let text), .string(let text):
            guard case .number? = try? JSONParser.parse(text), let real = Double(text) else {
                throw DynamicError("expected a number")
            }
            guard real.isFinite else { throw DynamicError("out of range") }
            return real
        case .null, .bool, .array, .object: throw DynamicError("expected a number")
        }
    }
}
