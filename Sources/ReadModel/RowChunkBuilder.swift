import Directory
import Wire

/// One row to put into a table.
struct RowEntry: Sendable {
    var asset: AssetID
    var key: RowKey
    var fields: RowFields
    /// Folded.
    var domain: [UInt8]
    /// The encoded row, without tag and length.
    var row: [UInt8]

    /// Describes the row that `bytes` encode; `nil` when they are no row of an asset.
    init?(asset: AssetID, bytes: [UInt8]) {
        guard let row = try? V1.GroupRow(decoding: bytes) else { return nil }
        self.init(asset: asset, row: row, bytes: bytes)
    }

    /// Describes `row`, of which `bytes` are the encoding.
    init?(asset: AssetID, row: V1.GroupRow, bytes: [UInt8]) {
        guard var fields = RowFields(row) else { return nil }
        fields.isGuarded = GuardedRow.isGuarded(bytes)
        self.asset = asset
        self.fields = fields
        var name: [UInt8] = []
        CaseFolding.appendFolded(row.name, to: &name)
        key = RowKey(name: name, publicID: fields.publicID)
        domain = []
        CaseFolding.appendFolded(row.domain, to: &domain)
        self.row = bytes
    }
}

/// Texts one behind the other.
struct TextColumn: Sendable {
    private(set) var bytes: [UInt8] = []
    private(set) var ends: [UInt32] = []

    mutating func append(_ text: some Collection<UInt8>) {
        bytes.append(contentsOf: text)
        ends.append(UInt32(bytes.count))
    }

    /// Appends one text that `write` adds to the end of the bytes.
    mutating func append(_ write: (inout [UInt8]) -> Void) {
        write(&bytes)
        ends.append(UInt32(bytes.count))
    }

    func range(_ index: Int) -> Range<Int> {
        (index == 0 ? 0 : Int(ends[index - 1]))..<Int(ends[index])
    }

    subscript(index: Int) -> ArraySlice<UInt8> { bytes[range(index)] }

    /// Appends the texts of `rows` that lie behind each other in `source`, at once.
    mutating func append(_ rows: Range<Int>, of source: [UInt8], ends sourceEnds: [UInt32]) {
        let start = rows.lowerBound == 0 ? 0 : sourceEnds[rows.lowerBound - 1]
        let offset = UInt32(bytes.count)
        bytes.append(contentsOf: source[Int(start)..<Int(sourceEnds[rows.upperBound - 1])])
        for row in rows { ends.append(sourceEnds[row] - start + offset) }
    }

    /// The texts of `rows`, with their ends counted from the first.
    func slice(_ rows: Range<Int>) -> (bytes: [UInt8], ends: [UInt32]) {
        guard !rows.isEmpty else { return ([], []) }
        let start = range(rows.lowerBound).lowerBound
        let slice = Array(bytes[start..<range(rows.upperBound - 1).upperBound])
        return (slice, ends[rows].map { $0 - UInt32(start) })
    }

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
    }
}

/// Collects rows in the default order and cuts them into chunks.
struct RowChunkBuilder: Sendable {
    private(set) var assets: [AssetID] = []
    private(set) var fields: [RowFields] = []
    private(set) var records = TextColumn()
    private(set) var names = TextColumn()
    private(set) var domains = TextColumn()

    /// A chunk that falls under this is joined with the next one.
    static let rowsMin = 64
    /// Chunks cut from many rows leave room to grow.
    static let rowsWhenCut = 384

    var count: Int { assets.count }

    mutating func append(_ entry: RowEntry) {
        assets.append(entry.asset)
        fields.append(entry.fields)
        names.append { bytes in
            bytes.append(contentsOf: entry.key.name)
            bytes.append(RowChunk.mark)
        }
        domains.append(entry.domain)
        records.append { bytes in
            bytes.append(RowRecord.tag)
            RowRecord.appendVarint(UInt64(entry.row.count), to: &bytes)
            bytes.append(contentsOf: entry.row)
        }
    }

    /// Appends rows that lie behind each other in `chunk`, column by column.
    mutating func append(_ rows: Range<Int>, of chunk: RowChunk) {
        guard !rows.isEmpty else { return }
        assets.append(contentsOf: chunk.assets[rows])
        fields.append(contentsOf: chunk.fields[rows])
        names.append(rows, of: chunk.names, ends: chunk.nameEnds)
        domains.append(rows, of: chunk.domains, ends: chunk.domainEnds)
        records.append(rows, of: chunk.records, ends: chunk.recordEnds)
    }

    /// Cuts everything collected into chunks of equal size, appends them and starts again.
    mutating func cut(into chunks: inout [RowChunk]) {
        guard count > 0 else { return }
        let pieceCount =
            count <= RowChunk.rowsMax ? 1 : (count + Self.rowsWhenCut - 1) / Self.rowsWhenCut
        for piece in 0..<pieceCount {
            let rows = count * piece / pieceCount..<count * (piece + 1) / pieceCount
            chunks.append(RowChunk(self, rows: rows))
        }
        assets.removeAll(keepingCapacity: true)
        fields.removeAll(keepingCapacity: true)
        records.removeAll()
        names.removeAll()
        domains.removeAll()
    }
}

/// How a row stands in a reply: the field that repeats it, its length, its bytes.
enum RowRecord {
    /// The tag of `ListGroupsResponse.rows`, length-delimited, in one byte.
    static let tag: UInt8 = 1 << 3 | 2

    static func appendVarint(_ value: UInt64, to bytes: inout [UInt8]) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}
