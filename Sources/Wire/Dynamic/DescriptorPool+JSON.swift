extension DescriptorPool {
    /// A message by protobuf's JSON mapping: names in lowerCamelCase, 64-bit numbers as text, enums by name.
    ///
    /// Absent fields are left out. Timestamps, durations, field masks, wrappers and `Any` have their own forms.
    ///
    /// - Parameter message: A message of a type in the pool.
    /// - Returns: An object, or what a type with a form of its own has instead.
    /// - Throws: Which type the pool lacks, or which value has no JSON form.
    public func json(_ message: DynamicMessage) throws(DynamicError) -> JSONValue {
        if let wellKnown = try wellKnownJSON(message) { return wellKnown }
        let type = try type(message.typeName)
        var members: [JSONValue.Member] = []
        for field in type.fields {
            guard let values = message.values[field.number], let last = values.last else {
                continue
            }
            let value: JSONValue
            if try isMap(field) {
                value = try mapJSON(values, field)
            } else if field.isRepeated {
                var elements: [JSONValue] = []
                for element in values { elements.append(try json(element, field)) }
                value = .array(elements)
            } else {
                value = try json(last, field)
            }
            members.append(.init(field.jsonName, value))
        }
        return .object(members)
    }

    func isMap(_ field: FieldType) throws(DynamicError) -> Bool {
        guard field.isRepeated, field.kind == .message else { return false }
        return try type(field.typeName).isMapEntry
    }

    /// A map's key as JSON writes it.
    static func keyText(_ key: DynamicMessage.Value) -> String? {
        switch key {
        case .string(let text): text
        case .bool(let value): value ? "true" : "false"
        case .signed(let number): String(number)
        case .unsigned(let number): String(number)
        case .double, .float, .bytes, .enumeration, .message: nil
        }
    }

    /// The key of an entry that leaves it out.
    static func defaultKeyText(_ kind: Google.FieldKind) -> String {
        switch kind {
        case .string: ""
        case .bool: "false"
        default: "0"
        }
    }

    private func mapJSON(
        _ values: [DynamicMessage.Value],
        _ field: FieldType
    ) throws(DynamicError) -> JSONValue {
        let entryType = try type(field.typeName)
        guard let keyField = entryType.field(1), let valueField = entryType.field(2) else {
            throw DynamicError("\(field.typeName) is no map entry", at: field.name)
        }
        var members: [JSONValue.Member] = []
        for case .message(let entry) in values {
            let key = entry.value(1).flatMap(Self.keyText) ?? Self.defaultKeyText(keyField.kind)
            let member = JSONValue.Member(key, try json(entry.value(2), valueField))
            if let index = members.firstIndex(where: { $0.name == key }) {
                members[index] = member
            } else {
                members.append(member)
            }
        }
        return .object(
            members.sorted { Array($0.name.utf8).lexicographicallyPrecedes($1.name.utf8) }
        )
    }

    /// What an absent value means where JSON has to show one.
    func defaultValue(of field: FieldType) throws(DynamicError) -> DynamicMessage.Value {
        switch field.kind {
        case .bool: .bool(false)
        case .int32, .int64, .sint32, .sint64, .sfixed32, .sfixed64: .signed(0)
        case .uint32, .uint64, .fixed32, .fixed64: .unsigned(0)
        case .float: .float(0)
        case .double: .double(0)
        case .string: .string("")
        case .bytes: .bytes([])
        case .enumeration: .enumeration(0)
        case .message: .message(DynamicMessage(typeName: field.typeName))
        case .group, .unspecified, .unrecognized:
            throw DynamicError("fields of \(field.kind) are not supported", at: field.name)
        }
    }

    /// One value of `field`; its default when there is none.
    func json(
        _ present: DynamicMessage.Value?,
        _ field: FieldType
    ) throws(DynamicError) -> JSONValue {
        let value = if let present { present } else { try defaultValue(of: field) }
        switch value {
        case .bool(let value): return .bool(value)
        case .signed(let number): return Self.json(String(number), field.kind)
        case .unsigned(let number): return Self.json(String(number), field.kind)
        case .float(let number):
            return Self.json(number.description, Double(number))
        case .double(let number): return Self.json(number.description, number)
        case .string(let text): return .string(text)
        case .bytes(let bytes): return .string(Base64.encode(bytes))
        case .enumeration(let number):
            let name = enums[field.typeName]?.name(of: number)
            return name.map { .string($0) } ?? .number(String(number))
        case .message(let message):
            do {
                return try json(message)
            } catch {
                throw DynamicError(error.problem, at: Self.pathJoined(field.name, error.path))
            }
        }
    }

    /// Numbers of 64 bits go as text: a JSON number may lose their last digits.
    private static func json(_ digits: String, _ kind: Google.FieldKind) -> JSONValue {
        switch kind {
        case .int64, .uint64, .sint64, .fixed64, .sfixed64: .string(digits)
        default: .number(digits)
        }
    }

    private static func json(_ digits: String, _ number: Double) -> JSONValue {
        if number.isNaN { return .string("NaN") }
        if number.isInfinite { return .string(number < 0 ? "-Infinity" : "Infinity") }
        return .number(digits.hasSuffix(".0") ? String(digits.dropLast(2)) : digits)
    }

    static func pathJoined(_ outer: String, _ inner: String) -> String {
        if inner.isEmpty { return outer }
        return inner.hasPrefix("[") ? outer + inner : "\(outer).\(inner)"
    }
}
