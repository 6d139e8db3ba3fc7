extension DescriptorPool {
    /// Reads a message of the type called `typeName`.
    ///
    /// - Parameters:
    ///   - bytes: The message, without framing.
    ///   - typeName: The full name of its type.
    /// - Returns: The message, unknown fields left out.
    /// - Throws: What is wrong with the bytes, or which type the pool lacks.
    public func decode(_ bytes: [UInt8], as typeName: String) throws(DynamicError) -> DynamicMessage
    {
        do {
            var reader = try WireReader(bytes)
            var message = DynamicMessage(typeName: typeName)
            try read(into: &message, from: &reader, depth: 0)
            return message
        } catch let error as WireError {
            throw DynamicError(error.fault.rawValue, at: error.field)
        } catch let error as DynamicError {
            throw error
        } catch {
            throw DynamicError("\(error)")
        }
    }

    /// The message's canonical bytes.
    ///
    /// - Parameter message: A message whose values are of the kinds that its type says.
    /// - Returns: The bytes, fields in the order of their numbers.
    /// - Throws: Which type the pool lacks.
    public func encode(_ message: DynamicMessage) throws(DynamicError) -> [UInt8] {
        var writer = WireWriter()
        try write(message, to: &writer)
        return writer.bytes
    }

    func type(_ name: String) throws(DynamicError) -> MessageType {
        guard let type = messages[name] else { throw DynamicError("unknown message type \(name)") }
        return type
    }

    // MARK: Reading

    private func read(
        into message: inout DynamicMessage,
        from reader: inout WireReader,
        depth: Int
    ) throws {
        let type = try type(message.typeName)
        while let tag = try reader.tag() {
            guard let field = type.field(tag.number) else {
                try reader.skip(tag, depth: depth)
                continue
            }
            do {
                try read(field, tag, of: type, into: &message, from: &reader, depth: depth)
            } catch let error as WireError where error.field.isEmpty {
                throw WireError(error.fault, message: type.name, field: field.name)
            }
        }
    }

    private func read(
        _ field: FieldType,
        _ tag: WireTag,
        of type: MessageType,
        into message: inout DynamicMessage,
        from reader: inout WireReader,
        depth: Int
    ) throws {
        if tag.type == field.kind.wireType {
            let former = field.isRepeated ? nil : message.value(field.number)
            let value = try value(field, over: former, from: &reader, depth: depth)
            clearOneof(of: field, in: type, of: &message)
            if field.isRepeated {
                message.values[field.number, default: []].append(value)
            } else {
                message.values[field.number] = [value]
            }
        } else if field.isRepeated, tag.type == .lengthDelimited {
            let outer = reader.enter(try reader.length())
            while !reader.isAtEnd {
                let value = try value(field, over: nil, from: &reader, depth: depth)
                message.values[field.number, default: []].append(value)
            }
            reader.leave(outer)
        } else {
            try reader.skip(tag, depth: depth)
            return
        }
        dropDefault(of: field, in: &message)
    }

    /// A default that was written for a field without presence is the same as none.
    private func dropDefault(of field: FieldType, in message: inout DynamicMessage) {
        guard !field.isRepeated, !field.hasPresence else { return }
        if message.value(field.number)?.isDefault == true { message.values[field.number] = nil }
    }

    private func clearOneof(
        of field: FieldType,
        in type: MessageType,
        of message: inout DynamicMessage
    ) {
        guard let oneof = field.oneof else { return }
        for other in type.fields where other.oneof == oneof && other.number != field.number {
            message.values[other.number] = nil
        }
    }

    private func value(
        _ field: FieldType,
        over former: DynamicMessage.Value?,
        from reader: inout WireReader,
        depth: Int
    ) throws -> DynamicMessage.Value {
        switch field.kind {
        case .bool: return .bool(try reader.varint() != 0)
        case .int32: return .signed(Int64(Int32(truncatingIfNeeded: try reader.varint())))
        case .int64: return .signed(Int64(bitPattern: try reader.varint()))
        case .uint32: return .unsigned(UInt64(UInt32(truncatingIfNeeded: try reader.varint())))
        case .uint64: return .unsigned(try reader.varint())
        case .sint32:
            let zigzag = UInt32(truncatingIfNeeded: try reader.varint())
            return .signed(Int64(Int32(bitPattern: zigzag >> 1) ^ -Int32(bitPattern: zigzag & 1)))
        case .sint64:
            let zigzag = try reader.varint()
            return .signed(Int64(bitPattern: zigzag >> 1) ^ -Int64(bitPattern: zigzag & 1))
        case .fixed32: return .unsigned(UInt64(try reader.fixed32()))
        case .fixed64: return .unsigned(try reader.fixed64())
        case .sfixed32: return .signed(Int64(Int32(bitPattern: try reader.fixed32())))
        case .sfixed64: return .signed(Int64(bitPattern: try reader.fixed64()))
        case .float: return .float(Float(bitPattern: try reader.fixed32()))
        case .double: return .double(Double(bitPattern: try reader.fixed64()))
        case .string: return .string(try reader.stringField())
        case .bytes: return .bytes(try reader.bytesField())
        case .enumeration: return .enumeration(Int32(truncatingIfNeeded: try reader.varint()))
        case .message:
            guard depth < WireLimits.depthMax else { throw WireError(.tooDeep) }
            var embedded = DynamicMessage(typeName: field.typeName)
            if case .message(let present) = former { embedded = present }
            let outer = reader.enter(try reader.length())
            try read(into: &embedded, from: &reader, depth: depth + 1)
            reader.leave(outer)
            return .message(embedded)
        case .group, .unspecified, .unrecognized:
            throw DynamicError("fields of \(field.kind) are not supported", at: field.name)
        }
    }

    // MARK: Writing

    private func write(
        _ message: DynamicMessage,
        to writer: inout WireWriter
    ) throws(DynamicError) {
        let type = try type(message.typeName)
        for field in type.fields.sorted(by: { $0.number < $1.number }) {
            var values = message.values[field.number] ?? []
            if values.isEmpty, type.isMapEntry { values = [try defaultValue(of: field)] }
            if values.isEmpty { continue }
            if field.isPacked, field.kind.wireType != .lengthDelimited {
                writer.tag(field.number, .lengthDelimited)
                let start = writer.openLength()
                for value in values { try write(value, field, to: &writer) }
                writer.closeLength(start)
            } else {
                for value in try inKeyOrder(values, of: field) {
                    writer.tag(field.number, field.kind.wireType)
                    try write(value, field, to: &writer)
                }
            }
        }
    }

    /// The entries of a map by their keys, so that equal maps give equal bytes; other values as they are.
    private func inKeyOrder(
        _ values: [DynamicMessage.Value],
        of field: FieldType
    ) throws(DynamicError) -> [DynamicMessage.Value] {
        guard field.kind == .message, try type(field.typeName).isMapEntry else { return values }
        return values.sorted { left, right in
            guard case .message(let left) = left, case .message(let right) = right else {
                return false
            }
            switch (left.value(1), right.value(1)) {
            case (.signed(let left)?, .signed(let right)?): return left < right
            case (.unsigned(let left)?, .unsigned(let right)?): return left < right
            case (.signed(let left)?, nil): return left < 0
            case (nil, .signed(let right)?): return right > 0
            case (let left, let right):
                let texts = [left, right].map { Array(($0.flatMap(Self.keyText) ?? "").utf8) }
                return texts[0].lexicographicallyPrecedes(texts[1])
            }
        }
    }

    private func write(
        _ value: DynamicMessage.Value,
        _ field: FieldType,
        to writer: inout WireWriter
    ) throws(DynamicError) {
        switch (value, field.kind) {
        case (.bool(let bool), _): writer.varint(bool ? 1 : 0)
        case (.signed(let number), .sint32), (.signed(let number), .sint64):
            writer.varint(UInt64(bitPattern: number << 1 ^ number >> 63))
        case (.signed(let number), .sfixed32):
            writer.fixed32(UInt32(truncatingIfNeeded: number))
        case (.signed(let number), .sfixed64): writer.fixed64(UInt64(bitPattern: number))
        case (.signed(let number), _): writer.varint(UInt64(bitPattern: number))
        case (.unsigned(let number), .fixed32):
            writer.fixed32(UInt32(truncatingIfNeeded: number))
        case (.unsigned(let number), .fixed64): writer.fixed64(number)
        case (.unsigned(let number), _): writer.varint(number)
        case (.float(let number), _): writer.fixed32(number.bitPattern)
        case (.double(let number), _): writer.fixed64(number.bitPattern)
        case (.string(let text), _): writer.lengthDelimited(text)
        case (.bytes(let bytes), _): writer.lengthDelimited(bytes)
        case (.enumeration(let number), _): writer.varint(UInt64(bitPattern: Int64(number)))
        case (.message(let message), _):
            let start = writer.openLength()
            try write(message, to: &writer)
            writer.closeLength(start)
        }
    }
}

extension Google.FieldKind {
    /// How a single value of this kind is delimited.
    var wireType: WireType {
        switch self {
        case .bool, .int32, .int64, .uint32, .uint64, .sint32, .sint64, .enumeration: .varint
        case .fixed64, .sfixed64, .double: .fixed64
        case .fixed32, .sfixed32, .float: .fixed32
        case .string, .bytes, .message: .lengthDelimited
        case .group, .unspecified, .unrecognized: .startGroup
        }
    }
}
