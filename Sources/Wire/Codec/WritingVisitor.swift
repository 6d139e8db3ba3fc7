/// Writes a message's fields in their one canonical form.
public struct WritingVisitor: FieldVisitor {
    public var writer: WireWriter

    init(_ writer: WireWriter) {
        self.writer = writer
    }

    @inline(__always)
    public mutating func single<Value: FieldValue>(
        _ number: Int,
        _ name: String,
        _ value: inout Value,
        _ meaning: String
    ) throws(WireError) {
        if value.isDefault { return }
        try tagged(number, &value)
    }

    /// A tag and its value: out of line, so that a table costs a test and a call a field.
    @inline(never)
    private mutating func tagged<Value: FieldValue>(
        _ number: Int,
        _ value: inout Value
    ) throws(WireError) {
        writer.tag(number, Value.wireType)
        try value.write(&self)
    }

    @inline(__always)
    public mutating func optional<Value: FieldValue>(
        _ number: Int,
        _ name: String,
        _ value: inout Value?,
        oneof: String?,
        _ meaning: String
    ) throws(WireError) {
        guard var present = value else { return }
        try tagged(number, &present)
    }

    @inline(__always)
    public mutating func repeated<Value: FieldValue>(
        _ number: Int,
        _ name: String,
        _ values: inout [Value],
        _ meaning: String
    ) throws(WireError) {
        if values.isEmpty { return }
        try elements(number, values)
    }

    @inline(never)
    private mutating func elements<Value: FieldValue>(
        _ number: Int,
        _ values: [Value]
    ) throws(WireError) {
        guard Value.isPacked else {
            for var value in values { try tagged(number, &value) }
            return
        }
        writer.tag(number, .lengthDelimited)
        let start = writer.openLength()
        for var value in values { try value.write(&self) }
        writer.closeLength(start)
    }

    public mutating func map<Value: FieldValue>(
        _ number: Int,
        _ name: String,
        _ values: inout [String: Value],
        _ meaning: String
    ) throws(WireError) {
        let entries = values.sorted { Array($0.key.utf8).lexicographicallyPrecedes($1.key.utf8) }
        for (key, entry) in entries {
            writer.tag(number, .lengthDelimited)
            let start = writer.openLength()
            var (key, value) = (key, entry)
            writer.tag(1, .lengthDelimited)
            try key.write(&self)
            writer.tag(2, Value.wireType)
            try value.write(&self)
            writer.closeLength(start)
        }
    }
}
