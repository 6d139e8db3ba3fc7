import Wire

/// The fields of a row that a caller asked for; the row's id always with them.
public struct ColumnMask: Hashable, Sendable {
    private let numbers: UInt64

    /// The mask of `columns`, names of row fields; `nil` for none, which means the whole row.
    ///
    /// - Parameter columns: The names, in any order.
    /// - Throws: The first name that no field has.
    public init?(columns: [String]) throws(UnknownColumn) {
        guard !columns.isEmpty else { return nil }
        var numbers: UInt64 = 1 << 1
        for column in columns {
            guard let number = Self.numbersByName[column] else { throw UnknownColumn(name: column) }
            numbers |= 1 << UInt64(number)
        }
        self.numbers = numbers
    }

    /// A column that rows do not have.
    public struct UnknownColumn: Error, Hashable, Sendable {
        public var name: String
    }

    private static let numbersByName: [String: Int] = {
        let fields = V1.GroupRow.fieldDescriptions
        precondition(fields.allSatisfy { $0.number < 64 }, "a field number does not fit the mask")
        return Dictionary(uniqueKeysWithValues: fields.map { ($0.name, $0.number) })
    }()

    /// Appends the asked fields of the row in `range` of `bytes`, as a record of a reply.
    ///
    /// The fields of a row stand in canonical order, so what is left of them is canonical too.
    func appendRecord(_ bytes: [UInt8], _ range: Range<Int>, to reply: inout [UInt8]) {
        var kept: [Range<Int>] = []
        var count = 0
        RowScan.forEachField(in: bytes, range) { number, field in
            guard numbers >> UInt64(number) & 1 == 1 else { return }
            if let last = kept.last, last.upperBound == field.lowerBound {
                kept[kept.count - 1] = last.lowerBound..<field.upperBound
            } else {
                kept.append(field)
            }
            count += field.count
        }
        reply.append(RowRecord.tag)
        RowRecord.appendVarint(UInt64(count), to: &reply)
        for field in kept { reply.append(contentsOf: bytes[field]) }
    }
}
