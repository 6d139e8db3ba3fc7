import Directory

/// The place of a row in a sorted list: where a page ended, whether or not the row is still there.
public struct PageKey: Hashable, Sendable {
    /// What the row has in the column that the list is sorted by; `nil` for the default order.
    var value: SortValue?
    var row: RowKey

    init(value: SortValue?, row: RowKey) {
        self.value = value
        self.row = row
    }

    init(_ row: Int, of chunk: RowChunk, by column: ListSort.Column) {
        value = chunk.value(row, in: column)
        self.row = chunk.key(row)
    }
}

extension PageKey {
    /// Appends the key: one byte for the kind of value, the value, the id, the name to the end.
    func encode(into bytes: inout [UInt8]) {
        switch value {
        case nil:
            bytes.append(0)
        case .number(let number):
            bytes.append(1)
            bytes.append(bigEndian: number)
        case .text(let text):
            bytes.append(2)
            bytes.append(UInt8(text.count))
            bytes.append(contentsOf: text)
        }
        bytes.append(bigEndian: row.publicID.high)
        bytes.append(bigEndian: row.publicID.low)
        bytes.append(contentsOf: row.name)
    }

    /// Reads what `encode` wrote; `nil` when it is anything else.
    init?(decoding bytes: ArraySlice<UInt8>) {
        var rest = bytes
        switch rest.popFirst() {
        case 0:
            value = nil
        case 1:
            guard let number = rest.popBigEndian() else { return nil }
            value = .number(number)
        case 2:
            guard let count = rest.popFirst().map(Int.init), rest.count >= count else { return nil }
            value = .text(Array(rest.prefix(count)))
            rest = rest.dropFirst(count)
        default:
            return nil
        }
        guard let high = rest.popBigEndian(), let low = rest.popBigEndian() else { return nil }
        row = RowKey(name: Array(rest), publicID: GUID(high: high, low: low))
    }
}

extension [UInt8] {
    mutating func append(bigEndian word: UInt64) {
        for shift in stride(from: UInt64(56), through: 0, by: -8) {
            append(UInt8(truncatingIfNeeded: word >> shift))
        }
    }
}

extension ArraySlice<UInt8> {
    mutating func popBigEndian() -> UInt64? {
        guard count >= 8 else { return nil }
        var word: UInt64 = 0
        for byte in prefix(8) { word = word << 8 | UInt64(byte) }
        self = dropFirst(8)
        return word
    }
}
