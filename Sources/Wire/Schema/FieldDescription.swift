/// The type of a field in the contract.
public enum FieldType: Sendable {
    case bool
    case int32
    case int64
    case uint32
    case uint64
    case string
    case bytes
    case enumeration(any WireEnum.Type)
    case message(any Message.Type)
}

/// One line of a message's table.
public struct FieldDescription: Sendable {
    public let number: Int
    public let name: String
    public let type: FieldType
    public let presence: Presence
    /// Shape, unit and when it is absent: the comment above the field in the `.proto`.
    public let meaning: String

    init(
        _ number: Int,
        _ name: String,
        _ type: FieldType,
        _ presence: Presence,
        _ meaning: String
    ) {
        self.number = number
        self.name = name
        self.type = type
        self.presence = presence
        self.meaning = meaning
    }

    /// How often the field can be there, and whether its absence can be told from its default.
    public enum Presence: Equatable, Sendable {
        case single
        case optional
        case oneof(String)
        case repeated
        case map
    }
}
