import Wire

/// Walks over the fields of an encoded row without decoding it.
///
/// Rows are in canonical form: fields ascend by number, each once but for repeated ones.
enum RowScan {
    static let email = number(of: "email")
    static let description = number(of: "description")

    private static func number(of name: String) -> Int {
        guard let field = V1.GroupRow.fieldDescriptions.first(where: { $0.name == name }) else {
            preconditionFailure("a row has no field \(name)")
        }
        return field.number
    }

    /// Where the content of a length-delimited field lies in `bytes`; `nil` when the row has none.
    static func content(of field: Int, in bytes: [UInt8], _ row: Range<Int>) -> Range<Int>? {
        var place = row.lowerBound
        while place < row.upperBound {
            let tag = varint(bytes, &place)
            let number = Int(tag >> 3)
            if number > field { return nil }
            let content = content(bytes, type: tag & 7, &place)
            if number == field { return content }
        }
        return nil
    }

    /// Every field of a row, whole, in the order of their numbers.
    static func forEachField(
        in bytes: [UInt8],
        _ row: Range<Int>,
        _ body: (_ number: Int, _ field: Range<Int>) -> Void
    ) {
        var place = row.lowerBound
        while place < row.upperBound {
            let start = place
            let tag = varint(bytes, &place)
            _ = content(bytes, type: tag & 7, &place)
            body(Int(tag >> 3), start..<place)
        }
    }

    private static func varint(_ bytes: [UInt8], _ place: inout Int) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let byte = bytes[place]
            place += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
    }

    /// Passes over the content of a field and says where it lies.
    private static func content(_ bytes: [UInt8], type: UInt64, _ place: inout Int) -> Range<Int> {
        let start: Int
        switch type {
        case 0:
            start = place
            _ = varint(bytes, &place)
        case 1:
            start = place
            place += 8
        case 2:
            let count = Int(varint(bytes, &place))
            start = place
            place += count
        case 5:
            start = place
            place += 4
        default:
            preconditionFailure("a row holds a field that this program does not write")
        }
        return start..<place
    }
}
