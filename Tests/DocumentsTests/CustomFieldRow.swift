import Wire

/// What a group holds in a custom field, for tests.
enum CustomFieldRow {
    static func field(
        _ name: String,
        _ type: V1.CustomFieldType,
        _ values: String...
    ) -> V1.GroupCustomField {
        V1.GroupCustomField {
            $0.field = V1.CustomField {
                $0.key = name.lowercased()
                $0.name = name
                $0.type = type
            }
            $0.values = values
        }
    }
}
