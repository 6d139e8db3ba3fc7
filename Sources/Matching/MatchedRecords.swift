/// The contacts or the configurations of an organization, and who is matched with each.
///
/// A removed record keeps its place until `forgetRemoved()`, so that a proposal can be taken back.
struct MatchedRecords: Sendable {
    struct Row {
        var id: UInt32
        /// The chain of its keys.
        var chain: UInt32
        var isArchived: Bool
        var isPresent: Bool
    }

    var rows = Rows<Row>()
    /// Of a record's row as the key: the objects that are matched with it.
    var matches = Postings()
    private var removed: [UInt32] = []

    /// The record's row, if the record is there.
    func row(of id: UInt32) -> Int? {
        guard let row = rows.row(of: id), rows[row].isPresent else { return nil }
        return row
    }

    /// The place of `id`, made if there is none.
    mutating func place(of id: UInt32) -> Int {
        rows.row(of: id)
            ?? rows.insert(
                Row(id: id, chain: Postings.none, isArchived: false, isPresent: false),
                id: id
            )
    }

    mutating func markRemoved(row: Int) {
        rows[row].isPresent = false
        removed.append(rows[row].id)
    }

    mutating func forgetRemoved() {
        for id in removed {
            guard let row = rows.row(of: id), !rows[row].isPresent else { continue }
            rows.remove(id: id, row: row)
        }
        removed.removeAll(keepingCapacity: removed.count <= 4096)
    }
}
