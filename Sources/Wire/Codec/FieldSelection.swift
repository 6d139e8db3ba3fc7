/// Some fields of a message, by name: copies exactly those out of encoded bytes, without reading the values.
///
/// A list that is asked for some columns only is made so from the stored rows.
public struct FieldSelection: Sendable {
    private let isSelected: [Bool]

    /// The fields called `names` of `type`, and with them the field `number` 1; `nil` when one does not exist.
    public init?<M: Message>(_ names: [String], of type: M.Type) {
        let fields = type.fieldDescriptions
        var isSelected = [Bool](repeating: false, count: (fields.last?.number ?? 0) + 1)
        if isSelected.count > 1 { isSelected[1] = true }
        for name in names {
            guard let field = fields.first(where: { $0.name == name }) else { return nil }
            isSelected[field.number] = true
        }
        self.isSelected = isSelected
    }

    /// The first of `names` that is no field of `type`.
    public static func unknownName<M: Message>(in names: [String], of type: M.Type) -> String? {
        let known = Set(type.fieldDescriptions.map(\.name))
        return names.first { !known.contains($0) }
    }

    /// Appends the selected fields of `message` to `writer`, in the order they have there.
    ///
    /// - Parameters:
    ///   - message: The encoded message, without tag and length.
    ///   - writer: What the fields are appended to.
    /// - Throws: What is wrong with the bytes.
    public func copy(_ message: [UInt8], into writer: inout WireWriter) throws(WireError) {
        var reader = try WireReader(message)
        while true {
            let start = reader.position
            guard let tag = try reader.tag() else { return }
            try reader.skip(tag)
            guard tag.number < isSelected.count, isSelected[tag.number] else { continue }
            writer.raw(message[start..<reader.position])
        }
    }
}
