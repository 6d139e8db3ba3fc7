import Directory

/// Up to 512 rows that follow each other in the default order, encoded, with what queries ask of them.
///
/// The records (tag, length, row) lie one behind the other, so that neighbouring rows are one range of
/// bytes. A chunk never changes; snapshots of different revisions share it.
final class RowChunk: Sendable {
    static let rowsMax = Occupancy.slotCount

    let assets: [AssetID]
    let fields: [RowFields]
    let records: [UInt8]
    /// Where each record ends.
    let recordEnds: [UInt32]
    /// Folded names, a byte that no text contains behind each.
    let names: [UInt8]
    /// Where the mark behind each name ends.
    let nameEnds: [UInt32]
    let domains: [UInt8]
    let domainEnds: [UInt32]
    let archived: Occupancy

    /// No byte of any UTF-8 text.
    static let mark: UInt8 = 0xFF

    init(_ builder: RowChunkBuilder, rows: Range<Int>) {
        precondition(rows.count <= Self.rowsMax, "a chunk is too large")
        assets = Array(builder.assets[rows])
        fields = Array(builder.fields[rows])
        (records, recordEnds) = builder.records.slice(rows)
        (domains, domainEnds) = builder.domains.slice(rows)
        (names, nameEnds) = builder.names.slice(rows)
        var archived = Occupancy()
        for (index, row) in rows.enumerated() where builder.fields[row].isArchived {
            archived.insert(index)
        }
        self.archived = archived
    }

    var count: Int { assets.count }

    @inline(__always)
    func nameRange(_ row: Int) -> Range<Int> {
        (row == 0 ? 0 : Int(nameEnds[row - 1]))..<Int(nameEnds[row]) - 1
    }

    @inline(__always)
    func domainRange(_ row: Int) -> Range<Int> {
        (row == 0 ? 0 : Int(domainEnds[row - 1]))..<Int(domainEnds[row])
    }

    /// The record of `row`: tag, length and the row itself.
    @inline(__always)
    func recordRange(_ row: Int) -> Range<Int> {
        (row == 0 ? 0 : Int(recordEnds[row - 1]))..<Int(recordEnds[row])
    }

    /// The row without its tag and length.
    func rowRange(_ row: Int) -> Range<Int> {
        let record = recordRange(row)
        var start = record.lowerBound + 1
        while records[start] >= 0x80 { start += 1 }
        return start + 1..<record.upperBound
    }

    func key(_ row: Int) -> RowKey {
        RowKey(name: Array(names[nameRange(row)]), publicID: fields[row].publicID)
    }

    /// How the row stands to `key` in the default order.
    @inline(__always)
    func compare(_ row: Int, with key: RowKey) -> Comparison {
        switch names.compare(nameRange(row), with: key.name) {
        case .ascending: return .ascending
        case .descending: return .descending
        case .equal:
            let id = fields[row].publicID
            return id == key.publicID ? .equal : id < key.publicID ? .ascending : .descending
        }
    }

    /// The first row that does not come before `key`; `count` when all do.
    func lowerBound(_ key: RowKey) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if compare(middle, with: key) == .ascending { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
