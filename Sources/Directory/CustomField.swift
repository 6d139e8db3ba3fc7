/// What one of the two kinds of groups has beside the fields that Entra fills in.
public struct AssetType: Hashable, Sendable {
    /// In the order in which the page shows them; their keys differ.
    public var fields: [CustomField]

    public init(fields: [CustomField] = []) {
        self.fields = fields
    }

    public subscript(key: String) -> CustomField? { fields.first { $0.key == key } }
}

/// One field of an asset type that people fill in.
public struct CustomField: Hashable, Sendable {
    /// The same for ever, for instance `owner`: values are kept under it.
    public var key: String
    /// What the page calls it.
    public var name: String
    public var type: CustomFieldType
    /// What can be chosen; of a select field only.
    public var options: [String]
    /// A group cannot be saved with this field empty.
    public var isRequired: Bool
    /// A sentence for whoever fills it in.
    public var hint: String

    public init(
        key: String,
        name: String,
        type: CustomFieldType,
        options: [String] = [],
        isRequired: Bool = false,
        hint: String = ""
    ) {
        self.key = key
        self.name = name
        self.type = type
        self.options = options
        self.isRequired = isRequired
        self.hint = hint
    }
}

/// What a custom field holds.
public enum CustomFieldType: UInt8, Hashable, Sendable, CaseIterable {
    /// One line.
    case text = 1
    /// Any number of lines.
    case textarea = 2
    /// A decimal number of any length.
    case number = 3
    /// A day of the calendar.
    case date = 4
    case checkbox = 5
    /// One of the field's options.
    case select = 6
    /// Any number of words.
    case tag = 7
    /// A number from 0 to 100.
    case percent = 8
    /// A heading above the fields that follow; it holds nothing.
    case header = 9
}

/// What a group holds in one of its custom fields: one text, or for a tag field any number of them.
///
/// Texts are in the form that `CustomField.checked` answers, so that equal values are equal texts.
public struct CustomValue: Hashable, Sendable {
    public var key: String
    public var texts: [String]

    public init(key: String, texts: [String]) {
        self.key = key
        self.texts = texts
    }
}
