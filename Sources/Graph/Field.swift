/// One property of an object on a delta page: whether its key was there, and what it held.
///
/// The difference matters: an absent key leaves what is known as it is, a null clears it.
public enum Field<Value: Sendable & Equatable>: Sendable, Equatable {
    case absent
    case null
    case value(Value)

    /// The value, if there is one.
    public var value: Value? {
        switch self {
        case .absent, .null: nil
        case .value(let value): value
        }
    }
}
