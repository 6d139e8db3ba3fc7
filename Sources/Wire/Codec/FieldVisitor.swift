/// What a walk over a message's table does with each field: write it, read it or describe it.
///
/// Tables call `field`; which of the four kinds a field is follows from the type of its variable.
public protocol FieldVisitor {
    /// A field without presence: its default is not written.
    mutating func single<Value: FieldValue>(
        _ number: Int,
        _ name: String,
        _ value: inout Value,
        _ meaning: String
    ) throws(WireError)

    /// A field that can be absent: a message, an `optional` scalar, or one arm of `oneof`.
    mutating func optional<Value: FieldValue>(
        _ number: Int,
        _ name: String,
        _ value: inout Value?,
        oneof: String?,
        _ meaning: String
    ) throws(WireError)

    mutating func repeated<Value: FieldValue>(
        _ number: Int,
        _ name: String,
        _ values: inout [Value],
        _ meaning: String
    ) throws(WireError)

    /// A map with text keys; written in the order of the keys, so that equal maps give equal bytes.
    ///
    /// Each entry has its key and its value even at their defaults, as other runtimes write them.
    mutating func map<Value: FieldValue>(
        _ number: Int,
        _ name: String,
        _ values: inout [String: Value],
        _ meaning: String
    ) throws(WireError)
}

extension FieldVisitor {
    @inline(__always)
    public mutating func field<Value: FieldValue>(
        _ number: Int,
        _ name: String,
        _ value: inout Value,
        _ meaning: String = ""
    ) throws(WireError) {
        try single(number, name, &value, meaning)
    }

    @inline(__always)
    public mutating func field<Value: FieldValue>(
        _ number: Int,
        _ name: String,
        _ value: inout Value?,
        _ meaning: String = "",
        oneof: String? = nil
    ) throws(WireError) {
        try optional(number, name, &value, oneof: oneof, meaning)
    }

    @inline(__always)
    public mutating func field<Value: FieldValue>(
        _ number: Int,
        _ name: String,
        _ values: inout [Value],
        _ meaning: String = ""
    ) throws(WireError) {
        try repeated(number, name, &values, meaning)
    }

    @inline(__always)
    public mutating func field<Value: FieldValue>(
        _ number: Int,
        _ name: String,
        _ values: inout [String: Value],
        _ meaning: String = ""
    ) throws(WireError) {
        try map(number, name, &values, meaning)
    }
}
