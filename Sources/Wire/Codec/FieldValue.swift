/// A Swift type that can be the type of a field: a scalar, text, bytes, an enum or a message.
public protocol FieldValue: Equatable, Sendable {
    static var fieldType: FieldType { get }
    static var wireType: WireType { get }

    /// The value of a field that is not there.
    init()

    /// Whether a field without presence would leave this value out.
    var isDefault: Bool { get }

    /// Writes the value, without its tag.
    mutating func write(_ visitor: inout WritingVisitor) throws(WireError)

    /// Replaces the value by the next one read; a message is merged instead.
    mutating func read(_ visitor: inout ReadingVisitor) throws(WireError)
}

extension FieldValue {
    /// Whether a repeated field of this type is written as one packed run.
    static var isPacked: Bool { wireType != .lengthDelimited }
}

extension String: FieldValue {
    public static var fieldType: FieldType { .string }
    public static var wireType: WireType { .lengthDelimited }
    public var isDefault: Bool { isEmpty }

    public mutating func write(_ visitor: inout WritingVisitor) throws(WireError) {
        visitor.writer.lengthDelimited(self)
    }

    public mutating func read(_ visitor: inout ReadingVisitor) throws(WireError) {
        self = try visitor.reader.stringField()
    }
}

extension [UInt8]: FieldValue {
    public static var fieldType: FieldType { .bytes }
    public static var wireType: WireType { .lengthDelimited }
    public var isDefault: Bool { isEmpty }

    public mutating func write(_ visitor: inout WritingVisitor) throws(WireError) {
        visitor.writer.lengthDelimited(self)
    }

    public mutating func read(_ visitor: inout ReadingVisitor) throws(WireError) {
        self = try visitor.reader.bytesField()
    }
}

extension Bool: FieldValue {
    public static var fieldType: FieldType { .bool }
    public static var wireType: WireType { .varint }
    public var isDefault: Bool { !self }

    public mutating func write(_ visitor: inout WritingVisitor) throws(WireError) {
        visitor.writer.varint(self ? 1 : 0)
    }

    public mutating func read(_ visitor: inout ReadingVisitor) throws(WireError) {
        self = try visitor.reader.varint() != 0
    }
}

extension UInt32: FieldValue {
    public static var fieldType: FieldType { .uint32 }
    public static var wireType: WireType { .varint }
    public var isDefault: Bool { self == 0 }

    public mutating func write(_ visitor: inout WritingVisitor) throws(WireError) {
        visitor.writer.varint(UInt64(self))
    }

    public mutating func read(_ visitor: inout ReadingVisitor) throws(WireError) {
        self = UInt32(truncatingIfNeeded: try visitor.reader.varint())
    }
}

extension UInt64: FieldValue {
    public static var fieldType: FieldType { .uint64 }
    public static var wireType: WireType { .varint }
    public var isDefault: Bool { self == 0 }

    public mutating func write(_ visitor: inout WritingVisitor) throws(WireError) {
        visitor.writer.varint(self)
    }

    public mutating func read(_ visitor: inout ReadingVisitor) throws(WireError) {
        self = try visitor.reader.varint()
    }
}

extension Int32: FieldValue {
    public static var fieldType: FieldType { .int32 }
    public static var wireType: WireType { .varint }
    public var isDefault: Bool { self == 0 }

    public mutating func write(_ visitor: inout WritingVisitor) throws(WireError) {
        visitor.writer.varint(UInt64(bitPattern: Int64(self)))
    }

    public mutating func read(_ visitor: inout ReadingVisitor) throws(WireError) {
        self = Int32(truncatingIfNeeded: try visitor.reader.varint())
    }
}

extension Int64: FieldValue {
    public static var fieldType: FieldType { .int64 }
    public static var wireType: WireType { .varint }
    public var isDefault: Bool { self == 0 }

    public mutating func write(_ visitor: inout WritingVisitor) throws(WireError) {
        visitor.writer.varint(UInt64(bitPattern: self))
    }

    public mutating func read(_ visitor: inout ReadingVisitor) throws(WireError) {
        self = Int64(bitPattern: try visitor.reader.varint())
    }
}
