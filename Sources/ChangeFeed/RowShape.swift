import Wire

/// The fields of a row that a subscriber asked for; the row's id always with them.
public struct RowShape: Sendable {
    /// The names in order, each once; empty for the whole row.
    public let names: [String]
    /// The numbers of the fields to keep.
    private let numbers: Set<Int>

    /// Every field.
    public static let whole = RowShape()

    private init() {
        names = []
        numbers = []
    }

    /// The fields with these names; none for all.
    ///
    /// - Throws: The first name that no field has.
    public init(names: [String]) throws(UnknownField) {
        let fields = V1.GroupRow.fieldDescriptions
        var numbers: Set<Int> = [1]
        for name in names {
            guard let field = fields.first(where: { $0.name == name }) else {
                throw UnknownField(name: name)
            }
            numbers.insert(field.number)
        }
        self.names = Set(names).sorted()
        self.numbers = numbers
    }

    /// A field that rows do not have.
    public struct UnknownField: Error, Hashable, Sendable {
        public var name: String
    }

    /// The asked fields of an encoded row, copied as they stand in it.
    public func applied(to row: [UInt8]) -> [UInt8] {
        guard !names.isEmpty else { return row }
        var shaped: [UInt8] = []
        do {
            var reader = try WireReader(row)
            while true {
                let start = reader.position
                guard let tag = try reader.tag() else { return shaped }
                try reader.skip(tag)
                if numbers.contains(tag.number) { shaped += row[start..<reader.position] }
            }
        } catch {
            preconditionFailure("a row that this program encoded cannot be read: \(error)")
        }
    }
}
