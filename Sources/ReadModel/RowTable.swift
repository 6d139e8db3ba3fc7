import Directory

/// The rows of one organization and one kind in the default order, in chunks that revisions share.
///
/// No chunk is empty, and keys ascend strictly within a chunk and from chunk to chunk. A position names
/// a row of this table: the chunk's index times 512 plus the row's index in the chunk.
struct RowTable: Sendable {
    typealias Position = UInt32

    private(set) var chunks: [RowChunk] = []
    private(set) var count = 0
    private(set) var archivedCount = 0

    init() {}

    /// A change at one place of the order: a row that comes or stands there anew, or `nil` for one that goes.
    struct Edit: Sendable {
        var key: RowKey
        var entry: RowEntry?
    }

    /// Applies `edits`, which ascend by key, each key once; chunks without an edit stay shared.
    mutating func apply(_ edits: [Edit]) {
        guard !edits.isEmpty else { return }
        var merged: [RowChunk] = []
        merged.reserveCapacity(chunks.count + edits.count / RowChunkBuilder.rowsWhenCut + 1)
        var builder = RowChunkBuilder()
        var next = 0
        for (index, chunk) in chunks.enumerated() {
            let start = next
            if index == chunks.count - 1 {
                next = edits.count
            } else {
                while next < edits.count,
                    chunks[index + 1].compare(0, with: edits[next].key) == .descending
                { next += 1 }
            }
            if start == next, builder.count == 0 {
                merged.append(chunk)
                continue
            }
            Self.merge(chunk, with: edits[start..<next], into: &builder)
            if builder.count >= RowChunkBuilder.rowsMin { builder.cut(into: &merged) }
        }
        for edit in edits[next...] {
            if let entry = edit.entry { builder.append(entry) }
        }
        builder.cut(into: &merged)
        chunks = merged
        count = merged.reduce(0) { $0 + $1.count }
        archivedCount = merged.reduce(0) { $0 + $1.archived.count }
        precondition(chunks.count < 1 << 23, "a list has too many rows")
    }

    private static func merge(
        _ chunk: RowChunk,
        with edits: ArraySlice<Edit>,
        into builder: inout RowChunkBuilder
    ) {
        var row = 0
        for edit in edits {
            let place = chunk.lowerBound(edit.key)
            builder.append(row..<place, of: chunk)
            row = place
            if row < chunk.count, chunk.compare(row, with: edit.key) == .equal { row += 1 }
            if let entry = edit.entry { builder.append(entry) }
        }
        builder.append(row..<chunk.count, of: chunk)
    }

    // MARK: Looking up

    @inline(__always)
    func chunk(of position: Position) -> RowChunk { chunks[Int(position >> 9)] }

    @inline(__always)
    static func row(of position: Position) -> Int { Int(position & 511) }

    @inline(__always)
    static func position(chunk: Int, row: Int) -> Position { UInt32(chunk << 9 | row) }

    /// The place of `key`: where its row is, or the first row after it; `nil` past the end.
    func lowerBound(_ key: RowKey) -> Position? {
        var low = 0
        var high = chunks.count
        while low < high {
            let middle = (low + high) / 2
            let last = chunks[middle].count - 1
            if chunks[middle].compare(last, with: key) == .ascending {
                low = middle + 1
            } else {
                high = middle
            }
        }
        guard low < chunks.count else { return nil }
        return Self.position(chunk: low, row: chunks[low].lowerBound(key))
    }

    /// Where the row with exactly this key is.
    func position(of key: RowKey) -> Position? {
        guard let position = lowerBound(key) else { return nil }
        let row = Self.row(of: position)
        return chunk(of: position).compare(row, with: key) == .equal ? position : nil
    }

    /// The row with exactly this key, encoded.
    func rowBytes(of key: RowKey) -> [UInt8]? {
        guard let position = position(of: key) else { return nil }
        let chunk = chunk(of: position)
        return Array(chunk.records[chunk.rowRange(Self.row(of: position))])
    }

    /// Every position, in the default order.
    func positions() -> [Position] {
        var positions: [Position] = []
        positions.reserveCapacity(count)
        for (index, chunk) in chunks.enumerated() {
            for row in 0..<chunk.count { positions.append(Self.position(chunk: index, row: row)) }
        }
        return positions
    }
}
