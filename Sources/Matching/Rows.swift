/// Rows found by id, in one array; a removed row's place is used again.
struct Rows<Row: Sendable>: Sendable {
    private var table = IDTable()
    private var rows: [Row] = []
    private var freeRows: [Int] = []

    var count: Int { table.count }

    /// Every id, in no order.
    var ids: [UInt32] { table.ids }

    func row(of id: UInt32) -> Int? { table.row(of: id) }

    subscript(row: Int) -> Row {
        get { rows[row] }
        _modify { yield &rows[row] }
    }

    mutating func insert(_ row: Row, id: UInt32) -> Int {
        let place: Int
        if let free = freeRows.popLast() {
            place = free
            rows[place] = row
        } else {
            place = rows.count
            rows.append(row)
        }
        table.insert(id, row: place)
        return place
    }

    /// What is left at `row` is never read again.
    mutating func remove(id: UInt32, row: Int) {
        table.remove(id)
        freeRows.append(row)
    }

    mutating func reserve(_ count: Int) {
        table.reserve(count)
        rows.reserveCapacity(count)
    }
}
