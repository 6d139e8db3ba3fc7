/// Goes through the rows of a list that pass a filter, in one order and direction.
///
/// A filter that looks at rows has been asked of every chunk before the walk begins, since the number of
/// rows on all pages has to be known; a trivial one is asked chunk by chunk on the way.
struct RowWalk: Sendable {
    private let table: RowTable
    private let filter: RowFilter
    /// `nil`: the default order.
    private let order: SortedOrder?
    private let isDescending: Bool
    /// What passes of each chunk; `nil` while the filter is trivial.
    private let passing: [Occupancy]?
    let totalCount: Int
    /// The next place to look at: a position in the default order, an index in any other.
    private var place: Int
    /// What passes of the chunk that `place` is in, in the default order.
    private var current = Occupancy()
    private var currentChunk = -1

    init(
        _ table: RowTable,
        filter: RowFilter,
        order: SortedOrder?,
        isDescending: Bool,
        after key: PageKey?
    ) {
        self.table = table
        self.filter = filter
        self.order = order
        self.isDescending = isDescending
        if filter.isTrivial {
            passing = nil
            totalCount = filter.trivialCount(of: table)
        } else {
            let rows = table.chunks.map { filter.rows(of: $0) }
            totalCount = rows.reduce(0) { $0 + $1.count }
            passing = rows
        }
        place = Self.start(table, order: order, isDescending: isDescending, after: key)
    }

    /// The place of the first row after `key` in the walk's direction.
    private static func start(
        _ table: RowTable,
        order: SortedOrder?,
        isDescending: Bool,
        after key: PageKey?
    ) -> Int {
        if let order {
            guard let key else { return isDescending ? order.positions.count - 1 : 0 }
            let index = order.lowerBound(key, in: table)
            if isDescending { return index - 1 }
            guard index < order.positions.count else { return index }
            let position = order.positions[index]
            let row = RowTable.row(of: position)
            let isKey = table.chunk(of: position).compare(row, with: key.row) == .equal
            return isKey ? index + 1 : index
        }
        let end = table.chunks.count << 9
        guard let key else { return isDescending ? end - 1 : 0 }
        guard let position = table.lowerBound(key.row) else { return isDescending ? end - 1 : end }
        if isDescending { return Int(position) - 1 }
        let row = RowTable.row(of: position)
        let isKey = table.chunk(of: position).compare(row, with: key.row) == .equal
        return Int(position) + (isKey ? 1 : 0)
    }

    /// The next row that passes.
    mutating func next() -> RowTable.Position? {
        if let order { return next(in: order.positions) }
        return isDescending ? previousByName() : nextByName()
    }

    private mutating func next(in positions: [RowTable.Position]) -> RowTable.Position? {
        while place >= 0, place < positions.count {
            let position = positions[place]
            place += isDescending ? -1 : 1
            if passes(position) { return position }
        }
        return nil
    }

    @inline(__always)
    private func passes(_ position: RowTable.Position) -> Bool {
        let row = RowTable.row(of: position)
        if let passing { return passing[Int(position >> 9)].contains(row) }
        return filter.passesTrivially(row, of: table.chunk(of: position))
    }

    @inline(__always)
    private mutating func enter(_ chunk: Int) {
        guard chunk != currentChunk else { return }
        currentChunk = chunk
        current = passing?[chunk] ?? filter.rows(of: table.chunks[chunk])
    }

    private mutating func nextByName() -> RowTable.Position? {
        while place >> 9 < table.chunks.count {
            enter(place >> 9)
            if let row = current.next(from: place & 511) {
                let position = place & ~511 | row
                place = position + 1
                return UInt32(position)
            }
            place = (place >> 9 + 1) << 9
        }
        return nil
    }

    private mutating func previousByName() -> RowTable.Position? {
        while place >= 0 {
            enter(place >> 9)
            if let row = current.previous(from: place & 511) {
                let position = place & ~511 | row
                place = position - 1
                return UInt32(position)
            }
            place = (place >> 9) << 9 - 1
        }
        return nil
    }
}
