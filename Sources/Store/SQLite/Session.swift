import GRDBSQLite

/// What can be done on one connection while it is ours: statements and transactions.
///
/// It never leaves the connection's queue; statements are compiled once and kept.
final class Session {
    let context: ErrorContext
    private(set) var isOpen = true
    private let handle: OpaquePointer
    private var statements: [String: PreparedStatement] = [:]

    init(handle: OpaquePointer, context: ErrorContext) {
        self.handle = handle
        self.context = context
    }

    /// The statement for `sql`, compiled at its first use.
    func statement(_ sql: String) throws(StoreError) -> PreparedStatement {
        if let statement = statements[sql] { return statement }
        let statement = try PreparedStatement(sql, on: handle, context: context)
        statements[sql] = statement
        return statement
    }

    /// Runs `sql` without parameters or answer.
    func run(_ sql: String) throws(StoreError) {
        try statement(sql).run()
    }

    /// Runs `sql`, which is not worth keeping, and gives the first column of its first row.
    func pragma(_ sql: String) throws(StoreError) -> String {
        let statement = try PreparedStatement(sql, on: handle, context: context)
        return try statement.first { row throws(StoreError) in row.text(0) } ?? ""
    }

    /// How many rows the last statement inserted, updated or deleted.
    var changedRowCount: Int { Int(sqlite3_changes64(handle)) }

    var lastInsertedRowID: Int64 { sqlite3_last_insert_rowid(handle) }

    var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    /// Runs `body` in one write transaction; whatever it throws leaves the file as it was.
    func write<Value>(_ body: () throws(StoreError) -> Value) throws(StoreError) -> Value {
        try transaction("BEGIN IMMEDIATE", body)
    }

    /// Like `write`, but a power cut may undo it, together with all that came after it.
    ///
    /// The next ordinary write makes it durable. The pragma takes effect when it is compiled, so its
    /// statement cannot be kept.
    func writeRelaxed<Value>(_ body: () throws(StoreError) -> Value) throws(StoreError) -> Value {
        _ = try pragma("PRAGMA synchronous = NORMAL")
        do throws(StoreError) {
            let value = try write(body)
            _ = try pragma("PRAGMA synchronous = FULL")
            return value
        } catch {
            _ = try pragma("PRAGMA synchronous = FULL")
            throw error
        }
    }

    /// Runs `body` on one unchanging state of the file.
    func read<Value>(_ body: () throws(StoreError) -> Value) throws(StoreError) -> Value {
        try transaction("BEGIN DEFERRED", body)
    }

    private func transaction<Value>(
        _ begin: String,
        _ body: () throws(StoreError) -> Value
    ) throws(StoreError) -> Value {
        try run(begin)
        do throws(StoreError) {
            let value = try body()
            try run("COMMIT")
            return value
        } catch {
            // The first error counts. A rollback cannot fail but for memory, and SQLite may
            // have rolled back by itself already.
            context.stepsUntilFault = -1
            if isInTransaction { try run("ROLLBACK") }
            throw error
        }
    }

    /// Finalizes every statement, so that the connection can be closed.
    func close() {
        isOpen = false
        statements.removeAll()
    }
}
