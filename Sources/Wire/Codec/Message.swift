/// A typed protobuf message whose one table, `fields`, is its codec, its `.proto` text and its descriptor.
///
/// The table names every field once, in the order of their numbers, as `(number, name, variable, meaning)`;
/// the field's type is the variable's. `FieldVisitor` decides what a walk over the table does. Two messages
/// with equal fields encode to equal bytes.
public protocol Message: FieldValue {
    /// The full name, for instance `muster.v1.GroupRow`.
    static var protoName: String { get }
    /// What one message means: the comment above it in the `.proto`.
    static var meaning: String { get }

    /// The message with every field at its default.
    init()

    /// Shows every field to `visitor`, in the order of the field numbers.
    mutating func fields(_ visitor: inout some FieldVisitor) throws(WireError)

    /// `fields` for the writer. Never written by hand: it is a requirement so that a message carries its
    /// specialized walk into modules that cannot specialize it.
    mutating func writeFields(_ visitor: inout WritingVisitor) throws(WireError)

    /// `fields` for the reader, a requirement for the same reason.
    mutating func readField(_ visitor: inout ReadingVisitor) throws(WireError)
}

extension Message {
    public mutating func writeFields(_ visitor: inout WritingVisitor) throws(WireError) {
        try fields(&visitor)
    }

    public mutating func readField(_ visitor: inout ReadingVisitor) throws(WireError) {
        try fields(&visitor)
    }
}

extension Message {
    /// A message whose fields are set by `assign`.
    public init(_ assign: (inout Self) -> Void) {
        self.init()
        assign(&self)
    }

    /// Reads one message: any legal order, unknown fields passed over.
    ///
    /// - Parameter bytes: The message, without framing.
    /// - Throws: What is wrong, with the message and the field.
    public init(decoding bytes: [UInt8]) throws(WireError) {
        self.init()
        try merge(bytes)
    }

    /// Reads `bytes` over what is set already, as protobuf merges a message that comes in pieces.
    public mutating func merge(_ bytes: [UInt8]) throws(WireError) {
        var reading: ReadingVisitor
        do {
            reading = ReadingVisitor(try WireReader(bytes))
        } catch {
            throw WireError(error.fault, message: Self.protoName)
        }
        try reading.readAll(into: &self)
    }

    /// Appends the message, without its length, to `writer`.
    public func encode(into writer: inout WireWriter) {
        var writing = WritingVisitor(WireWriter())
        swap(&writing.writer, &writer)
        var copy = self
        do {
            try copy.writeFields(&writing)
        } catch {
            preconditionFailure("writing cannot fail: \(error)")
        }
        swap(&writing.writer, &writer)
    }

    /// The message's canonical bytes.
    public func encoded() -> [UInt8] {
        var writer = WireWriter()
        encode(into: &writer)
        return writer.bytes
    }

    /// Appends the message as one element of the repeated field `number`: tag, length, bytes.
    ///
    /// Records of the same field can be joined in any number to form a message that holds them all.
    public func encodeRecord(field number: Int, into writer: inout WireWriter) {
        writer.tag(number, .lengthDelimited)
        let start = writer.openLength()
        encode(into: &writer)
        writer.closeLength(start)
    }
}

extension Message {
    public static var fieldType: FieldType { .message(Self.self) }
    public static var wireType: WireType { .lengthDelimited }

    public var isDefault: Bool { false }

    public mutating func write(_ visitor: inout WritingVisitor) throws(WireError) {
        let start = visitor.writer.openLength()
        try writeFields(&visitor)
        visitor.writer.closeLength(start)
    }

    public mutating func read(_ visitor: inout ReadingVisitor) throws(WireError) {
        try visitor.readMessage(into: &self)
    }
}
