extension V1 {
    /// What one kind of group has beside what Entra fills in.
    public struct AssetType: Message {
        public static let protoName = "muster.v1.AssetType"
        public static let meaning = "One of the two kinds of groups with its custom fields."

        public var kind = GroupKind.unspecified
        public var customFields: [CustomField] = []

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "kind", &kind)
            try f.field(2, "custom_fields", &customFields, "In the order of the page; at most 100.")
        }
    }

    /// A field that people fill in.
    public struct CustomField: Message {
        public static let protoName = "muster.v1.CustomField"
        public static let meaning = "A field that people fill in, on synced groups too."

        public var key = ""
        public var name = ""
        public var type = CustomFieldType.unspecified
        public var options: [String] = []
        public var required = false
        public var hint = ""

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "key", &key, "Chosen once: values are kept under it.")
            try f.field(2, "name", &name, "What the page calls it.")
            try f.field(3, "type", &type, "It cannot change while the field exists.")
            try f.field(4, "options", &options, "Of a select field: what can be chosen.")
            try f.field(5, "required", &required, "It cannot be emptied, nor left out of Create.")
            try f.field(6, "hint", &hint, "A sentence for whoever fills it in.")
        }
    }

    /// What a custom field holds.
    public enum CustomFieldType: Int32, WireEnum {
        case unspecified = 0
        case text = 1
        case textarea = 2
        case number = 3
        case date = 4
        case checkbox = 5
        case select = 6
        case tag = 7
        case percent = 8
        case header = 9
        case unrecognized = -1

        public static let protoName = "muster.v1.CustomFieldType"
        public static let meaning = "What a custom field holds."
        public static let values: [EnumValue<Self>] = [
            .init(.unspecified, "CUSTOM_FIELD_TYPE_UNSPECIFIED"),
            .init(.text, "CUSTOM_FIELD_TYPE_TEXT", "One line."),
            .init(.textarea, "CUSTOM_FIELD_TYPE_TEXTAREA", "Any number of lines."),
            .init(.number, "CUSTOM_FIELD_TYPE_NUMBER", "A decimal number; it is never rounded."),
            .init(.date, "CUSTOM_FIELD_TYPE_DATE", "A day."),
            .init(.checkbox, "CUSTOM_FIELD_TYPE_CHECKBOX"),
            .init(.select, "CUSTOM_FIELD_TYPE_SELECT", "One of the field's options."),
            .init(.tag, "CUSTOM_FIELD_TYPE_TAG", "Any number of words."),
            .init(.percent, "CUSTOM_FIELD_TYPE_PERCENT", "A number from 0 to 100."),
            .init(.header, "CUSTOM_FIELD_TYPE_HEADER", "A heading above the fields that follow."),
        ]
    }

    /// Asks for an asset type.
    public struct GetAssetTypeRequest: Message {
        public static let protoName = "muster.v1.GetAssetTypeRequest"
        public static let meaning = "One kind of group with its custom fields."

        public var kind = GroupKind.unspecified
        public var minRevision: UInt64 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "kind", &kind, "Required.")
            try f.field(
                2,
                "min_revision",
                &minRevision,
                "Wait until this revision, else UNAVAILABLE."
            )
        }
    }

    /// Changes an asset type.
    public struct UpdateAssetTypeRequest: Message {
        public static let protoName = "muster.v1.UpdateAssetTypeRequest"
        public static let meaning = """
            Replaces the custom fields of a kind. Values of a field that is left out are kept, unseen,
            and are back when the field is.
            """

        public var assetType: AssetType?

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "asset_type", &assetType, "Required, with `kind`.")
        }
    }

    /// An asset type as it is.
    public struct AssetTypeResponse: Message {
        public static let protoName = "muster.v1.AssetTypeResponse"
        public static let meaning = "An asset type as it is at a revision."

        public var assetType: AssetType?
        public var revision: UInt64 = 0

        public init() {}

        public mutating func fields(_ f: inout some FieldVisitor) throws(WireError) {
            try f.field(1, "asset_type", &assetType)
            try f.field(2, "revision", &revision)
        }
    }
}
