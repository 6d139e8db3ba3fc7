/// The value of one property of a directory object.
enum PropertyValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case text(String)
    case texts([String])
    /// Seconds since 1970 UTC.
    case date(Int64)
}

/// The properties of one object, in the order of its kind's schema.
///
/// A property that was never set is absent, which is not the same as null: delta pages leave out
/// the first and print the second.
struct PropertyRecord: Hashable, Sendable {
    private(set) var values: [PropertyValue?]

    init(count: Int) {
        values = Array(repeating: nil, count: count)
    }

    subscript(index: Int) -> PropertyValue? {
        get { values[index] }
        set { values[index] = newValue }
    }

    subscript(property: some RawRepresentable<Int>) -> PropertyValue? {
        get { values[property.rawValue] }
        set { values[property.rawValue] = newValue }
    }

    /// The text of a property, or nil if it has none.
    func text(_ property: some RawRepresentable<Int>) -> String? {
        guard case .text(let text)? = self[property] else { return nil }
        return text
    }

    /// The texts of a property, none if it has none.
    func texts(_ property: some RawRepresentable<Int>) -> [String] {
        guard case .texts(let texts)? = self[property] else { return [] }
        return texts
    }

    /// Whether a property is true; what is unset is not.
    func isTrue(_ property: some RawRepresentable<Int>) -> Bool {
        self[property] == .bool(true)
    }
}
