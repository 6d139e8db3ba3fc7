import Access
import Directory
import Wire

/// Collects rows into one message: long runs of neighbours by reference, single rows copied together.
struct ReplyBuilder {
    /// What is copied; slices of it are marked until it is complete.
    private var copied: [UInt8] = []
    /// Where the last slice of `copied` began, if the last piece is one.
    private var copiedStart = 0
    private var run: (chunk: RowChunk, range: Range<Int>)?
    private var views: [UInt8] = []
    private(set) var rowCount = 0
    private(set) var byteCount = 0

    /// The pieces so far; a copied piece is a range without storage.
    private enum Piece {
        case shared(ByteSlice)
        case copied(Range<Int>)
    }

    private var pieces: [Piece] = []
    private let viewer: Viewer?

    /// Whose eyes guarded rows are shown to.
    struct Viewer: Sendable {
        let visible: VisibleSet
        let organization: OrganizationID
    }

    /// A builder for about `rowCount` rows.
    init(for viewer: Viewer? = nil, rowCount: Int = 0) {
        self.viewer = viewer
        views.reserveCapacity(min(rowCount, ReplyLimits.pageRowsDefault) * Self.viewBytesUsual)
    }

    /// What a caller's view of a row takes, so that the views of a usual page grow in one allocation.
    private static let viewBytesUsual = 48

    /// Whether `byteCount` more bytes fit.
    func hasRoom(for more: Int) -> Bool {
        rowCount == 0 || byteCount + more <= ReplyLimits.rowBytesMax
    }

    /// Adds a row of a list and the caller's view of it.
    @inline(__always)
    mutating func append(
        _ row: Int,
        of chunk: RowChunk,
        views table: CallerViewTable,
        columns: ColumnMask?
    ) {
        let range = chunk.recordRange(row)
        if chunk.fields[row].isGuarded {
            appendGuarded(row, of: chunk, columns: columns)
        } else if let columns {
            let start = copied.count
            columns.appendRecord(chunk.records, chunk.rowRange(row), to: &copied)
            byteCount += copied.count - start
        } else {
            if let run, run.chunk === chunk, run.range.upperBound == range.lowerBound {
                self.run?.range = run.range.lowerBound..<range.upperBound
            } else {
                endRun()
                run = (chunk, range)
            }
            byteCount += range.count
        }
        let start = views.count
        table.append(chunk.fields[row].reasons, to: &views)
        byteCount += views.count - start
        rowCount += 1
    }

    /// Adds what the viewer sees of a row; without a viewer, what nobody is kept from.
    private mutating func appendGuarded(_ row: Int, of chunk: RowChunk, columns: ColumnMask?) {
        endRun()
        let kept = Array(chunk.records[chunk.rowRange(row)])
        let shown = GuardedRow.shown(kept) { entry in
            viewer.map { $0.visible.hides(entry.asset, of: entry.kind, in: $0.organization) }
                ?? true
        }
        let start = copied.count
        if let columns {
            columns.appendRecord(shown, 0..<shown.count, to: &copied)
        } else {
            copied.append(RowRecord.tag)
            RowRecord.appendVarint(UInt64(shown.count), to: &copied)
            copied.append(contentsOf: shown)
        }
        byteCount += copied.count - start
    }

    /// Adds a row that is not in any list, as the element of field 1.
    @inline(__always)
    mutating func append(row bytes: [UInt8]) {
        let start = copied.count
        copied.append(RowRecord.tag)
        RowRecord.appendVarint(UInt64(bytes.count), to: &copied)
        copied.append(contentsOf: bytes)
        byteCount += copied.count - start
        rowCount += 1
    }

    private mutating func endRun() {
        guard let run else { return }
        self.run = nil
        guard run.range.count >= ReplyLimits.sharedBytesMin else {
            copied.append(contentsOf: run.chunk.records[run.range])
            return
        }
        endCopied()
        pieces.append(.shared(ByteSlice(storage: run.chunk.records, range: run.range)))
    }

    private mutating func endCopied() {
        guard copiedStart < copied.count else { return }
        pieces.append(.copied(copiedStart..<copied.count))
        copiedStart = copied.count
    }

    /// The message, after which the builder is empty again.
    mutating func finish(isLast: Bool) -> ReplyMessage {
        endRun()
        if views.count < ReplyLimits.sharedBytesMin { copied.append(contentsOf: views) }
        endCopied()
        if views.count >= ReplyLimits.sharedBytesMin {
            pieces.append(.shared(ByteSlice(storage: views, range: 0..<views.count)))
        }
        let storage = copied
        let slices = pieces.map { piece in
            switch piece {
            case .shared(let slice): slice
            case .copied(let range): ByteSlice(storage: storage, range: range)
            }
        }
        let message = ReplyMessage(slices: slices, rowCount: rowCount, isLast: isLast)
        self = ReplyBuilder(for: viewer)
        return message
    }
}
