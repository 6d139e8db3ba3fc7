public import Access
import Directory

/// One answer to a list query on its way: gives message after message of rows that are encoded already.
///
/// It holds the image that it began on, so that a reply never mixes revisions, and makes a message only
/// when it is asked for one, so that a long reply takes no more memory than a short one.
public struct ListCursor: Sendable {
    /// The rows that pass the filter, on all pages.
    public let totalCount: Int
    /// Where the page ended, once the last message is out; `nil` when no rows follow it.
    public private(set) var nextPage: PageKey?

    private let table: RowTable
    private let sort: ListSort
    private let columns: ColumnMask?
    private let views: CallerViewTable
    private let viewer: ReplyBuilder.Viewer
    private var walk: RowWalk
    /// One row ahead, to know which message is the last.
    private var pending: RowTable.Position?
    private var lastPosition: RowTable.Position?
    private var rowsLeft: Int
    private var isFinished = false

    /// Begins an answer.
    ///
    /// - Parameters:
    ///   - snapshot: The image to answer from.
    ///   - query: What is asked.
    ///   - caller: Who asks: what it cannot see is not there.
    ///   - views: The table for the caller's role.
    ///   - key: Where the page before ended.
    ///   - orders: The loop's sorted orders.
    public init(
        _ snapshot: OrganizationSnapshot,
        query: ListQuery,
        caller: Caller,
        views: CallerViewTable,
        after key: PageKey? = nil,
        orders: inout OrderCache
    ) {
        precondition(snapshot.organization == query.organization, "a query of another organization")
        let hidden: Set<AssetID>
        switch caller.visible.list(of: query.kind, in: query.organization) {
        case .nothing:
            table = RowTable()
            hidden = []
        case .everything:
            table = snapshot.state[query.kind]
            hidden = []
        case .allBut(let assets):
            table = snapshot.state[query.kind]
            hidden = assets
        }
        sort = query.sort
        columns = query.columns
        self.views = views
        viewer = .init(visible: caller.visible, organization: query.organization)
        let isSorted = sort.column != .name && table.count > 0
        walk = RowWalk(
            table,
            filter: RowFilter(query.filter, hidden: hidden),
            order: isSorted
                ? orders.order(of: snapshot, kind: query.kind, by: sort.column) : nil,
            isDescending: sort.isDescending,
            after: key
        )
        totalCount = walk.totalCount
        rowsLeft = query.rowsMax ?? .max
        pending = rowsLeft > 0 ? walk.next() : nil
    }

    /// The next message, `nil` after the last one; there is at least one.
    public mutating func next() -> ReplyMessage? {
        guard !isFinished else { return nil }
        var builder = ReplyBuilder(for: viewer, rowCount: min(rowsLeft, totalCount))
        while let position = pending, rowsLeft > 0 {
            let chunk = table.chunk(of: position)
            let row = RowTable.row(of: position)
            guard builder.hasRoom(for: chunk.recordRange(row).count) else {
                return builder.finish(isLast: false)
            }
            builder.append(row, of: chunk, views: views, columns: columns)
            lastPosition = position
            rowsLeft -= 1
            pending = walk.next()
        }
        isFinished = true
        if pending != nil, let lastPosition {
            nextPage = PageKey(
                RowTable.row(of: lastPosition),
                of: table.chunk(of: lastPosition),
                by: sort.column
            )
        }
        return builder.finish(isLast: true)
    }
}
