/// An enum of the contract: its numbers and names, the first of them 0 and `…_UNSPECIFIED`.
///
/// A number that this program does not know reads as `unrecognized`, so that a switch has to say what
/// then happens; it is never written.
public protocol WireEnum: FieldValue, RawRepresentable, Hashable where RawValue == Int32 {
    /// The full name, for instance `muster.v1.GroupKind`.
    static var protoName: String { get }
    /// What the enum tells: the comment above it in the `.proto`.
    static var meaning: String { get }
    /// Every value but `unrecognized`, in the order of the numbers.
    static var values: [EnumValue<Self>] { get }
    static var unrecognized: Self { get }
}

/// One value of an enum: its name in the `.proto` and what it means.
public struct EnumValue<Value: WireEnum>: Sendable {
    public let value: Value
    public let name: String
    public let meaning: String

    public init(_ value: Value, _ name: String, _ meaning: String = "") {
        self.value = value
        self.name = name
        self.meaning = meaning
    }
}

extension WireEnum {
    public init() {
        self = Self(rawValue: 0) ?? .unrecognized
    }

    public static var fieldType: FieldType { .enumeration(Self.self) }
    public static var wireType: WireType { .varint }
    public var isDefault: Bool { rawValue == 0 || self == .unrecognized }

    /// The name in the `.proto`; empty for `unrecognized`.
    public var name: String {
        Self.values.first { $0.value == self }?.name ?? ""
    }

    public mutating func write(_ visitor: inout WritingVisitor) throws(WireError) {
        visitor.writer.varint(UInt64(bitPattern: Int64(isDefault ? 0 : rawValue)))
    }

    public mutating func read(_ visitor: inout ReadingVisitor) throws(WireError) {
        let number = Int32(truncatingIfNeeded: try visitor.reader.varint())
        self = number < 0 ? .unrecognized : Self(rawValue: number) ?? .unrecognized
    }
}
