/// Collects what a message's table says of its fields.
struct DescribingVisitor: FieldVisitor {
    private(set) var fields: [FieldDescription] = []

    mutating func single<Value: FieldValue>(
        _ number: Int,
        _ name: String,
        _ value: inout Value,
        _ meaning: String
    ) throws(WireError) {
        fields.append(.init(number, name, Value.fieldType, .single, meaning))
    }

    mutating func optional<Value: FieldValue>(
        _ number: Int,
        _ name: String,
        _ value: inout Value?,
        oneof: String?,
        _ meaning: String
    ) throws(WireError) {
        let presence: FieldDescription.Presence =
            if let oneof { .oneof(oneof) } else { .optional }
        fields.append(.init(number, name, Value.fieldType, presence, meaning))
    }

    mutating func repeated<Value: FieldValue>(
        _ number: Int,
        _ name: String,
        _ values: inout [Value],
        _ meaning: String
    ) throws(WireError) {
        fields.append(.init(number, name, Value.fieldType, .repeated, meaning))
    }

    mutating func map<Value: FieldValue>(
        _ number: Int,
        _ name: String,
        _ values: inout [String: Value],
        _ meaning: String
    ) throws(WireError) {
        fields.append(.init(number, name, Value.fieldType, .map, meaning))
    }
}

extension Message {
    /// The fields of the message, as its table gives them.
    public static var fieldDescriptions: [FieldDescription] {
        var describing = DescribingVisitor()
        var message = Self()
        do {
            try message.fields(&describing)
        } catch {
            preconditionFailure("describing cannot fail: \(error)")
        }
        return describing.fields
    }
}
