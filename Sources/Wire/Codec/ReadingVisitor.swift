/// Reads a message: each tag read walks the table, and the field with its number takes the value.
///
/// The last of several values wins, embedded messages are merged, repeated numbers may come packed or
/// not, and a field of another wire type than its own is passed over like an unknown one.
public struct ReadingVisitor: FieldVisitor {
    public var reader: WireReader
    private var tag = WireTag(0, .varint)
    private var isConsumed = false
    private var depth = 0

    init(_ reader: WireReader) {
        self.reader = reader
    }

    /// Reads fields into `message` up to the reader's end.
    mutating func readAll<M: Message>(into message: inout M) throws(WireError) {
        while true {
            do {
                guard let next = try reader.tag() else { return }
                tag = next
            } catch {
                throw error.inside(M.protoName)
            }
            isConsumed = false
            do {
                try message.readField(&self)
                if !isConsumed { try reader.skip(tag, depth: depth) }
            } catch {
                throw error.inside(M.protoName)
            }
        }
    }

    /// Reads an embedded message, length first, over what `message` holds.
    mutating func readMessage<M: Message>(into message: inout M) throws(WireError) {
        let count = try reader.length()
        guard depth < WireLimits.depthMax else { throw WireError(.tooDeep) }
        depth += 1
        let outer = reader.enter(count)
        try readAll(into: &message)
        reader.leave(outer)
        depth -= 1
        isConsumed = true
    }

    /// Runs `read` for a field named `name`, so that an error says where it happened.
    ///
    /// Out of line like all that follows a match of the number, so that a table costs a comparison a field.
    @inline(never)
    private mutating func value<Value: FieldValue>(
        _ name: String,
        _ value: inout Value
    ) throws(WireError) {
        isConsumed = true
        do {
            try value.read(&self)
        } catch {
            throw error.inField(name)
        }
        isConsumed = true
    }

    @inline(__always)
    public mutating func single<Value: FieldValue>(
        _ number: Int,
        _ name: String,
        _ value: inout Value,
        _ meaning: String
    ) throws(WireError) {
        guard number == tag.number, !isConsumed, Value.wireType == tag.type else { return }
        try self.value(name, &value)
    }

    @inline(__always)
    public mutating func optional<Value: FieldValue>(
        _ number: Int,
        _ name: String,
        _ value: inout Value?,
        oneof: String?,
        _ meaning: String
    ) throws(WireError) {
        guard number == tag.number, !isConsumed, Value.wireType == tag.type else { return }
        try self.optionalValue(name, &value)
    }

    @inline(never)
    private mutating func optionalValue<Value: FieldValue>(
        _ name: String,
        _ value: inout Value?
    ) throws(WireError) {
        var present = value ?? Value()
        try self.value(name, &present)
        value = present
    }

    @inline(__always)
    public mutating func repeated<Value: FieldValue>(
        _ number: Int,
        _ name: String,
        _ values: inout [Value],
        _ meaning: String
    ) throws(WireError) {
        guard number == tag.number, !isConsumed else { return }
        try elements(name, &values)
    }

    @inline(never)
    private mutating func elements<Value: FieldValue>(
        _ name: String,
        _ values: inout [Value]
    ) throws(WireError) {
        if Value.wireType == tag.type {
            var element = Value()
            try value(name, &element)
            values.append(element)
        } else if Value.isPacked, tag.type == .lengthDelimited {
            try packed(name, &values)
        }
    }

    private mutating func packed<Value: FieldValue>(
        _ name: String,
        _ values: inout [Value]
    ) throws(WireError) {
        isConsumed = true
        do {
            let outer = reader.enter(try reader.length())
            while !reader.isAtEnd {
                var element = Value()
                try element.read(&self)
                values.append(element)
            }
            reader.leave(outer)
        } catch {
            throw error.inField(name)
        }
    }

    public mutating func map<Value: FieldValue>(
        _ number: Int,
        _ name: String,
        _ values: inout [String: Value],
        _ meaning: String
    ) throws(WireError) {
        guard number == tag.number, !isConsumed, tag.type == .lengthDelimited else { return }
        var key = ""
        var value = Value()
        do {
            let outer = reader.enter(try reader.length())
            while let next = try reader.tag() {
                tag = next
                isConsumed = false
                try single(1, "key", &key, "")
                try single(2, "value", &value, "")
                if !isConsumed { try reader.skip(next, depth: depth) }
            }
            reader.leave(outer)
        } catch {
            throw error.inField(name)
        }
        isConsumed = true
        values[key] = value
    }
}

extension WireError {
    /// This error as one of `message`, unless an embedded message was named already.
    fileprivate func inside(_ message: String) -> WireError {
        self.message.isEmpty ? WireError(fault, message: message, field: field) : self
    }

    /// This error as one of the field `name`, unless an embedded message was named already.
    fileprivate func inField(_ name: String) -> WireError {
        message.isEmpty ? WireError(fault, field: name) : self
    }
}
