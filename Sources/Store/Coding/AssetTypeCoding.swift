import Directory

/// How an asset type stands among the policy's records.
enum AssetTypeCoding {
    static func write(_ type: AssetType, to writer: inout ByteWriter) {
        writer.number(type.fields.count)
        for field in type.fields {
            writer.text(field.key)
            writer.text(field.name)
            writer.byte(field.type.rawValue)
            writer.texts(field.options)
            writer.flag(field.isRequired)
            writer.text(field.hint)
        }
    }

    static func read(from reader: inout ByteReader) -> AssetType {
        var type = AssetType()
        for _ in 0..<reader.count() {
            let key = reader.text()
            let name = reader.text()
            let fieldType = reader.choice(CustomFieldType.text)
            let options = reader.texts()
            let isRequired = reader.flag()
            type.fields.append(
                CustomField(
                    key: key,
                    name: name,
                    type: fieldType,
                    options: options,
                    isRequired: isRequired,
                    hint: reader.text()
                )
            )
        }
        return type
    }
}
