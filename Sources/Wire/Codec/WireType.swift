/// How the bytes after a tag are delimited (protobuf encoding, "message structure").
public enum WireType: UInt8, Sendable {
    case varint = 0
    case fixed64 = 1
    case lengthDelimited = 2
    case startGroup = 3
    case endGroup = 4
    case fixed32 = 5
}

/// The varint before each field: its number and its wire type.
public struct WireTag: Equatable, Sendable {
    public var number: Int
    public var type: WireType

    public init(_ number: Int, _ type: WireType) {
        self.number = number
        self.type = type
    }

    public var rawValue: UInt64 { UInt64(number) << 3 | UInt64(type.rawValue) }
}
