/// A message whose type is known only at run time: values by field number, in the order they came.
///
/// A field that is not repeated has at most one value. Unknown fields are not kept.
public struct DynamicMessage: Equatable, Sendable {
    /// The full name of its type.
    public let typeName: String
    public internal(set) var values: [Int: [Value]] = [:]

    public init(typeName: String) {
        self.typeName = typeName
    }

    /// The value of a field that is not repeated; `nil` when it is absent.
    public func value(_ number: Int) -> Value? {
        values[number]?.last
    }

    /// One value of a field.
    public enum Value: Equatable, Sendable {
        case bool(Bool)
        case signed(Int64)
        case unsigned(UInt64)
        case double(Double)
        case float(Float)
        case string(String)
        case bytes([UInt8])
        case enumeration(Int32)
        case message(DynamicMessage)

        /// Whether a field without presence would leave the value out.
        var isDefault: Bool {
            switch self {
            case .bool(let value): !value
            case .signed(let value): value == 0
            case .unsigned(let value): value == 0
            case .double(let value): value.bitPattern == 0
            case .float(let value): value.bitPattern == 0
            case .string(let value): value.isEmpty
            case .bytes(let value): value.isEmpty
            case .enumeration(let value): value == 0
            case .message: false
            }
        }
    }
}

/// What is wrong with a message of a type known only at run time, and where in it.
public struct DynamicError: Error, Equatable, CustomStringConvertible {
    /// Field names from the outermost message, for instance `filter.statuses[2]`; empty: the message itself.
    public let path: String
    public let problem: String

    init(_ problem: String, at path: String = "") {
        self.path = path
        self.problem = problem
    }

    public var description: String { path.isEmpty ? problem : "\(path): \(problem)" }
}
